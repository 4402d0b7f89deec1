{#-
    `table` and `view` as dbt makes them, in one statement. dbt builds beside what there is, renames twice, drops, and describes
    column by column: with models as small as most of these are, that takes longer than their queries. DuckDB replaces a
    relation within a transaction, so whoever reads sees the one before or the new one here too.
-#}
{% materialization table, adapter='duckdb', supported_languages=['sql'] %}
    {%- set relation = this.incorporate(type='table') -%}
    {{ return(replaced(relation, create_table_as(false, relation, compiled_code))) }}
{% endmaterialization %}


{% materialization view, adapter='duckdb', supported_languages=['sql'] %}
    {%- set relation = this.incorporate(type='view') -%}
    {{ return(replaced(relation, get_create_view_as_sql(relation, compiled_code))) }}
{% endmaterialization %}


{#- The relation made by the statement, in place of the one that there is, with its hooks and described where the model is. -#}
{% macro replaced(relation, statement_to_create) -%}
    {%- set existing = load_cached_relation(relation) -%}
    {{ run_hooks(pre_hooks, inside_transaction=true) }}
    {% call statement('main') -%}
        {% if existing is not none -%} drop {{ existing.type }} if exists {{ existing }}; {%- endif %}
        {{ statement_to_create }};
        {% if config.persist_relation_docs() and model.description -%}
            {{ alter_relation_comment(relation, model.description) }}
        {%- endif %}
        {% if config.persist_column_docs() -%}
            {% for name, column in model.columns.items() if column.description -%}
                comment on column {{ relation }}.{{ name }} is {{ duckdb_escape_comment(column.description) }};
            {%- endfor %}
        {%- endif %}
    {%- endcall %}
    {{ run_hooks(post_hooks, inside_transaction=true) }}
    {{ adapter.commit() }}
    {{ return({'relations': [relation]}) }}
{%- endmacro %}
