{#- A view, so that a candidate lays the figures beside what is published when it is made, and not when they were built. -#}
{{ config(materialized='view') }}
with

history as (

    select * from {{ ref('stg_releases__figure_history') }}

),

changes as (

    select * from {{ ref('int_figure_changes') }}

),

-- what was published stays; a row that another follows is the latest no more, and a value that holds for longer says so
carried as (

    select
        history.* replace (
            history.is_latest and changes.change_type is null as is_latest,
            case
                when changes.mart is not null and changes.change_type is null then changes.period_end_date
                else history.period_end_date
            end as period_end_date
        )

    from history
    left join changes
        on
            history.is_latest
            and {{ is_same_figure('history', 'changes') }}

),

-- the release that is made of them gives them its time
added as (

    select
        *,
        true as is_latest

    from changes
    where change_type is not null

),

figures as (

    select * from carried
    union all by name
    select * from added

),

figure_revisions as (

    select
        mart,
        measure,
        {%- for key in figure_keys() %}
        {{ key }},
        {%- endfor %}
        period_end_date,
        published_at,
        change_type,
        value_as_first_published,
        value_before,
        value_now,
        revision,
        is_latest

    from figures

)

select * from figure_revisions
