with

days_with_complaints as (

    select
        source_system,
        day

    from {{ ref('int_feed_calendar') }}
    where complaints > 0

),

declared as (

    select
        source_system,
        covered_from,
        covered_to,
        coverage,
        'declared' as evidence,
        1 as precedence,
        note

    from {{ ref('declared_coverage') }}

),

-- a file with a header and no row says that nothing came; when, says its name: 2012, 2012-03 or 201203
nil_files as (

    select
        feed as source_system,
        file_name,
        regexp_extract(
            file_name, '(?:^|[^0-9])((?:19|20)[0-9]{2})(?:[-_.]?(0[1-9]|1[0-2]))?[^0-9]*$', ['year', 'month']
        ) as period

    from {{ ref('int_ledger_current') }}
    where
        status = 'loaded'
        and rows_read = 0
        and feed in ('call_center', 'hq')

),

nil_periods as (

    select
        source_system,
        file_name,
        make_date(cast(period.year as integer), coalesce(try_cast(period.month as integer), 1), 1) as covered_from,
        last_day(make_date(cast(period.year as integer), coalesce(try_cast(period.month as integer), 12), 1)) as covered_to

    from nil_files
    where period.year <> ''

),

-- unless another file has complaints of that period
nil_returns as (

    select
        nil_periods.source_system,
        nil_periods.covered_from,
        nil_periods.covered_to,
        'covered' as coverage,
        'nil_return' as evidence,
        2 as precedence,
        nil_periods.file_name || ' has no rows.' as note

    from nil_periods
    left join days_with_complaints
        on
            nil_periods.source_system = days_with_complaints.source_system
            and days_with_complaints.day between nil_periods.covered_from and nil_periods.covered_to
    where days_with_complaints.source_system is null

),

-- a contract says where its feed begins and ends, from and to the complaints nearest to these days
contracts as (

    {%- for feed in ['call_center', 'hq'] %}
    select
        '{{ feed }}' as source_system,
        cast({{ "'" ~ feed_option(feed, 'covered_from') ~ "'" if feed_option(feed, 'covered_from') else 'null' }} as date) as covered_from,
        cast({{ "'" ~ feed_option(feed, 'covered_to') ~ "'" if feed_option(feed, 'covered_to') else 'null' }} as date) as covered_to
    {{ "union all" if not loop.last }}
    {%- endfor %}

),

contract_spells as (

    select
        contracts.source_system,
        unnest([
            {'first_day': date '0001-01-01', 'last_day': contracts.covered_from - 1, 'coverage': 'not_covered'},
            {
                'first_day': contracts.covered_from,
                'last_day': min(days_with_complaints.day) filter (days_with_complaints.day >= contracts.covered_from),
                'coverage': 'covered'
            },
            {
                'first_day': max(days_with_complaints.day) filter (days_with_complaints.day <= contracts.covered_to),
                'last_day': contracts.covered_to,
                'coverage': 'covered'
            },
            {'first_day': contracts.covered_to + 1, 'last_day': date '9999-12-31', 'coverage': 'not_covered'}
        ]) as spell

    from contracts
    left join days_with_complaints
        on contracts.source_system = days_with_complaints.source_system
    group by contracts.source_system, contracts.covered_from, contracts.covered_to

),

declared_by_contract as (

    select
        source_system,
        cast(spell.first_day as date) as covered_from,
        cast(spell.last_day as date) as covered_to,
        spell.coverage as coverage,
        'declared' as evidence,
        3 as precedence,
        'By the contract of the feed.' as note

    from contract_spells
    where spell.first_day <= spell.last_day

),

coverage_declared as (

    select * from declared
    union all
    select * from nil_returns
    union all
    select * from declared_by_contract

)

select * from coverage_declared
