-- Guards against a build that loses, doubles or rewrites what readers were told earlier: only whether it is the latest may change.
{{ config(meta={'dagster': {'ref': {'name': 'figure_revisions'}}}) }}
{%- set told = (figure_keys() | list) + ['change_type', 'value_as_first_published', 'value_before', 'value_now', 'revision'] -%}
with

published as (

    select mart, measure, published_at, count(*) as figures, sum(hash({{ told | join(', ') }})) as content
    from {{ ref('stg_releases__figure_history') }}
    group by mart, measure, published_at

),

kept as (

    select mart, measure, published_at, count(*) as figures, sum(hash({{ told | join(', ') }})) as content
    from {{ ref('figure_revisions') }}
    where published_at is not null
    group by mart, measure, published_at

)

select
    mart,
    measure,
    published_at,
    published.figures,
    kept.figures as figures_kept

from published
full join kept using (mart, measure, published_at)
where published.figures is distinct from kept.figures or published.content is distinct from kept.content
