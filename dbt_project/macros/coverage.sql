{#-
    How densely complaints come before and after each day that has some, as two CTEs, the second of which is `density`. `days` names a relation
    of these days: source_system, day, complaints, day_weight, dispersion, and `elapsed`, the weighted days up to and with this one.

    Before (after) are so many days as hold 50 complaints, four weeks at least. `evidence_…` are the complaints in them, divided by the
    dispersion: counts that vary twice as much as Poisson tell half as much. Where they begin at a day with complaints and nothing is known
    further out, the first of these only marks the beginning.
-#}
{% macro complaint_density(days) -%}
counted as (

    select
        *,
        sum(complaints) over feed_order as to_date,
        sum(complaints) over feed_order - complaints as earlier,
        elapsed - day_weight as elapsed_earlier,
        sum(complaints) over (partition by source_system) as of_feed,
        max(elapsed) over (partition by source_system) as elapsed_of_feed,
        min(elapsed - day_weight) over (partition by source_system) as elapsed_at_first

    from {{ days }}
    window feed_order as (partition by source_system order by day)

),

density as (

    select
        counted.source_system,
        counted.day,
        counted.complaints,
        counted.day_weight,
        counted.elapsed,
        counted.dispersion,
        case
            when counts_before.day is null or days_before.day is null then counted.to_date - 1
            else counted.to_date - least(counts_before.to_date, days_before.to_date)
        end / counted.dispersion as evidence_before,
        case
            when counts_before.day is null or days_before.day is null then counted.elapsed - counted.elapsed_at_first
            else counted.elapsed - least(counts_before.elapsed, days_before.elapsed)
        end as days_before,
        case
            when counts_after.day is null or days_after.day is null then counted.of_feed - counted.earlier - 1
            else greatest(counts_after.to_date, days_after.to_date) - counted.earlier
        end / counted.dispersion as evidence_after,
        case
            when counts_after.day is null or days_after.day is null then counted.elapsed_of_feed - counted.elapsed_earlier
            else greatest(counts_after.elapsed, days_after.elapsed) - counted.elapsed_earlier
        end as days_after

    from counted
    asof left join counted as counts_before
        on counted.source_system = counts_before.source_system and counted.to_date - 50 >= counts_before.to_date
    asof left join counted as days_before
        on counted.source_system = days_before.source_system and counted.elapsed - 28 >= days_before.elapsed
    asof left join counted as counts_after
        on counted.source_system = counts_after.source_system and counted.earlier + 50 <= counts_after.to_date
    asof left join counted as days_after
        on counted.source_system = days_after.source_system and counted.elapsed_earlier + 28 <= days_after.elapsed

)
{%- endmacro %}


{#-
    Probability that no complaint comes in so many weighted days, where as many as `evidence` came in `days`: (1 + G / T)^-k, which allows for
    the rate being known only as well as they tell it (the predictive distribution of a Poisson count, Lomax 1954).
-#}
{% macro quiet_chance(quiet_days, evidence, days) -%}
    power(1 + {{ quiet_days }} / {{ days }}, -({{ evidence }}))
{%- endmacro %}


{#- Of the feeds that lack nothing, so many have a gap found in them: chances of single gaps are held against it divided by their number. -#}
{% macro false_gap_chance() -%} 0.001 {%- endmacro %}


{#- Whether two days of different years lie at most four weeks apart in the year: movable holidays do. -#}
{% macro is_same_season(day, other_day) -%}
    year({{ day }}) <> year({{ other_day }})
    and abs(mod({{ day }} - {{ other_day }} + 365.2425 * 1000.5, 365.2425) - 365.2425 / 2) <= 28
{%- endmacro %}


{#- Months of the year, numbered 1 to 12, where `condition` holds, as "January to May and July"; null for none. An aggregate. -#}
{% macro listed_months(month, condition) -%}
    {%- set listed -%}
    list_sort(list(distinct {{ month }}) filter ({{ condition }}))
    {%- endset -%}
    regexp_replace(
        array_to_string(
            list_transform(
                list_filter({{ listed }}, lambda m: not list_contains({{ listed }}, m - 1)),
                lambda first: strftime(make_date(2000, first, 1), '%B') || coalesce(
                    ' to ' || strftime(make_date(2000, nullif(list_min(list_filter({{ listed }}, lambda m: m >= first and not list_contains({{ listed }}, m + 1))), first), 1), '%B'),
                    ''
                )
            ),
            ', '
        ),
        ', ([^,]*)$', ' and \1'
    )
{%- endmacro %}
