-- Guards against a share that divides by something else than its whole, a rank that is not the place among the rows of that whole, and a
-- whole that is not what its parts add up to; a whole without complaints has no shares.
{{ config(meta={
    'dagster': {'ref': {'name': 'category_share'}},
    'remedy': "Remove warehouse.duckdb, which the next run makes anew from the lake; if the same rows fail again, the mart's model divides or ranks wrongly.",
}) }}
{%- set scope = ['source_system', 'report_year', 'scope_level', 'scope_code'] %}
with

placed as (

    select
        'category_share' as mart,
        source_system,
        report_year,
        concat_ws('/', parent_code, scope_level, scope_code) as member,
        complaints,
        parent_complaints as whole,
        -- a complaint need not have a subcategory
        if(
            scope_level = 'subcategory',
            max(parent_complaints) over (partition by source_system, report_year, parent_level, parent_code),
            sum(complaints) over siblings
        ) as whole_counted,
        share,
        rank,
        rank() over (siblings order by complaints desc) as rank_counted

    from {{ ref('category_share') }}
    window siblings as (partition by source_system, report_year, parent_level, parent_code, scope_level)

    {% for mart, code, share, rank in [
        ('branch_ranking', 'branch_code', 'share', 'rank'),
        ('monthly_distribution', 'month', 'share_of_year', 'rank_in_year'),
        ('channel_mix', 'channel_code', 'share', none),
        ('cause_breakdown', 'cause_code', 'share', 'rank'),
        ('grievance_breakdown', 'grievance_code', 'share', 'rank'),
    ] %}
    union all

    select
        '{{ mart }}' as mart,
        source_system,
        report_year,
        concat_ws('/', scope_level, scope_code, {{ code }}) as member,
        complaints,
        sum(complaints) over siblings as whole,
        whole as whole_counted,
        {{ share }} as share,
        {{ rank or 'null' }} as rank,
        {% if rank %}rank() over (siblings order by complaints desc){% else %}null{% endif %} as rank_counted

    from {{ ref(mart) }}
    window siblings as (partition by {{ scope | join(', ') }})
    {% endfor %}

    union all

    select
        'channel_mix' as mart,
        source_system,
        report_year,
        concat_ws('/', scope_level, scope_code, channel_group) as member,
        group_complaints as complaints,
        sum(complaints) over (partition by {{ scope | join(', ') }}) as whole,
        whole as whole_counted,
        group_share as share,
        group_complaints as rank,
        sum(complaints) over (partition by {{ scope | join(', ') }}, channel_group) as rank_counted

    from {{ ref('channel_mix') }}

    union all

    select
        'improvement_priority' as mart,
        complaint_source_system as source_system,
        report_year,
        concat_ws('/', category_code, service_item_code) as member,
        complaints,
        sum(complaints) over (partition by report_year, category_code) as whole,
        whole as whole_counted,
        complaint_share as share,
        null as rank,
        null as rank_counted

    from {{ ref('improvement_priority') }}

)

select * from placed
where
    complaints is null
    or whole is distinct from whole_counted
    or rank is distinct from rank_counted
    or case
        when whole = 0 then share is not null
        else {{ is_close('share', '(complaints / whole)') }} is not true
    end
