{% test is_true(model, condition) %}

{#- Rows for which the condition does not hold; a condition that is null passes. -#}
select *

from {{ model }}
where not ({{ condition }})

{% endtest %}
