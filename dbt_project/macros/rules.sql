{#- The value of a rule of `rules.csv`; the default where an older configuration lacks it. Stands in an aggregate over the rules. -#}
{% macro rule_or_default(rule_code, default, data_type='integer') -%}
    cast(coalesce(max(rule_value) filter (rule_code = '{{ rule_code }}'), {{ default }}) as {{ data_type }}) as {{ rule_code }}
{%- endmacro %}
