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

{{ nil_returns('days_with_complaints') }},

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
