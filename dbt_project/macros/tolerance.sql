{#-
    Comparisons of computed doubles. The same figure reached in two ways differs in its last digits: p * m / m is below p in 4 to 9 % of
    cases, and a sum depends on the order of its rows. These allow one part in a thousand million of the larger value: far more than such
    noise comes to, also over 100 million complaints, and far less than a figure is read to. `scale` is the size of what was added up or
    taken away, where that is larger than the result. Null where a value is null; never true of an infinite one, or of one that is no number.
-#}
{% macro is_close(left, right, scale=0) -%}
    (
        isfinite(cast({{ left }} as double) - {{ right }})
        and abs({{ left }} - {{ right }}) <= 1e-9 * greatest(abs({{ left }}), abs({{ right }}), {{ scale }})
    )
{%- endmacro %}


{#- Whether a published value has become another one, however little: all but the noise of adding doubles. Null where either is null. -#}
{% macro is_another_value(left, right) -%}
    (abs({{ left }} - {{ right }}) > 1e-12 * greatest(1, abs({{ left }}), abs({{ right }})))
{%- endmacro %}


{#- Whether one computed double is at most another. -#}
{% macro at_most(left, right, scale=0) -%}
    (
        isfinite(cast({{ left }} as double) - {{ right }})
        and {{ left }} - {{ right }} <= 1e-9 * greatest(abs({{ left }}), abs({{ right }}), {{ scale }})
    )
{%- endmacro %}


{#- Whether a computed double lies between its limits. Without a value there are no limits either. -#}
{% macro is_held(low, value, high, scale=0) -%}
    (
        case
            when {{ value }} is null then {{ low }} is null and {{ high }} is null
            else {{ at_most(low, value, scale) }} and {{ at_most(value, high, scale) }}
        end
    )
{%- endmacro %}


{#- Whether a share, and its change, lie between their limits, and the change's p-value says what its limits say. -#}
{% macro share_changes_agree(share) -%}
    (
        {{ is_held(share ~ '_low', share, share ~ '_high', scale=1) }}
        and {{ is_held(share ~ '_change_low', share ~ '_change', share ~ '_change_high', scale=1) }}
        and case
            when {{ share }}_change is null then {{ share }}_change_p_value is null
            else
                {{ share }}_change_p_value between 0 and 1
                and (
                    ({{ share }}_change_p_value <= 0.05) = ({{ share }}_change_low > 0 or {{ share }}_change_high < 0)
                    or abs({{ share }}_change_p_value - 0.05) < 1e-5
                )
        end
    )
{%- endmacro %}
