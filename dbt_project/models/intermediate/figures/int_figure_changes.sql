{%- set keys = ['mart', 'measure'] + (figure_keys() | list) %}
with

built as not materialized (

    select
        * exclude (value),
        value as value_now,
        hash({{ keys | join(', ') }}, period_end_date, value) as content

    from {{ ref('int_figures_followed') }}

),

published as not materialized (

    select
        *,
        hash({{ keys | join(', ') }}, period_end_date, value_now) as content

    from {{ ref('stg_releases__figure_history') }}
    where is_latest

),

-- memory stays small where only figures are matched by their keys that are not the same to the bit
now as (

    select built.*
    from built
    anti join published using (content)

),

latest as (

    select published.*
    from published
    anti join built using (content)

),

matched as (

    select
        {%- for key in keys %}
        coalesce(now.{{ key }}, latest.{{ key }}) as {{ key }},
        {%- endfor %}
        coalesce(now.period_end_date, latest.period_end_date) as period_end_date,
        coalesce(now.period_end_date <> latest.period_end_date, false) as is_other_period,
        coalesce(now.period_end_date > latest.period_end_date, false) as is_longer_period,
        now.mart is not null as is_built,
        latest.mart is not null as is_published,
        latest.value_as_first_published as first_value,
        latest.value_now as value_before,
        now.value_now

    from now
    full join latest on {{ is_same_figure('now', 'latest') }}

),

compared as (

    select
        *,
        case
            when not is_published then 'first_published'
            when not is_built and value_before is null then null
            when not is_built then 'withdrawn'
            when value_before is null then 'restored'
            when
                is_other_period
                and not ({{ is_another_value('value_now', 'value_before') }} or {{ is_another_value('value_now', 'first_value') }})
                then null
            when is_longer_period then 'period_extended'
            when is_other_period then 'period_shortened'
            when {{ is_another_value('value_now', 'value_before') }} then 'revised'
        end as change_type,
        mart = 'yearly_comparison' and measure = 'complaints' and change_type is not null as is_changed_count

    from matched

),

judged as (

    select
        {{ keys | join(', ') }},
        period_end_date,
        case
            when change_type = 'revised' and {{ moves_with_follow_up() }} and not bool_or(is_changed_count) over scope then 'followed_up'
            else change_type
        end as change_type,
        case when not is_published or is_other_period then value_now else first_value end as value_as_first_published,
        value_before,
        value_now,
        case when compared.change_type = 'revised' then value_now - value_before end as revision

    from compared
    window scope as (partition by source_system, report_year, scope_level, scope_code)

)

select * from judged
