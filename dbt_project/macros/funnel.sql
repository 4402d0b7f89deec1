{#-
    The funnel's limits and z-scores lie on the scale of square roots, where chance moves a Poisson count by one half whatever its size. For
    a count O, an expected one E and a funnel `widening` times as wide as chance alone has it, z solves
    O = (sqrt(E) + z widening / 2)^2 - (z^2 + 2) / 12. The last part makes the limits of a Poisson count those of the mid-P test, to the second
    term of Cornish and Fisher's expansion (1938): the square root alone would take it for less skew than it is.
-#}
{% macro funnel_z(complaints, expected, widening) -%}
    (sqrt({{ expected }} / 3 + (power({{ widening }}, 2) - 1 / 3.0) * ({{ complaints }} + 1 / 6.0)) - {{ widening }} * sqrt({{ expected }}))
    / (power({{ widening }}, 2) / 2 - 1 / 6.0)
{%- endmacro %}


{#- The count below which a branch lies under the lower limit for z; 0 where no count is too low. -#}
{% macro funnel_lowest(expected, widening, z) -%}
    case
        when sqrt({{ expected }}) > {{ z }} * {{ widening }} / 2
            then greatest(power(sqrt({{ expected }}) - {{ z }} * {{ widening }} / 2, 2) - (power({{ z }}, 2) + 2) / 12, 0)
        else 0
    end
{%- endmacro %}


{#- The count above which a branch lies over the upper limit for z. -#}
{% macro funnel_highest(expected, widening, z) -%}
    power(sqrt({{ expected }}) + {{ z }} * {{ widening }} / 2, 2) - (power({{ z }}, 2) + 2) / 12
{%- endmacro %}


{#- Where a count lies among the limits of 95 % and 99.8 %. -#}
{% macro funnel_band(complaints, lowest_998, lowest_95, highest_95, highest_998) -%}
    case
        when {{ complaints }} > {{ highest_998 }} then 'above_998'
        when {{ complaints }} > {{ highest_95 }} then 'above_95'
        when {{ complaints }} < {{ lowest_998 }} then 'below_998'
        when {{ complaints }} < {{ lowest_95 }} then 'below_95'
        else 'within'
    end
{%- endmacro %}


{#- What winsorising the lowest and highest tenth leaves of the variance of a normal variable: 0.8 - 2 q phi(q) + 0.2 q^2, q its 90 % point. -#}
{% macro winsorised_variance() -%} 0.6786545589528744 {%- endmacro %}
