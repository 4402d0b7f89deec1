{#- Before a run: what there is is shown under its name, where the engine does not know of it itself. -#}
{% macro show_what_there_is() -%}
    {{ return(adapter.dispatch('show_what_there_is')()) }}
{%- endmacro %}


{% macro default__show_what_there_is() -%}
{%- endmacro %}


{% macro duckspark__show_what_there_is() -%}
    {%- if execute -%}
    {%- for statement in adapter.statements_at_start() -%}
        {%- do run_query(statement) -%}
    {%- endfor -%}
    {%- endif -%}
{%- endmacro %}


{#- The rows of a query in DuckDB's SQL that a macro asks while others are compiled. -#}
{% macro asked(query) -%}
    {{ return(adapter.dispatch('asked')(query)) }}
{%- endmacro %}


{% macro default__asked(query) -%}
    {{ return(run_query(query)) }}
{%- endmacro %}


{% macro duckspark__asked(query) -%}
    {{ return(run_query(adapter.translated(query))) }}
{%- endmacro %}
