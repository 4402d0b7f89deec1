{#-
    Probability `tail` of `at_least` successes or more in `trials` trials at `odds`, for each distinct row of a relation: added up, and from
    a standard deviation of `large` on computed in one step. From 10 on that is wrong by less than 2e-5 of the tail where the odds
    are even.
-#}
{% macro binomial_upper_tails(relation, large=large_deviation()) -%}
    with

    cases as (

        select distinct at_least, trials, odds, sqrt(trials * odds) / (1 + odds) as deviation
        from {{ relation }}

    ),

    -- what lies more than 10 standard deviations further out is passed over
    outcomes as (

        select
            *,
            unnest(range(
                at_least,
                least(cast(ceil(greatest(at_least, trials * odds / (1 + odds)) + 10 * deviation) as bigint) + 100, trials) + 1
            )) as outcome
        from cases
        where deviation < {{ large }}

    )

    select
        at_least,
        trials,
        odds,
        least(sum(exp({{ log_choose('trials', 'outcome') }} + outcome * ln(odds) - trials * ln(1 + odds))), 1) as tail

    from outcomes
    group by at_least, trials, odds
    union all
    select at_least, trials, odds, tail
    from ({{ binomial_tails('(select at_least, trials, odds from cases where deviation >= ' ~ large ~ ')') }})
{%- endmacro %}


{#-
    Two-sided exact binomial test of `successes` in `trials` against `odds`, those of the probability p, p/(1 - p), for each distinct row of a
    relation: twice the smaller tail, so that it is at most 5 % exactly where the 95 % limits of Clopper and Pearson leave the probability out (Fay
    2010: the central test). Of two Poisson counts, the one given their sum is binomial (Przyborowski and Wilenski 1940).
-#}
{% macro binomial_p_values(relation) -%}
    with

    -- a count below its mean is one above it of the other side
    turned as (

        select
            successes as given_successes,
            odds as given_odds,
            trials,
            if(successes >= trials * odds / (1 + odds), odds, 1 / odds) as odds,
            if(successes >= trials * odds / (1 + odds), successes, trials - successes) as at_least

        from (select distinct successes, trials, odds from {{ relation }})

    ),

    upper_tails as (

        {{ binomial_upper_tails('turned') }}

    )

    select
        turned.given_successes as successes,
        turned.trials,
        turned.given_odds as odds,
        least(2 * upper_tails.tail, 1) as p_value

    from turned
    inner join upper_tails using (at_least, trials, odds)
{%- endmacro %}
