{% materialization table, adapter='duckspark', supported_languages=['sql'] %}
    {%- set relation = this.incorporate(type='table') -%}
    {{ run_hooks(pre_hooks) }}
    {{ written_anew(relation, compiled_code) }}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}


{% materialization view, adapter='duckspark', supported_languages=['sql'] %}
    {%- set relation = this.incorporate(type='view') -%}
    {{ run_hooks(pre_hooks) }}
    {% call statement('main') -%}
        create or replace view {{ relation }} as {{ adapter.translated(of_contract(compiled_code)) }}
    {%- endcall %}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}


{% materialization incremental, adapter='duckspark', supported_languages=['sql'] %}
    {%- set relation = this.incorporate(type='table') -%}
    {%- set key = config.get('unique_key') -%}
    {{ run_hooks(pre_hooks) }}
    {{ written_anew(relation, with_rows_that_stand(relation, compiled_code, key) if is_incremental() else compiled_code) }}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}


{#- The rows of a query, and those of the relation that it does not replace. -#}
{% macro with_rows_that_stand(relation, query, key) -%}
    with new_rows as (
        {{ query }}
    )

    select * from new_rows
    union all by name
    select * from {{ relation }}
    {%- if key %}
    where {{ key }} not in (select {{ key }} from new_rows)
    {%- endif -%}
{%- endmacro %}


{#- The rows of a query in a folder of their own, and then the relation as a view over it. -#}
{% macro written_anew(relation, query) -%}
    {%- set folder = adapter.new_folder(relation) -%}
    {% call statement('main') -%}
        insert overwrite directory '{{ folder }}' using parquet {{ adapter.translated(of_contract(query)) }}
    {%- endcall %}
    {% call statement('switch') -%}
        create or replace view {{ relation }} as select * from parquet.`{{ folder }}`
    {%- endcall %}
    {{ adapter.switched(relation, folder) }}
{%- endmacro %}


{#- The query with the columns of its contract, where the model has one. -#}
{% macro of_contract(query) -%}
    {{ return(adapter.cast_to_contract(query, model.columns) if config.get('contract').enforced else query) }}
{%- endmacro %}


{% macro duckspark__get_test_sql(main_sql, fail_calc, warn_if, error_if, limit) -%}
    {{ return(default__get_test_sql(adapter.translated(main_sql), fail_calc, warn_if, error_if, limit)) }}
{%- endmacro %}
