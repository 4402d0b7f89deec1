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
        sum(member_years.complaints_compared) as complaints_compared,
        sum(member_years.complaints_prior_year) as complaints_prior_year

    from members
    inner join breaks_crossed
        on
            {{ equal_on(['source_system', 'report_year', 'scope_level', 'scope_code'], 'members', 'breaks_crossed') }}
            and breaks_crossed.is_bridged
    inner join scope_years as member_years
        on
            {{ equal_on(['source_system', 'report_year', 'scope_level'], 'members', 'member_years') }}
            and members.member_code = member_years.scope_code
    group by members.source_system, members.report_year, members.scope_level, members.scope_code

),

compared as (

    select
        scope_years.source_system,
        scope_years.report_year,
        scope_years.prior_report_year,
        scope_years.period_end_date,
        scope_years.is_full_year,
        scope_years.coverage,
        scope_years.is_covered,
        scope_years.compared_months,
        scope_years.scope_level,
        scope_years.scope_code,
        scope_years.line_code,
        scope_years.category_code,
        scope_years.complaints,
        scope_years.complaints_compared as own_complaints_compared,
        scope_years.complaints_prior_year as own_complaints_prior_year,
        cast(
            scope_years.complaints_compared + coalesce(counted_with.complaints_compared, 0) as bigint
        ) as complaints_compared,
        cast(
            scope_years.complaints_prior_year + coalesce(counted_with.complaints_prior_year, 0) as bigint
        ) as complaints_prior_year,
        scope_years.prior_report_year is not null and coalesce(breaks_crossed.is_bridged, true) as is_comparable,
        counted_with.scope_code is not null as is_counted_with_others,
        case
            when scope_years.prior_report_year is null then scope_years.comparability_note
            when not breaks_crossed.is_bridged then breaks_crossed.note
            else nullif(concat_ws(' ', breaks_crossed.note, scope_years.comparability_note), '')
        end as comparability_note

    from scope_years
    left join breaks_crossed
        on {{ equal_on(['source_system', 'report_year', 'scope_level', 'scope_code'], 'scope_years', 'breaks_crossed') }}
    left join counted_with
        on {{ equal_on(['source_system', 'report_year', 'scope_level', 'scope_code'], 'scope_years', 'counted_with') }}

),

-- shares, branches and months are the scope's own: they are not counted with those of other scopes
scope_comparisons as (

    select
        * exclude (is_counted_with_others),
        is_comparable and not is_counted_with_others as is_comparable_alone,
        nullif(
            concat_ws(
                ' ',
                comparability_note,
                case when is_comparable and is_counted_with_others then 'Only yearly_comparison counts them together.' end
            ),
            ''
        ) as note_alone

    from compared

)

select * from scope_comparisons
