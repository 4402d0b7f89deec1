{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ return(custom_schema_name or target.schema) }}
{%- endmacro %}


{% macro show_what_there_is() -%}
    {%- if execute -%}
    {%- for statement in adapter.statements_at_start() -%}
        {%- do run_query(statement) -%}
    {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
