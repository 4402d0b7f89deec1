{#-
    Where the deployment lies: its `home`, or its `config`. It is asked for when a model is compiled, and not at parsing: what dbt
    parsed serves every deployment, and none parses the project again because it lies elsewhere.
-#}
{% macro place(name) -%}
    {{ return(env_var('COMPLAINTS_' ~ name | upper) if execute else '') }}
{%- endmacro %}


{#- A source whose location names the deployment's folders as `<home>` and `<config>`, at this deployment's. -#}
{% macro located(relation) -%}
    {{ return(relation | string | replace('<home>', place('home')) | replace('<config>', place('config'))) }}
{%- endmacro %}
