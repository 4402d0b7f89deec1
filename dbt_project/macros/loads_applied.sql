{#-
    Loads of a feed that the warehouse has not taken in yet. A lake that was restored from a backup gives numbers a second time, so a load
    is known by its content too.
-#}
{% macro unapplied_loads(feed) -%}
    {%- set ledger = ref('int_ledger_current') -%}
    {%- if not execute -%}{{ return([]) }}{%- endif -%}
    {%- set applied = none if flags.FULL_REFRESH else adapter.get_relation(
        database=target.database, schema='intermediate', identifier='loads_applied'
    ) -%}
    {%- set loads = run_query(
        "select load_id from " ~ ledger ~ " where status = 'loaded' and feed = '" ~ feed ~ "'"
        ~ (" and (load_id, content_hash) not in (select (load_id, content_hash) from " ~ applied ~ ")" if applied else "")
        ~ " order by load_sequence"
    ) -%}
    {{ return(loads.columns[0].values() | list) }}
{%- endmacro %}


{#-
    After a run: the loads that every incremental model has now taken in count as applied, and are not read again. Which models these are is
    what the manifest says, so a new one cannot be forgotten. A run that is killed, or in which one of them fails or is skipped, records
    nothing, and the next one takes the same loads in again.
-#}
{% macro record_loads_applied(results) -%}
    {%- set built = results | selectattr('status', 'equalto', 'success') | map(attribute='node.unique_id') | list -%}
    {%- set models = graph.nodes.values() | selectattr('resource_type', 'equalto', 'model') | list if execute else [] -%}
    {%- set needed = models | selectattr('config.materialized', 'equalto', 'incremental') | map(attribute='unique_id') | list -%}
    {%- set missing = needed | reject('in', built) | list -%}
    {%- if needed and not missing %}
    create table if not exists intermediate.loads_applied (load_id varchar primary key, content_hash varchar not null);
    insert or replace into intermediate.loads_applied
    select load_id, content_hash from intermediate.int_ledger_current
    where load_id in (
        {%- for model in models if reads_new_loads(model) %}
        select load_id from {{ model.schema }}.{{ model.alias }}{{ " union" if not loop.last }}
        {%- endfor %}
    );
    {%- endif -%}
{%- endmacro %}


{#- Whether a model of this run holds the rows of new loads, and those alone. -#}
{% macro reads_new_loads(model) -%}
    {{ return('macro.complaint_warehouse.is_unapplied' in model.depends_on.macros and model.config.materialized != 'incremental') }}
{%- endmacro %}
