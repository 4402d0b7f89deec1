{#- A table that a build reads as the build before it left it, and that is therefore no `ref`. -#}
{% macro table_of_build(name, schema='intermediate') -%}
    {{ return(api.Relation.create(database=target.database or none, schema=schema, identifier=name)) }}
{%- endmacro %}


{#- What has a table that no model makes hold the rows of a query, whether it was there or not. -#}
{% macro replace_table(name, query) -%}
    {{ return(adapter.dispatch('replace_table')(name, query)) }}
{%- endmacro %}


{% macro default__replace_table(name, query) -%}
    create or replace table intermediate.{{ name }} as {{ query }};
{%- endmacro %}


{% macro duckspark__replace_table(name, query) -%}
    {{ written_anew(table_of_build(name), adapter.translated(query)) }}
{%- endmacro %}


{#- What takes all rows out of a table. -#}
{% macro empty_table(name) -%}
    {{ return(adapter.dispatch('empty_table')(name)) }}
{%- endmacro %}


{% macro default__empty_table(name) -%}
    delete from intermediate.{{ name }};
{%- endmacro %}


{% macro duckspark__empty_table(name) -%}
    {{ replace_table(name, 'select * from ' ~ table_of_build(name) ~ ' where false') }}
{%- endmacro %}
