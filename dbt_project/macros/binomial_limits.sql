{#-
    Odds p/(1 - p) of the lower limit of a binomial probability (Clopper and Pearson 1934), for each distinct row (`successes`, `trials`, and
    `beyond` if it is a column) of a relation: where `successes` or more have the probability `beyond`, 2.5 % for limits of 95 %. Found by Newton's
    method on the logarithms of both. Of two Poisson counts a and b, the lower limit of the ratio of their means is that of a in a + b, and
    the upper limit is one over that of b. Where both successes and failures reach the square of `large`, tails are computed instead of being
    added up.
-#}
{% macro binomial_odds_low(relation, beyond='0.025', large=large_deviation()) -%}
    {%- set steps = 7 -%}
    {%- set large_steps = 3 -%}
    with

    counts as (

        select distinct successes, trials, {{ beyond }} as beyond, -{{ normal_quantile(beyond) }} as z from {{ relation }}
        where successes > 0

    ),

    outcomes as (

        select
            *,
            {{ log_choose('trials', 'outcome') }} as log_ways
        from (
            select
                *,
                unnest(range(successes, least(trials, successes + cast(10 * sqrt(successes) as bigint) + 40) + 1)) as outcome
            from (select distinct successes, trials from counts)
            where least(successes, trials - successes) < power({{ large }}, 2)
        )

    ),

    -- Wilson's limit is near
    step_0 as (

        select successes, trials, beyond, ln(wilson / (1 - wilson)) as log_odds
        from (
            select
                *,
                (
                    successes + power(z, 2) / 2
                    - z * sqrt(cast(successes as double) * (trials - successes) / trials + power(z, 2) / 4)
                ) / (trials + power(z, 2)) as wilson
            from counts
        )

    ),
    {%- for step in range(1, steps + 1) %}

    tail_{{ step }} as (

        select
            successes,
            trials,
            beyond,
            log_odds,
            sum(exp(log_ways + outcome * log_odds - trials * ln(1 + exp(log_odds)))) as tail,
            sum(exp(log_ways + outcome * log_odds - trials * ln(1 + exp(log_odds)))) filter (outcome = successes) as observed

        from step_{{ step - 1 }}
        inner join outcomes using (successes, trials)
        group by successes, trials, beyond, log_odds

    ),

    step_{{ step }} as (

        select
            successes,
            trials,
            beyond,
            log_odds - (ln(tail) - ln(beyond)) * tail * (1 + exp(log_odds)) / (successes * observed) as log_odds

        from tail_{{ step }}

    ),
    {%- endfor %}

    -- where they are many, the tail is computed instead of being added up, and Wilson's limit is nearer
    large_0 as (

        select successes as at_least, trials, beyond, exp(log_odds) as odds
        from step_0
        where least(at_least, trials - at_least) >= power({{ large }}, 2)

    ),
    {%- for step in range(1, large_steps + 1) %}

    large_{{ step }} as (

        select
            at_least,
            trials,
            beyond,
            odds * exp(
                -(ln(tail) - ln(beyond)) * tail * (1 + odds)
                / (at_least * exp(-half_deviance) * sqrt(trials / (2 * pi() * at_least * (trials - at_least))))
            ) as odds

        from ({{ with_half_deviance('(' ~ binomial_tails('large_' ~ (step - 1)) ~ ')', 'at_least') }})

    ),
    {%- endfor %}

    limits as (

        select successes, trials, beyond, exp(log_odds) as odds_low from step_{{ steps }}
        union all
        select at_least, trials, beyond, odds from large_{{ large_steps }}
        union all
        select distinct 0, trials, {{ beyond }}, 0.0 from {{ relation }}

    )

    select * from limits
{%- endmacro %}
