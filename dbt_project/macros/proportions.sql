{#-
    95 % limits of a share of `count` in `whole` (Wilson 1927); null where there is no whole. Newcombe (1998, Statistics in Medicine 17, p. 857)
    compares them with others.
-#}
{% macro share_low(count, whole) -%} {{ _wilson(count, whole, '-') }} {%- endmacro %}
{% macro share_high(count, whole) -%} {{ _wilson(count, whole, '+') }} {%- endmacro %}


{% macro _wilson(count, whole, side) -%}
    case
        when {{ whole }} > 0
            then least(greatest((
                {{ count }} + power({{ z_95() }}, 2) / 2
                {{ side }} {{ z_95() }} * sqrt(
                    {{ count }} * (1 - {{ count }} / cast({{ whole }} as double)) + power({{ z_95() }}, 2) / 4
                )
            ) / ({{ whole }} + power({{ z_95() }}, 2)), 0), 1)
    end
{%- endmacro %}


{#-
    95 % limits of the change of a share between two years, from both shares and their own limits (Newcombe 1998, Statistics in Medicine 17, p. 873,
    method 10). The complaints of the two years are independent of each other.
-#}
{% macro share_change_low(share, low, prior_share, prior_high) -%}
    {{ share }} - {{ prior_share }} - sqrt(power({{ share }} - {{ low }}, 2) + power({{ prior_high }} - {{ prior_share }}, 2))
{%- endmacro %}


{% macro share_change_high(share, high, prior_share, prior_low) -%}
    {{ share }} - {{ prior_share }} + sqrt(power({{ high }} - {{ share }}, 2) + power({{ prior_share }} - {{ prior_low }}, 2))
{%- endmacro %}


{#- Variance of a share of `count` in `whole`, with half of one added on either side. -#}
{% macro share_variance(count, whole) -%}
    (({{ count }} + 0.5) * ({{ whole }} - {{ count }} + 0.5) / (power({{ whole }} + 1.0, 2) * nullif({{ whole }}, 0)))
{%- endmacro %}


{#- The columns of a share that is published beside the change of what is compared: limits, the share of what is compared, that of the year before, and the change with its own. -#}
{% macro share_with_changes(share, complaints, whole) -%}
    {{ share_low(complaints, whole) }} as {{ share }}_low,
    {{ share_high(complaints, whole) }} as {{ share }}_high,
    case when is_comparable then compared_{{ share }} end as {{ share }}_compared,
    compared_{{ share }}_prior_year as {{ share }}_prior_year,
    {%- for suffix in ['', '_low', '_high', '_p_value'] %}
    compared_{{ share }}_change{{ suffix }} as {{ share }}_change{{ suffix }}{{ "," if not loop.last }}
    {%- endfor %}
{%- endmacro %}
