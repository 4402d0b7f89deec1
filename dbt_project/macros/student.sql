{#-
    Regularised incomplete beta function I_x(a, b) for x up to one half: 80 terms of its power series (DLMF 8.17.8), more than a double holds.
-#}
{% macro incomplete_beta(x, a, b) -%}
    exp({{ a }} * ln({{ x }}) + {{ b }} * ln(1 - {{ x }}) + lgamma({{ a }} + {{ b }}) - lgamma({{ a }} + 1) - lgamma({{ b }}))
    * list_sum(list_transform(
        range(80),
        lambda n: exp(
            lgamma({{ a }} + {{ b }} + n) - lgamma({{ a }} + {{ b }}) - lgamma({{ a }} + 1 + n) + lgamma({{ a }} + 1) + n * ln({{ x }})
        )
    ))
{%- endmacro %}


{#-
    Probability that Student's t with so many degrees of freedom is farther from 0 than the square root of `t_squared`.
-#}
{% macro student_p_value(t_squared, degrees) -%}
    {%- set x = '(' ~ degrees ~ ' / (' ~ degrees ~ ' + ' ~ t_squared ~ '))' -%}
    {%- set y = '(' ~ t_squared ~ ' / (' ~ degrees ~ ' + ' ~ t_squared ~ '))' -%}
    case
        when {{ t_squared }} = 0 then 1
        when {{ t_squared }} >= {{ degrees }} then {{ incomplete_beta(x, '(' ~ degrees ~ ' / 2.0)', '0.5::double') }}
        else 1 - {{ incomplete_beta(y, '0.5::double', '(' ~ degrees ~ ' / 2.0)') }}
    end
{%- endmacro %}


{#- The point that Student's t with 1 to 11 degrees of freedom exceeds, on either side, with a probability of 5 %. Null for others. -#}
{% macro student_975(degrees) -%}
    case {{ degrees }}
        {%- for point in [
            12.706204736174694, 4.302652729749462, 3.1824463052837078, 2.7764451051977934, 2.5705818356363146, 2.4469118511449786,
            2.364624251592784, 2.306004135204166, 2.262157162798205, 2.228138851986274, 2.200985160091639
        ] %}
        when {{ loop.index }} then {{ point }}
        {%- endfor %}
    end
{%- endmacro %}
