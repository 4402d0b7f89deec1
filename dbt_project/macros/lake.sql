{#- Columns by which a landed row is known from the lake to the facts. -#}
{% macro row_identity() -%}
    _load_id as load_id,
    _load_sequence as load_sequence,
    _row_number as row_number,
    -- orders the versions of one record: by load, then by place in the file
    _load_sequence * 4294967296 + _row_number as row_version,
    _row_problems as row_problems,
    filename as lake_file
{%- endmacro %}


{#-
    Loads of a feed that the warehouse has not taken in yet.
    `int_loads_applied` is downstream of every model that asks, so it cannot be a ref().
-#}
{% macro unapplied_loads(feed) -%}
    {%- set ledger = ref('int_ledger_current') -%}
    {%- if not execute -%}{{ return([]) }}{%- endif -%}
    {%- set applied = none if flags.FULL_REFRESH else adapter.get_relation(
        database=target.database, schema='intermediate', identifier='int_loads_applied'
    ) -%}
    {%- set loads = run_query(
        "select load_id from " ~ ledger ~ " where status = 'loaded' and feed = '" ~ feed ~ "'"
        ~ (" and load_id not in (select load_id from " ~ applied ~ ")" if applied else "")
        ~ " order by load_sequence"
    ) -%}
    {{ return(loads.columns[0].values() | list) }}
{%- endmacro %}


{#- A literal list of files: DuckDB then opens these alone, where a subquery would make it read the whole lake. -#}
{% macro is_unapplied(feed) -%}
    {%- set loads = unapplied_loads(feed) -%}
    {%- if loads -%}
    lake_file in (
        {%- for load_id in loads %}
        '{{ env_var("COMPLAINTS_HOME") }}/lake/{{ feed }}/{{ load_id }}.parquet'{{ "," if not loop.last }}
        {%- endfor %}
    )
    {%- else -%}
    false
    {%- endif -%}
{%- endmacro %}
