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
