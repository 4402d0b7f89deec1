{% test unique_combination(model, columns, among=none) %}

{#-
    Rows that agree in all columns. Where rows are added and never changed, two that agree are of one load (`among: new_loads`) or one of them is of a
    complaint that came (`among: changed_complaints`): rows that were found different before are not compared again.
-#}
select
    {{ columns | join(', ') }},
    count(*) as occurrences

from {{ model }}
{% if among == 'new_loads' -%}
where {{ is_of_a_new_load('load_id') }}
{% elif among == 'changed_complaints' -%}
where {{ is_of_a_changed_complaint('complaint_key') }}
{% endif -%}
group by {{ columns | join(', ') }}
having count(*) > 1

{% endtest %}
