{#- The CTEs that end in `dispersions`: how many times as much as a Poisson count the days of a feed vary. -#}
{% macro dispersions_of_days(weighted) -%}
monthly as (

    select
        *,
        sum(complaints) over month as complaints_of_month,
        complaints_of_month * day_weight / sum(day_weight) over month as expected_complaints,
        count(*) over month as days_of_month

    from {{ weighted }}
    window month as (partition by source_system, date_trunc('month', day))

),

-- how many times as much as a Poisson count the days of a month vary (Pearson), and how large months are
month_facts as (

    select
        source_system,
        date_trunc('month', day) as month,
        any_value(complaints_of_month) as complaints,
        sum(power(complaints - expected_complaints, 2) / expected_complaints) / (any_value(days_of_month) - 1) as dispersion

    from monthly
    where complaints_of_month > 0 and days_of_month > 1
    group by source_system, date_trunc('month', day)

),

-- the median of months: what is missing or mistyped in a few of them does not move it
dispersions as (

    select
        source_system,
        greatest(median(dispersion) filter (complaints >= 5), 1) as dispersion

    from month_facts
    group by source_system

)
{%- endmacro %}


{#- The CTEs that end in `days`: every day of the years in which a feed has complaints, or is declared as covered. -#}
{% macro days_of_feeds(calendar, declared) -%}
spans as (

    select source_system, min(day) as first_day, max(day) as last_day from {{ calendar }}
    group by source_system
    union all
    select source_system, covered_from, covered_to from {{ declared }}
    where coverage = 'covered' and covered_from <= covered_to

),

days as (

    select
        source_system,
        cast(
            unnest(
                generate_series(
                    date_trunc('year', min(first_day)), date_trunc('year', max(last_day)) + interval 1 year - interval 1 day, interval 1 day
                )
            ) as date
        ) as day

    from spans
    group by source_system

)
{%- endmacro %}
