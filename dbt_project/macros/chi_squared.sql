{#-
    Probability that a chi-squared variable with 1 to 11 degrees of freedom is `value` or larger: a finite sum (Abramowitz and Stegun 1964,
    26.4.4 and 26.4.5). Null where there is no value.
-#}
{% macro chi_squared_tail(value, degrees) -%}
    case when {{ value }} is not null then least(
        case when {{ degrees }} % 2 = 1 then 2 * {{ normal_cdf('(-sqrt(' ~ value ~ '))') }} else 0 end
        {%- for term in range(1, 6) %}
        + case
            when {{ degrees }} >= {{ 2 * term }}
                then exp(
                    -{{ value }} / 2.0 + ({{ degrees }} / 2.0 - {{ term }}) * ln(greatest({{ value }}, 1e-300) / 2.0)
                    - lgamma({{ degrees }} / 2.0 - {{ term }} + 1)
                )
            else 0
        end
        {%- endfor %},
        1
    ) end
{%- endmacro %}
