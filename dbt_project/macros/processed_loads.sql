{#-
    Loads of a feed that the warehouse has not taken in yet. A lake that was restored from a backup gives numbers a second time, so a load
    is known by its content too. With `judge_again`, so are loads with dates that were refused as too late, and that by now are none.
-#}
{% macro unapplied_loads(feed, judge_again=false) -%}
    {%- set ledger = ref('int_ledger_current') -%}
    {%- set latest_days = ref('int_load_latest_days') if judge_again -%}
    {%- set feed_days = ref('int_feed_days') if judge_again -%}
    {%- if not execute -%}{{ return([]) }}{%- endif -%}
    {%- set applied = none if flags.FULL_REFRESH else adapter.get_relation(
        database=target.database, schema='intermediate', identifier='processed_loads'
    ) -%}
    {%- set loads = asked(
        "select load_id from " ~ ledger ~ " where status = 'loaded' and feed = '" ~ feed ~ "'"
        ~ (" and ((load_id, content_hash) not in (select (load_id, content_hash) from " ~ applied ~ ")" if applied else "")
        ~ (" or load_id in (" ~ refused_loads(applied, latest_days, feed_days) ~ ")" if applied and judge_again else "")
        ~ (")" if applied else "")
        ~ " order by load_sequence"
    ) -%}
    {{ return(loads.columns[0].values() | list) }}
{%- endmacro %}


{#- Applied loads that name a day which was too late when they were judged, and is not now. -#}
{% macro refused_loads(applied, latest_days, feed_days) -%}
    select feed_days.load_id
    from {{ feed_days }} as feed_days
    inner join {{ applied }} as judged on feed_days.load_id = judged.load_id
    inner join {{ latest_days }} as latest_days on feed_days.load_id = latest_days.load_id
    where feed_days.day > judged.latest_day and feed_days.day <= latest_days.latest_day
{%- endmacro %}


{#-
    After a run: the loads that every incremental model has now taken in count as applied, and are not read again. Which models these are is
    what the manifest says, so a new one cannot be forgotten. A run that is killed, or in which one of them fails or is skipped, records
    nothing, and the next one takes the same loads in again.
-#}
{% macro record_processed_loads(results) -%}
    {%- set built = results | selectattr('status', 'equalto', 'success') | map(attribute='node.unique_id') | list -%}
    {%- set models = graph.nodes.values() | selectattr('resource_type', 'equalto', 'model') | list if execute else [] -%}
    {%- set needed = models | selectattr('config.materialized', 'equalto', 'incremental') | map(attribute='unique_id') | list -%}
    {%- set missing = needed | reject('in', built) | list -%}
    {%- if needed and not missing %}
    {%- set loads -%}
    select load_id, content_hash, latest_day
    from intermediate.int_ledger_current inner join intermediate.int_load_latest_days using (load_id)
    where load_id in (
        {%- for model in models if reads_new_loads(model) %}
        select load_id from {{ model.schema }}.{{ model.alias }}{{ " union" if not loop.last }}
        {%- endfor %}
    )
    {%- endset %}
    {{ adapter.dispatch('add_processed_loads')(loads) }}
    {%- endif -%}
{%- endmacro %}


{% macro default__add_processed_loads(loads) -%}
    create table if not exists intermediate.processed_loads (
        load_id varchar primary key, content_hash varchar not null, latest_day date not null
    );
    insert or replace into intermediate.processed_loads
    {{ loads }};
{%- endmacro %}


{% macro duckspark__add_processed_loads(loads) -%}
    {%- set applied = table_of_build('processed_loads') -%}
    {%- set earlier -%}
    union all
    select * from {{ applied }} where load_id not in (select load_id from loads)
    {%- endset -%}
    {{ replace_table('processed_loads', 'with loads as (' ~ loads ~ ') select * from loads ' ~ (earlier if load_cached_relation(applied) else '')) }}
{%- endmacro %}


{#- Whether a model of this run holds the rows of new loads, and those alone. -#}
{% macro reads_new_loads(model) -%}
    {{ return('macro.complaint_warehouse.is_unapplied' in model.depends_on.macros and model.config.materialized != 'incremental') }}
{%- endmacro %}
