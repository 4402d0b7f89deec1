{#- Standard normal quantiles of the two-sided 95 % and 99.8 % limits. -#}
{% macro z_95() -%} 1.959963984540054 {%- endmacro %}
{% macro z_998() -%} 3.090232306167813 {%- endmacro %}


{#-
    Standard normal distribution function. Abramowitz and Stegun (1964), 7.1.26, by way of the error function: wrong by less than 1e-7.
-#}
{% macro normal_cdf(z) -%}
    {%- set t = '(1 / (1 + 0.23164188867 * abs(' ~ z ~ ')))' -%}
    {%- set tail -%}
    0.5 * exp(-power({{ z }}, 2) / 2) * {{ t }} * (
        0.254829592 + {{ t }} * (-0.284496736 + {{ t }} * (1.421413741 + {{ t }} * (-1.453152027 + {{ t }} * 1.061405429)))
    )
    {%- endset -%}
    (case when {{ z }} < 0 then {{ tail }} else 1 - {{ tail }} end)
{%- endmacro %}


{#-
    Lower 95 % limit of the mean of a Poisson count. Exact below 10 (Garwood 1936: half the 2.5 % point of chi-squared with 2 O degrees of
    freedom), from there by Byar's approximation (Breslow and Day 1987, Statistical Methods in Cancer Research II, p. 69):
    O (1 - 1/(9 O) - z/(3 sqrt(O)))^3, which is less than 0.2 % off.
-#}
{% macro poisson_low(count) -%}
    {%- set exact = [
        0, 0.025317808, 0.242209279, 0.618672123, 1.089865374, 1.62348639, 2.201894253, 2.814363052, 3.453832177, 4.115373097
    ] -%}
    case {{ count }}
        {%- for limit in exact %}
        when {{ loop.index0 }} then {{ limit }}
        {%- endfor %}
        else {{ count }} * power(1 - 1 / (9.0 * {{ count }}) - {{ z_95() }} / (3 * sqrt({{ count }})), 3)
    end
{%- endmacro %}


{#- Upper 95 % limit of the mean of a Poisson count: the same methods, with 2 O + 2 degrees of freedom, and Byar's with O + 1 for O. -#}
{% macro poisson_high(count) -%}
    {%- set exact = [
        3.688879454, 5.571643391, 7.224687668, 8.76727307, 10.241588675, 11.668332079, 13.059474023, 14.422675362, 15.76318922, 17.084803451
    ] -%}
    case {{ count }}
        {%- for limit in exact %}
        when {{ loop.index0 }} then {{ limit }}
        {%- endfor %}
        else ({{ count }} + 1)
            * power(1 - 1 / (9.0 * ({{ count }} + 1)) + {{ z_95() }} / (3 * sqrt({{ count }} + 1)), 3)
    end
{%- endmacro %}


{#- Logarithm of the binomial coefficient n over k, in doubles. -#}
{% macro log_choose(n, k) -%}
    (lgamma({{ n }} + 1.0) - lgamma({{ k }} + 1.0) - lgamma({{ n }} - {{ k }} + 1.0))
{%- endmacro %}


{#-
    Two-sided exact binomial test of `successes` in `trials` against `probability`, for each distinct row of a relation: the sum of the
    probabilities of all outcomes that are no likelier than the one observed, as SciPy's binomtest and R's binom.test have it. Of two Poisson
    counts, the one given their sum is binomial (Przyborowski and Wilenski 1940). Outcomes more than 10 standard deviations further out
    than the one observed are passed over.
-#}
{% macro binomial_p_values(relation) -%}
    {%- set log_odds = 'ln(probability / (1 - probability))' -%}
    select
        successes,
        trials,
        probability,
        -- what rounding makes of two equal probabilities is no difference
        least(coalesce(sum(exp(log_mass)) filter (log_mass <= observed_log_mass + 1e-7), 0), 1) as p_value

    from (
        select
            *,
            {{ log_choose('trials', 'outcome') }} + outcome * {{ log_odds }} + trials * ln(1 - probability) as log_mass,
            {{ log_choose('trials', 'successes') }} + successes * {{ log_odds }} + trials * ln(1 - probability) as observed_log_mass
        from (
            select
                *,
                unnest(range(
                    greatest(cast(floor(mean - reach) as bigint), 0), least(cast(ceil(mean + reach) as bigint), trials) + 1
                )) as outcome
            from (
                select
                    *,
                    least(abs(successes - mean), 40 * deviation) + 10 * deviation + 100 as reach
                from (
                    select distinct
                        successes,
                        trials,
                        probability,
                        trials * probability as mean,
                        sqrt(trials * probability * (1 - probability)) as deviation
                    from {{ relation }}
                )
            )
        )
    )
    group by successes, trials, probability
{%- endmacro %}


{#-
    Odds p/(1 - p) of the lower 95 % limit of a binomial probability (Clopper and Pearson 1934), for each distinct row (`successes`,
    `trials`) of a relation: where `successes` or more have a probability of 2.5 %, found by Newton's method on the logarithms of both. Of two
    Poisson counts a and b, the lower limit of the ratio of their means is that of a in a + b, and the upper limit is one over that of b.
-#}
{% macro binomial_odds_low(relation) -%}
    {%- set steps = 7 -%}
    with

    counts as (

        select distinct successes, trials from {{ relation }}
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
            from counts
        )

    ),

    -- Wilson's limit is near
    step_0 as (

        select
            successes,
            trials,
            ln(wilson / (1 - wilson)) as log_odds
        from (
            select
                *,
                (
                    successes + power({{ z_95() }}, 2) / 2
                    - {{ z_95() }} * sqrt(
                        cast(successes as double) * (trials - successes) / trials + power({{ z_95() }}, 2) / 4
                    )
                ) / (trials + power({{ z_95() }}, 2)) as wilson
            from counts
        )

    ),
    {%- for step in range(1, steps + 1) %}

    tail_{{ step }} as (

        select
            successes,
            trials,
            log_odds,
            sum(exp(log_ways + outcome * log_odds - trials * ln(1 + exp(log_odds)))) as tail,
            sum(exp(log_ways + outcome * log_odds - trials * ln(1 + exp(log_odds)))) filter (outcome = successes) as observed

        from step_{{ step - 1 }}
        inner join outcomes using (successes, trials)
        group by successes, trials, log_odds

    ),

    step_{{ step }} as (

        select
            successes,
            trials,
            log_odds - (ln(tail) - ln(0.025)) * tail * (1 + exp(log_odds)) / (successes * observed) as log_odds

        from tail_{{ step }}

    ),
    {%- endfor %}

    limits as (

        select successes, trials, exp(log_odds) as odds_low from step_{{ steps }}
        union all
        select distinct 0, trials, 0.0 from {{ relation }}

    )

    select * from limits
{%- endmacro %}


{#-
    p-values adjusted for the number of comparisons among the rows of a partition (Benjamini and Hochberg 1995). A row without a p-value is no
    comparison. What p is multiplied by is at least 1, so that rounding never brings it below itself: p * m / m may be less than p.
-#}
{% macro adjusted_p_value(p_value, partition_by) -%}
    case
        when {{ p_value }} is not null
            then least(
                min({{ p_value }} * (comparisons / comparisons_up_to)) over (
                    partition by {{ partition_by }} order by {{ p_value }} desc nulls last
                ),
                1
            )
    end
{%- endmacro %}
