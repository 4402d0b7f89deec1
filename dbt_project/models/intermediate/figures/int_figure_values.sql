with

thresholds as (

    select distinct
        replace(slice, 'threshold=', '') as named_threshold,
        try_cast(replace(slice, 'threshold=', '') as bigint) as threshold

    from {{ ref('figures') }}
    where slice like 'threshold=%'

),

branches as (

    select * from {{ ref('branch_ranking') }}
    where branch_code not in ('unspecified', 'unmapped')

),

branches_by_threshold as (

    select
        branches.*,
        thresholds.named_threshold,
        thresholds.threshold

    from branches
    cross join thresholds

),

category_parents as (

    select
        source_system,
        report_year,
        parent_level as scope_level,
        parent_code as scope_code,
        count(*) filter (complaints > 0 and scope_code <> 'unmapped') as category_count

    from {{ ref('category_share') }}
    where scope_level = 'category'
    group by source_system, report_year, parent_level, parent_code

)

{% for entry in measure_catalogue() if printed_figures(entry) -%}
    {{ values_printed(entry) }}
    {{ 'union all' if not loop.last }}
{% endfor %}
