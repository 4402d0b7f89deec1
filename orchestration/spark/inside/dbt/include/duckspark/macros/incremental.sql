{#-
    A table that grows. Spark's Parquet can neither delete nor update: a build writes the files that change anew, links the others, and shows
    them under the table's name in one statement (see change.py). Which rows go is what the model says for DuckDB: those with the key of a row
    that came (`unique_key`), and what `delete from {{ this }}` removes beforehand (`pre_hook`).
-#}
{% materialization incremental, adapter='duckspark', supported_languages=['sql'] %}
    {%- set relation = this.incorporate(type='table') -%}
    {%- set change = adapter.change_of(relation) -%}
    {%- if is_incremental() -%}
        {{ adds_to_files(change, relation, compiled_code) }}
    {%- else -%}
        {{ written_by_month(change.written_again, relation, adapter.translated(of_contract(compiled_code))) }}
        {%- do change.finish(model.columns | list if config.get('contract').enforced else ['*']) -%}
        {{ shown_from(relation, change.folder) }}
    {%- endif -%}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}


{% macro adds_to_files(change, relation, query) -%}
    {%- set columns = adapter.names_of_columns(relation) -%}
    {{ written_by_month(change.arrived, relation, adapter.translated(of_contract(query))) }}
    {%- set goes = rows_that_go(relation) -%}
    {%- set touched = run_query(adapter.translated_over(
        'select distinct file_of_row from files.standing where ' ~ goes, relation, standing=change.standing, arrived=change.arrived
    )).columns[0].values() -%}
    {%- do change.sort_files(touched) -%}
    {%- if change.writes_again -%}
        {%- set kept -%}
            select {{ columns | join(', ') }} from files.kept_in_part where ({{ goes }}) is not true
            {%- if change.has_joined %}
            union all
            select {{ columns | join(', ') }} from files.joined
            {%- endif -%}
        {%- endset -%}
        {{ written_by_month(change.written_again, relation, adapter.translated_over(
            kept, relation, kept_in_part=change.kept_in_part, joined=change.joined, arrived=change.arrived
        )) }}
    {%- endif -%}
    {%- if change.is_none -%}
        {%- do change.forget() -%}
    {%- else -%}
        {%- do change.finish(columns) -%}
        {{ shown_from(relation, change.folder) }}
    {%- endif -%}
{%- endmacro %}


{#- The condition, in DuckDB's SQL, of the rows that are there and go. -#}
{% macro rows_that_go(relation) -%}
    {%- set conditions = [] -%}
    {%- if config.get('unique_key') -%}
        {%- do conditions.append(config.get('unique_key') ~ ' in (select ' ~ config.get('unique_key') ~ ' from files.arrived)') -%}
    {%- endif -%}
    {%- for hook in pre_hooks -%}
        {%- set statement = render(hook.get('sql')) | trim -%}
        {%- if statement -%}
            {%- do conditions.append(adapter.condition_of_delete(statement, relation)) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(conditions | join(' or ') or 'false') }}
{%- endmacro %}


{#-
    The rows of a query in Spark's SQL in a folder, by month where the model says which column has it. A table of months without a row is one
    empty file, which has its columns.
-#}
{% macro written_by_month(folder, relation, query) -%}
    {%- set month = config.get('partition_by') -%}
    {%- if month -%}
        {%- set written = relation.incorporate(path={'identifier': relation.identifier ~ '__written'}) -%}
        {%- do run_query('drop table if exists ' ~ written) -%}
        {% call statement('main') -%}
            create table {{ written }} using parquet partitioned by ({{ month }}) location '{{ folder }}' as
            select /*+ rebalance({{ month }}) */ * from (
                {{ query }}
            )
        {%- endcall %}
        {%- do run_query('drop table ' ~ written) -%}
    {%- endif -%}
    {%- if adapter.has_no_file(folder) -%}
        {% call statement('main') -%}
            insert overwrite directory '{{ folder }}' using parquet
            select /*+ rebalance */ * from (
                {{ query }}
            )
        {%- endcall %}
    {%- endif -%}
{%- endmacro %}
