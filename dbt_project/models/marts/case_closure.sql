{%- set scope = ['source_system', 'report_year', 'scope_level', 'scope_code'] -%}
{%- set thresholds = [15, 30, 60] -%}
{%- set quantiles = {'median': 0.5, 'p90': 0.9} -%}
{#- where most closings came without a date, or only closed complaints are there, those with a date do not speak for the others -#}
{%- set is_speed_known = 'counts.closed_without_date <= counts.closed_with_date and closed_only_years.source_system is null' -%}
with

feed_year_scopes as (

    select * from {{ ref('int_feed_year_scopes') }}
    where scope_level in ('company', 'line')

),

{{ closings_by_scope() }},

counts as (

    select
        {{ scope | join(', ') }},
        {%- for name, condition in {
            'complaints': 'true',
            'closed_with_date': 'is_dated',
            'closed_without_date': 'is_closed and not is_dated',
            'closed_by_year_end': 'is_closed_by_year_end',
            'still_open': 'not is_closed',
        }.items() %}
        cast(coalesce(sum(complaints) filter ({{ condition }}), 0) as bigint) as {{ name }},
        {%- endfor %}
        {%- for days in thresholds %}
        cast(coalesce(sum(complaints) filter (days_known > {{ days }}), 0) as bigint) as later_than_{{ days }}_days{{ "," if not loop.last }}
        {%- endfor %}

    from by_scope
    group by {{ scope | join(', ') }}

),

curves as (

    select
        {%- for days in thresholds %}
        {%- for limit in ['', '_low', '_high'] %}
        max(closed_share{{ limit }}) filter (days = {{ days }}) as closed_within_{{ days }}_days_rate{{ limit }},
        {%- endfor %}
        {%- endfor %}
        {%- for name, share in quantiles.items() %}
        {%- for suffix, limit in {'': '', '_low': '_high', '_high': '_low'}.items() %}
        min(days) filter (closed > 0 and closed_share{{ limit }} >= {{ share }} - 1e-9) as {{ name }}_days_to_close{{ suffix }},
        {%- endfor %}
        {%- endfor %}
        {{ scope | join(', ') }}

    from {{ ref('int_closure_curves') }}
    group by {{ scope | join(', ') }}

),

closed_only_years as (

    select distinct
        source_system,
        report_year

    from {{ ref('int_feed_months') }}
    where evidence = 'closed_only'

),

case_closure as (

    select
        {%- for key in scope %}
        feed_year_scopes.{{ key }},
        {%- endfor %}
        coalesce(counts.complaints, 0) as complaints,
        coalesce(counts.closed_by_year_end, 0) as closed_by_year_end,
        case
            when {{ is_speed_known }}
                then {{ safe_divide('counts.closed_by_year_end', 'counts.complaints - counts.closed_without_date') }}
        end as closed_by_year_end_rate,
        coalesce(counts.still_open, 0) as still_open,
        coalesce(counts.closed_without_date, 0) as closed_without_date,
        {%- for days in thresholds %}
        {%- for limit in ['', '_low', '_high'] %}
        curves.closed_within_{{ days }}_days_rate{{ limit }},
        {%- endfor %}
        case
            when {{ is_speed_known }}
                then 1 - {{ safe_divide('counts.later_than_' ~ days ~ '_days', 'counts.complaints - counts.closed_without_date') }}
        end as closed_within_{{ days }}_days_or_not_due_rate,
        {%- endfor %}
        {%- for name in quantiles %}
        {%- for suffix in ['', '_low', '_high'] %}
        cast(curves.{{ name }}_days_to_close{{ suffix }} as double) as {{ name }}_days_to_close{{ suffix }}
        {{- "," if not (loop.last and name == 'p90') }}
        {%- endfor %}
        {%- endfor %},
        feed_year_scopes.is_covered

    from feed_year_scopes
    left join counts
        on {{ equal_on(scope, 'feed_year_scopes', 'counts') }}
    left join closed_only_years
        on {{ equal_on(['source_system', 'report_year'], 'feed_year_scopes', 'closed_only_years') }}
    left join curves
        on
            {{ equal_on(scope, 'feed_year_scopes', 'curves') }}
            and {{ is_speed_known }}

)

select * from case_closure
