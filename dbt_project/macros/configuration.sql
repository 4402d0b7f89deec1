{#- Whether the configuration has a reference file that it may leave out. At parsing it counts as there, for the lineage. -#}
{% macro is_configured(name) -%}
    {%- if not execute -%}{{ return(true) }}{%- endif -%}
    {{ return(adapter.dispatch('is_given')(name)) }}
{%- endmacro %}


{% macro default__is_given(name) -%}
    {%- set file = place('config') ~ '/reference/' ~ name ~ '.csv' -%}
    {{ return(run_query("select count(*) > 0 from glob('" ~ file ~ "')").columns[0].values()[0]) }}
{%- endmacro %}


{% macro duckspark__is_given(name) -%}
    {{ return(adapter.is_source('configuration', name)) }}
{%- endmacro %}
