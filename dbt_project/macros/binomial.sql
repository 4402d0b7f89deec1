{#- Standard deviation of a binomial count from which its tails are computed in one step instead of being added up. -#}
{% macro large_deviation() -%} 100 {%- endmacro %}


{#- Logarithm of the binomial coefficient n over k, in doubles. -#}
{% macro log_choose(n, k) -%}
    (lgamma({{ n }} + 1.0) - lgamma({{ k }} + 1.0) - lgamma({{ n }} - {{ k }} + 1.0))
{%- endmacro %}


{#- x ln(x / expected) - (x - expected): a count's part of half the deviance. Near to what is expected, v is small, and a series holds more
    digits (Loader 2000). -#}
{% macro deviance_part(x, expected, v) -%}
    case
        when abs({{ v }}) < 0.02
            then ({{ x }} - {{ expected }}) * {{ v }} + {{ x }} * power({{ v }}, 3) * (
                2 / 3.0 + {{ v }} * {{ v }} * (2 / 5.0 + {{ v }} * {{ v }} * (2 / 7.0 + {{ v }} * {{ v }} * 2 / 9.0))
            )
        else {{ x }} * ln({{ x }} / {{ expected }}) - ({{ x }} - {{ expected }})
    end
{%- endmacro %}


{#-
    The rows of a relation, each with half the deviance of `x` successes in `trials` at `odds`: its negative is the logarithm of their
    probability, but for the slow factor sqrt(trials / (2 pi x (trials - x))).
-#}
{% macro with_half_deviance(relation, x) -%}
    select
        * exclude (expected_successes, expected_failures, v_of_successes, v_of_failures),
        {{ deviance_part(x, 'expected_successes', 'v_of_successes') }}
        + {{ deviance_part('(trials - ' ~ x ~ ')', 'expected_failures', 'v_of_failures') }} as half_deviance

    from (
        select
            *,
            trials * odds / (1 + odds) as expected_successes,
            trials / (1 + odds) as expected_failures,
            ({{ x }} - expected_successes) / ({{ x }} + expected_successes) as v_of_successes,
            (trials - {{ x }} - expected_failures) / (trials - {{ x }} + expected_failures) as v_of_failures
        from {{ relation }}
    )
{%- endmacro %}


{#-
    The rows of a relation, each with the probability `tail` of `at_least` successes or more in `trials` trials at `odds`. Saddle point with the
    correction for whole numbers (Lugannani and Rice 1980; Daniels 1987): a constant time for each row, and wrong by less than 1e-6 of the
    tail itself where the standard deviation is `large_deviation()` or more.
-#}
{% macro binomial_tails(relation) -%}
    select
        * exclude (x, half_deviance, w, u),
        case
            when at_least <= 0 then 1
            when at_least > trials then 0
            else
                {{ normal_cdf('(-w)') }} + exp(-power(w, 2) / 2) / sqrt(2 * pi()) * case
                    -- what both terms tend to at the mean
                    when abs(w) < 1e-3 then (odds - 1) / (6 * sqrt(trials * odds))
                    else 1 / u - 1 / w
                end
        end as tail

    from (
        select
            *,
            sign(x - trials * odds / (1 + odds)) * sqrt(greatest(2 * half_deviance, 0)) as w,
            2 * sinh((ln(x / (trials - x)) - ln(odds)) / 2) * sqrt(x * (trials - x) / trials) as u
        from ({{ with_half_deviance('(select *, at_least - 0.5::double as x from ' ~ relation ~ ')', 'x') }})
    )
{%- endmacro %}


{#-
    Two-sided exact binomial test of `successes` in `trials` against `odds`, those of the probability p, p/(1 - p), for each distinct row of a
    relation: the probability of all outcomes that are no likelier than the one observed, as SciPy's binomtest and R's binom.test have it. Of
    two Poisson counts, the one given their sum is binomial (Przyborowski and Wilenski 1940).
-#}
{% macro binomial_p_values(relation) -%}
    {%- set steps = 4 -%}
    with

    cases as (

        select
            *,
            trials * odds / (1 + odds) as mean,
            sqrt(trials * odds) / (1 + odds) as deviation
        from (select distinct successes, trials, odds from {{ relation }})

    ),

    -- outcomes more than 10 standard deviations further out than the one observed are passed over
    outcomes as (

        select
            *,
            unnest(range(
                greatest(cast(floor(mean - reach) as bigint), 0), least(cast(ceil(mean + reach) as bigint), trials) + 1
            )) as outcome
        from (
            select *, least(abs(successes - mean), 40 * deviation) + 10 * deviation + 100 as reach from cases
            where deviation < {{ large_deviation() }}
        )

    ),

    masses as (

        select
            *,
            {{ log_choose('trials', 'outcome') }} + outcome * ln(odds) - trials * ln(1 + odds) as log_mass,
            {{ log_choose('trials', 'successes') }} + successes * ln(odds) - trials * ln(1 + odds) as observed_log_mass

        from outcomes

    ),

    -- a count below its mean is one above it of the other side
    turned as (

        select
            successes as given_successes,
            odds as given_odds,
            trials,
            if(successes >= mean, odds, 1 / odds) as odds,
            if(successes >= mean, successes, trials - successes) as at_least,
            abs(successes - mean) as distance

        from cases
        where deviation >= {{ large_deviation() }}

    ),

    -- the outcome below the mean that is as likely: first the one as far from it, then by Newton's method
    step_0 as (

        select
            * exclude (observed, half_deviance),
            greatest(at_least - 2 * distance, 0.5) as place,
            -half_deviance - ln(observed * (trials - observed)) / 2 as observed_log_mass

        from ({{ with_half_deviance('(select *, least(at_least, trials - 0.5)::double as observed from turned)', 'observed') }})

    ),
    {%- for step in range(1, steps + 1) %}

    step_{{ step }} as (

        select * exclude (half_deviance) replace (
            case
                -- so near to the mean both are as far from it
                when distance < 2 then place
                else greatest(
                    place - (-half_deviance - ln(place * (trials - place)) / 2 - observed_log_mass)
                    / (ln(odds) - ln(place / (trials - place)) - 1 / (2 * place) + 1 / (2 * (trials - place))),
                    0.5
                )
            end as place
        )

        from ({{ with_half_deviance('step_' ~ (step - 1), 'place') }})

    ),
    {%- endfor %}

    both_tails as (

        select given_successes, given_odds, trials, odds, at_least from turned
        union all
        select
            given_successes,
            given_odds,
            trials,
            1 / odds,
            -- what rounding makes of two equal probabilities is no difference
            trials - least(cast(floor(place + 1e-6) as bigint), at_least - 1)

        from step_{{ steps }}

    )

    select
        successes,
        trials,
        odds,
        least(coalesce(sum(exp(log_mass)) filter (log_mass <= observed_log_mass + 1e-7), 0), 1) as p_value

    from masses
    group by successes, trials, odds
    union all
    select
        given_successes,
        trials,
        given_odds,
        least(sum(tail), 1)

    from ({{ binomial_tails('both_tails') }})
    group by given_successes, trials, given_odds
{%- endmacro %}
