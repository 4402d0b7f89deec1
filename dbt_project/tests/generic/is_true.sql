{% test is_true(model, condition, null_passes_because=none) %}

{#-
    Rows for which the condition does not hold. One that is null does not hold, or a join that matches nothing would pass; where null is
    right, the test says why.
-#}
select *

from {{ model }}
where ({{ condition }}) is {{ 'not true' if null_passes_because is none else 'false' }}

{% endtest %}
