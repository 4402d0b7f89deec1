with

rules as (

    select coalesce(max(rule_value) filter (rule_code = 'undeclared_break_min_share'), 0.02) as min_share

    from {{ ref('rules') }}

),

-- a line follows from its categories, and what is unmapped is listed by its value
changes as (

    select
        *,
        share * case when change = 'appeared' then feed_complaints_prior_year else feed_complaints end as expected_complaints

    from {{ ref('int_code_years') }}
    where
        change is not null
        and scope_level in ('category', 'subcategory', 'channel')
        and scope_code not in ('unmapped', 'unspecified')

),

breaks_crossed as (

    select * from {{ ref('int_taxonomy_breaks_crossed') }}

),

undeclared_breaks as (

    select changes.*

    from changes
    cross join rules
    left join breaks_crossed
        on {{ equal_on(['source_system', 'report_year', 'scope_level', 'scope_code'], 'changes', 'breaks_crossed') }}
    where
        breaks_crossed.scope_code is null
        and changes.share > rules.min_share
        -- rule of three (Hanley and Lippman-Hand 1983): where more than 3 are expected, none is chance in under 5 % of cases
        and changes.expected_complaints > 3

)

select * from undeclared_breaks
