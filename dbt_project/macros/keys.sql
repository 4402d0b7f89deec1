{#-
    Keys of the models named that more than one row has; of a key of one column, also null. A model's YAML says its key (`meta.key`). One row
    per table and such key, in columns called as in the table. Of tables with many rows (`long`), 64 bits of the key tell which rows may share theirs,
    and the whole key says so of these.
-#}
{% macro repeated_keys(models, long=[]) -%}
    {%- for model in models %}
    {%- set relation = ref(model) %}
    {%- set key = graph.nodes['model.' ~ project_name ~ '.' ~ model].config.meta.key if execute else ['key'] %}
    select
        '{{ relation.schema }}.{{ relation.identifier }}' as relation,
        {{ key | join(', ') }},
        count(*) as rows_with_the_key

    from {{ relation }}
    {%- if model in long %}
    where
        hash({{ key | join(', ') }}) in (
            select hash({{ key | join(', ') }}) from {{ relation }}
            group by hash({{ key | join(', ') }})
            having count(*) > 1
        )
        {{- " or " ~ key[0] ~ " is null" if key | length == 1 }}
    {%- endif %}
    group by {{ key | join(', ') }}
    having count(*) > 1{{ " or " ~ key[0] ~ " is null" if key | length == 1 }}
    {{ "union all by name" if not loop.last }}
    {%- endfor %}
{%- endmacro %}
