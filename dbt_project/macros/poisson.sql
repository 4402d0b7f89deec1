{#-
    Lower 95 % limit of the mean of a Poisson count. Exact below 10 (Garwood 1936: half the 2.5 % point of chi-squared with 2 O degrees of
    freedom), from there by Byar's approximation (Breslow and Day 1987, Statistical Methods in Cancer Research II, p. 69):
    O (1 - 1/(9 O) - z/(3 sqrt(O)))^3, which is less than 0.2 % off.
-#}
{% macro poisson_low(count) -%}
    {%- set exact = [
        0, 0.025317808, 0.242209279, 0.618672123, 1.089865374, 1.62348639, 2.201894253, 2.814363052, 3.453832177, 4.115373097
    ] -%}
    case {{ count }}
        {%- for limit in exact %}
        when {{ loop.index0 }} then {{ limit }}
        {%- endfor %}
        else {{ count }} * power(1 - 1 / (9.0 * {{ count }}) - {{ z_95() }} / (3 * sqrt({{ count }})), 3)
    end
{%- endmacro %}


{#- Upper 95 % limit of the mean of a Poisson count: the same methods, with 2 O + 2 degrees of freedom, and Byar's with O + 1 for O. -#}
{% macro poisson_high(count) -%}
    {%- set exact = [
        3.688879454, 5.571643391, 7.224687668, 8.76727307, 10.241588675, 11.668332079, 13.059474023, 14.422675362, 15.76318922, 17.084803451
    ] -%}
    case {{ count }}
        {%- for limit in exact %}
        when {{ loop.index0 }} then {{ limit }}
        {%- endfor %}
        else ({{ count }} + 1)
            * power(1 - 1 / (9.0 * ({{ count }} + 1)) + {{ z_95() }} / (3 * sqrt({{ count }} + 1)), 3)
    end
{%- endmacro %}


{#-
    Probability of a Poisson count of at most `count` where `mean` is expected: exact for 0, else through the chi-squared distribution by its
    cube root (Wilson and Hilferty 1931), which serves counts that are no whole numbers.
-#}
{% macro poisson_lower_tail(count, mean) -%}
    case
        when {{ count }} = 0 then exp(-({{ mean }}))
        else {{ normal_cdf(
            '(3 * sqrt(' ~ count ~ ' + 1) * (1 - 1 / (9 * (' ~ count ~ ' + 1)) - power((' ~ mean ~ ') / (' ~ count ~ ' + 1), 1 / 3.0)))'
        ) }}
    end
{%- endmacro %}
