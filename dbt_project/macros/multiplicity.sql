{#-
    p-values adjusted for the number of comparisons among the rows of a partition (Benjamini and Hochberg 1995). A row without a p-value is no
    comparison; each row knows how many there are, and how many of them have a p-value up to its own. What p is multiplied by is at least 1, so that rounding never brings it below itself: p * m / m may be less than p.
-#}
{% macro adjusted_p_value(p_value, comparisons, comparisons_up_to, partition_by) -%}
    case
        when {{ p_value }} is not null
            then least(
                min({{ p_value }} * ({{ comparisons }} / {{ comparisons_up_to }})) over (
                    partition by {{ partition_by }} order by {{ p_value }} desc nulls last
                ),
                1
            )
    end
{%- endmacro %}
