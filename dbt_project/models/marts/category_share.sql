with

scope_years as (

    select * from {{ ref('int_scope_comparisons') }}

),

-- a scope stands below the company, and below its line
placed as (

    select 'company' as parent_level, 'company' as parent_code, * from scope_years
    where scope_level <> 'company'
    union all
    select 'line' as parent_level, line_code as parent_code, * from scope_years
    where scope_level in ('category', 'subcategory')

),

shares as (

    select
        placed.source_system,
        placed.report_year,
        placed.parent_level,
        placed.parent_code,
        placed.scope_level,
        placed.scope_code,
        placed.complaints,
        parents.complaints as parent_complaints,
        {{ safe_divide('placed.complaints', 'parents.complaints') }} as share,
        placed.is_covered,
        placed.is_comparable_alone and parents.is_comparable_alone as is_comparable,
        case
            when placed.is_comparable_alone and not parents.is_comparable_alone then parents.note_alone
            else placed.note_alone
        end as comparability_note,
        case
            when placed.is_comparable_alone and parents.is_comparable_alone
                then {{ safe_divide('placed.own_complaints_compared', 'parents.own_complaints_compared') }}
        end as share_compared,
        {{ safe_divide('placed.own_complaints_prior_year', 'parents.own_complaints_prior_year') }} as share_prior_year

    from placed
    inner join scope_years as parents
        on
            placed.source_system = parents.source_system
            and placed.report_year = parents.report_year
            and placed.parent_level = parents.scope_level
            and placed.parent_code = parents.scope_code

),

category_share as (

    select
        source_system,
        report_year,
        parent_level,
        parent_code,
        scope_level,
        scope_code,
        complaints,
        parent_complaints,
        share,
        {{ complaint_rank('source_system, report_year, parent_level, parent_code, scope_level') }} as rank,
        share_compared,
        share_prior_year,
        share_compared - share_prior_year as share_change,
        is_covered,
        is_comparable,
        comparability_note

    from shares

)

select
    category_share.*,
    {{ share_low('category_share.complaints', 'category_share.parent_complaints') }} as share_low,
    {{ share_high('category_share.complaints', 'category_share.parent_complaints') }} as share_high,
    changes.share_change_low,
    changes.share_change_high,
    changes.share_change_p_value

from category_share
left join {{ ref('int_category_share_changes') }} as changes
    on {{ equal_on(['source_system', 'report_year', 'parent_level', 'parent_code', 'scope_level', 'scope_code'], 'category_share', 'changes') }}
