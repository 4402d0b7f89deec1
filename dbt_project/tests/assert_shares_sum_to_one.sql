-- Guards against a share that divides by something else than its whole; a whole without complaints has no shares.
{{ config(meta={'dagster': {'ref': {'name': 'category_share'}}}) }}
with

shares as (

    select
        'category_share' as mart,
        concat_ws('/', source_system, report_year, parent_level, parent_code, scope_level) as whole,
        sum(share) as total,
        sum(complaints) as complaints

    from {{ ref('category_share') }}
    where scope_level in ('line', 'category')
    group by all

    {% for mart, share in [
        ('branch_ranking', 'share'), ('monthly_distribution', 'share_of_year'), ('channel_mix', 'share'),
        ('cause_breakdown', 'share'), ('grievance_breakdown', 'share')
    ] %}
    union all

    select
        '{{ mart }}' as mart,
        concat_ws('/', source_system, report_year, scope_level, scope_code) as whole,
        sum({{ share }}) as total,
        sum(complaints) as complaints

    from {{ ref(mart) }}
    group by all
    {% endfor %}

    union all

    select
        'improvement_priority' as mart,
        concat_ws('/', report_year, category_code) as whole,
        sum(complaint_share) as total,
        sum(complaints) as complaints

    from {{ ref('improvement_priority') }}
    group by all

)

select * from shares
where
    case
        when complaints = 0 then total is not null
        else {{ is_close('total', '1') }} is not true
    end
