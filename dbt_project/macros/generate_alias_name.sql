{#- dbt wants one name for each model, but the views of `bi` are called as tables of other schemas are: their files begin with `bi_`. -#}
{% macro generate_alias_name(custom_alias_name=none, node=none) -%}
    {{ custom_alias_name or node.name.removeprefix('bi_') }}
{%- endmacro %}
