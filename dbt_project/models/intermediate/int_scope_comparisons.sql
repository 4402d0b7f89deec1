with

scope_years as (

    select * from {{ ref('int_scope_years') }}

),

breaks_crossed as (

    select * from {{ ref('int_taxonomy_breaks_crossed') }}

),

members as (

    select distinct
        source_system,
        report_year,
        scope_level,
        scope_code,
        member_code

    from {{ ref('int_taxonomy_bridges_crossed') }}

),

counted_with as (

    select
        members.source_system,
        members.report_year,
        members.scope_level,
        members.scope_code,
        sum(member_years.complaints) as complaints,
        sum(member_years.complaints_prior_year) as complaints_prior_year

    from members
    inner join breaks_crossed
        on
            {{ same(['source_system', 'report_year', 'scope_level', 'scope_code'], 'members', 'breaks_crossed') }}
            and breaks_crossed.is_bridged
    inner join scope_years as member_years
        on
            {{ same(['source_system', 'report_year', 'scope_level'], 'members', 'member_years') }}
            and members.member_code = member_years.scope_code
    group by members.source_system, members.report_year, members.scope_level, members.scope_code

),

scope_comparisons as (

    select
        scope_years.source_system,
        scope_years.report_year,
        scope_years.prior_report_year,
        scope_years.period_end_date,
        scope_years.is_full_year,
        scope_years.scope_level,
        scope_years.scope_code,
        scope_years.line_code,
        scope_years.category_code,
        scope_years.complaints,
        cast(scope_years.complaints + coalesce(counted_with.complaints, 0) as bigint) as complaints_compared,
        cast(
            scope_years.complaints_prior_year + coalesce(counted_with.complaints_prior_year, 0) as bigint
        ) as complaints_prior_year,
        scope_years.prior_report_year is not null and coalesce(breaks_crossed.is_bridged, true) as is_comparable,
        -- shares are the scope's own: they are not counted with those of other scopes
        is_comparable and counted_with.scope_code is null as is_comparable_alone,
        case
            when scope_years.prior_report_year is null then 'The feed has no data for the year before.'
            when not breaks_crossed.is_bridged then breaks_crossed.note
            else
                nullif(
                    concat_ws(
                        ' ',
                        breaks_crossed.note,
                        case
                            when not scope_years.is_full_year
                                then
                                    'Year to date, compared with the same days of the year before, up to '
                                    || strftime(scope_years.period_end_date, '%m-%d') || '.'
                        end
                    ),
                    ''
                )
        end as comparability_note

    from scope_years
    left join breaks_crossed
        on {{ same(['source_system', 'report_year', 'scope_level', 'scope_code'], 'scope_years', 'breaks_crossed') }}
    left join counted_with
        on {{ same(['source_system', 'report_year', 'scope_level', 'scope_code'], 'scope_years', 'counted_with') }}

)

select * from scope_comparisons
