with

feed_year_scopes as (

    select * from {{ ref('int_feed_year_scopes') }}
    where
        source_system = 'hq'
        and scope_level in ('company', 'line')

),

complaints as not materialized (

    select
        source_system,
        complaint_key,
        report_year,
        branch_code,
        line_code,
        category_code

    from {{ ref('fct_complaints') }}
    where is_void is not true

),

links as (

    select * from {{ ref('int_hq_links') }}

),

-- of the many complaints of the call center few are referred to
call_center_linked as (

    select * from complaints
    where complaint_key in (select linked_complaint_key from links where link_status = 'linked')

),

linked as (

    select
        hq.report_year,
        hq.line_code,
        links.link_status,
        -- a branch that one of the two does not give is no contradiction
        nullif(call_center.branch_code, 'unspecified') <> nullif(hq.branch_code, 'unspecified') as is_branch_different,
        call_center.category_code <> hq.category_code as is_category_different

    from complaints as hq
    left join links
        on hq.complaint_key = links.complaint_key
    left join call_center_linked as call_center
        on
            links.linked_complaint_key = call_center.complaint_key
            and links.link_status = 'linked'
    where hq.source_system = 'hq'

),

by_scope as (

    select 'company' as scope_level, 'company' as scope_code, * from linked
    union all
    select 'line' as scope_level, line_code as scope_code, * from linked

),

counts as (

    select
        report_year,
        scope_level,
        scope_code,
        count(*) as hq_complaints,
        count(*) filter (link_status = 'linked') as linked_to_call_center,
        count(*) filter (link_status in ('nowhere', 'void')) as links_broken,
        count(*) filter (link_status = 'not_covered') as links_not_covered,
        count(*) filter (is_branch_different) as branch_disagrees,
        count(*) filter (is_category_different) as category_disagrees

    from by_scope
    group by report_year, scope_level, scope_code

),

feed_overlap as (

    select
        feed_year_scopes.report_year,
        feed_year_scopes.scope_level,
        feed_year_scopes.scope_code,
        coalesce(counts.hq_complaints, 0) as hq_complaints,
        coalesce(counts.linked_to_call_center, 0) as linked_to_call_center,
        {{ safe_divide('counts.linked_to_call_center', 'counts.hq_complaints') }} as linked_share,
        coalesce(counts.links_broken, 0) as links_broken,
        coalesce(counts.links_not_covered, 0) as links_not_covered,
        coalesce(counts.branch_disagrees, 0) as branch_disagrees,
        coalesce(counts.category_disagrees, 0) as category_disagrees

    from feed_year_scopes
    left join counts
        on {{ equal_on(['report_year', 'scope_level', 'scope_code'], 'feed_year_scopes', 'counts') }}

)

select * from feed_overlap
