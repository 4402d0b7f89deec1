{#- The CTEs that end in `usual_months`: how many rows each feed has in a usual month. -#}
{% macro usual_months(feed_days) -%}
-- the month in which the middle row of a feed lies: mistyped dates make months that are small
months as (

    select
        source_system,
        date_trunc('month', day) as month,
        sum(landed_rows) as landed_rows

    from {{ feed_days }}
    where date_field = 'received_at'
    group by source_system, date_trunc('month', day)

),

months_by_size as (

    select
        *,
        sum(landed_rows) over (partition by source_system order by landed_rows, month) as rows_to_here,
        sum(landed_rows) over (partition by source_system) as rows_of_feed

    from months

),

usual_months as (

    select
        source_system,
        min(landed_rows) as landed_rows

    from months_by_size
    where rows_to_here * 2 >= rows_of_feed
    group by source_system

)
{%- endmacro %}


{#- The CTEs `paced` and `dispersions`: what is expected of each month, and how much more than Poisson the months of a feed vary. -#}
{% macro expected_by_pace(months) -%}
-- the pace of the half-years before and after
paced as (

    select
        *,
        day_weight * (sum(covered_complaints) over around - coalesce(covered_complaints, 0))
        / nullif(sum(covered_day_weight) over around - coalesce(covered_day_weight, 0), 0) as expected_complaints

    from {{ months }}
    window
        around as (
            partition by source_system
            order by month_start
            range between interval 6 month preceding and interval 6 month following
        )

),

-- How much more than Poisson months vary: their median, as what is missing in a few must not move it. Half of the squares of a standard
-- normal lie below 0.455.
dispersions as (

    select
        source_system,
        greatest(median(power(covered_complaints - expected_complaints, 2) / expected_complaints) / 0.455, max(dispersion), 1) as dispersion

    from paced
    where covered_days = days and expected_complaints > 0
    group by source_system

)
{%- endmacro %}
