{% materialization table, adapter='duckspark', supported_languages=['sql'] %}
    {%- set relation = this.incorporate(type='table') -%}
    {{ run_hooks(pre_hooks) }}
    {{ written_anew(relation, adapter.translated(of_contract(compiled_code))) }}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}


{% materialization view, adapter='duckspark', supported_languages=['sql'] %}
    {%- set relation = this.incorporate(type='view') -%}
    {{ run_hooks(pre_hooks) }}
    {% call statement('main') -%}
        {{ show_as(relation, adapter.translated(of_contract(compiled_code))) }}
    {%- endcall %}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}


{#- The rows of a query in Spark's SQL in a folder of their own, and then the relation as a view over it. -#}
{% macro written_anew(relation, query) -%}
    {%- set folder = adapter.new_folder(relation) -%}
    {% call statement('main') -%}
        insert overwrite directory '{{ folder }}' using parquet {{ query }}
    {%- endcall %}
    {{ shown_from(relation, folder) }}
{%- endmacro %}


{#- A relation as a view over a folder that is whole. -#}
{% macro shown_from(relation, folder) -%}
    {%- for statement in adapter.statements_that_show(relation, folder, load_cached_relation(relation) is not none) -%}
        {%- do run_query(statement) -%}
    {%- endfor -%}
    {%- do adapter.switched(relation, folder) -%}
{%- endmacro %}


{#-
    The statement that has a view show other rows: `create or replace` would drop it first, and whoever asks for it just then would find no
    such table.
-#}
{% macro show_as(relation, query) -%}
    {{ 'alter view' if load_cached_relation(relation) else 'create or replace view' }} {{ relation }} as {{ query }}
{%- endmacro %}


{#- The query with the columns of its contract, where the model has one. -#}
{% macro of_contract(query) -%}
    {{ return(adapter.cast_to_contract(query, model.columns) if config.get('contract').enforced else query) }}
{%- endmacro %}


{% macro duckspark__get_test_sql(main_sql, fail_calc, warn_if, error_if, limit) -%}
    {{ return(default__get_test_sql(adapter.translated(main_sql), fail_calc, warn_if, error_if, limit)) }}
{%- endmacro %}
