{#- What a feed's contract says of `name`; the default where it says nothing. -#}
{% macro feed_option(feed, name, default=none) -%}
    {%- if not execute -%}{{ return(default) }}{%- endif -%}
    {{ return(fromjson(env_var('COMPLAINTS_FEED_OPTIONS', '{}')).get(feed, {}).get(name) or default) }}
{%- endmacro %}


{#- Columns by which a landed row is known from the lake to the facts. -#}
{% macro row_identity(feed) -%}
    _load_id as load_id,
    _load_sequence as load_sequence,
    _row_number as row_number,
    {{ row_version(feed) }} as row_version,
    _row_problems as row_problems,
    filename as lake_file
{%- endmacro %}


{#-
    Orders the versions of one record: by the time at which the source system changed it, where the contract names that field, then by
    load, then by place in the file. Where rows are lines of one complaint, a file's first line stands for it.
-#}
{% macro row_version(feed) -%}
    {%- set newest_by = feed_option(feed, 'newest_by') -%}
    {%- set place = '4294967295 - _row_number' if feed_option(feed, 'lines_by') else '_row_number' -%}
    {%- if newest_by -%}
    cast(coalesce(greatest(epoch_us({{ parse_timestamp('"' ~ newest_by ~ '"', feed) }}) // 1000000, 0), 0) as hugeint) * 18446744073709551616 +
    {%- endif -%}
    cast(_load_sequence as hugeint) * 4294967296 + {{ place }}
{%- endmacro %}


{#-
    The line of its complaint that a row stands for: the fields that the contract calls its lines, as the feed
    wrote them; null in a feed of single rows, and empty where all of them are blank.
-#}
{% macro line_of(feed) -%}
    {%- set fields = feed_option(feed, 'lines_by', []) -%}
    {%- if fields -%}
    concat_ws(' · ', {% for field in fields %}{{ collapse_spaces('"' ~ field ~ '"') }}{{ ", " if not loop.last }}{% endfor %})
    {%- else -%}
    cast(null as varchar)
    {%- endif -%}
{%- endmacro %}


{#- A literal list of files: DuckDB then opens these alone, where a subquery would make it read the whole lake. -#}
{% macro is_unapplied(feed, judge_again=false) -%}
    {%- set loads = unapplied_loads(feed, judge_again) -%}
    {%- if loads -%}
    lake_file in (
        {%- for load_id in loads %}
        '{{ place("home") }}/lake/{{ feed }}/{{ load_id }}.parquet'{{ "," if not loop.last }}
        {%- endfor %}
    )
    {%- else -%}
    false
    {%- endif -%}
{%- endmacro %}
