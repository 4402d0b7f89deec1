{#-
    The variance of the true indices of a scope's branches, robust against outliers, as CTEs from `start` (a row for each scope with
    `branches` and `variance` 0) to `robust_<steps>`; `relation` holds a row for each branch with `z_score` and `expected_complaints`. Each step
    winsorises the z-scores, given the variance so far, and takes what they vary beyond chance for the variance of the indices: the method of
    DerSimonian and Laird (1986), on winsorised scores (Spiegelhalter 2005), and from the second step on with the weights that the
    variance itself asks for (DerSimonian and Kacker 2007). The first step also gives `winsorised_square`, the mean square of the scores.
-#}
{% macro robust_variance(relation, start, scope, steps) -%}
    {%- for step in range(1, steps + 1) %}
    {%- set given = start if loop.first else 'robust_' ~ (step - 1) %}
    scores_{{ step }} as (

        select
            {{ scope }},
            branches,
            variance,
            z_score / sqrt(1 + variance * expected_complaints) as score,
            expected_complaints / (1 + variance * expected_complaints) as weight

        from {{ relation }}
        inner join {{ given }} using ({{ scope }})

    ),

    score_limits_{{ step }} as (

        select
            {{ scope }},
            quantile_cont(score, 0.1) as lowest,
            quantile_cont(score, 0.9) as highest

        from scores_{{ step }}
        group by {{ scope }}

    ),

    robust_{{ step }} as (

        select
            {{ scope }},
            branches,
            avg(power(least(greatest(score, lowest), highest), 2)) / {{ winsorised_variance() }} as mean_square,
            coalesce(
                greatest(
                    variance + (branches * mean_square - (branches - 1)) / nullif(sum(weight) - sum(power(weight, 2)) / sum(weight), 0), 0
                ),
                0
            ) as variance

        from scores_{{ step }}
        inner join score_limits_{{ step }} using ({{ scope }})
        group by {{ scope }}, branches, scores_{{ step }}.variance

    ){{ "," if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{#-
    Mean and variance of the true indices of all branches of a scope, by the method of moments, as CTEs from `start` (a row for each scope with
    `index_mean` 1 and `index_variance` 0) to `moments_<steps>`; `relation` holds a row for each branch with its index and `expected_complaints`. A
    squared deviation from the mean holds the variance of the indices and that of chance; it is weighted by how well it is
    known, given the variance so far. `raw_variance` may be negative, `variance_error` is its standard error.
-#}
{% macro moments_of_index(relation, start, scope, steps) -%}
    {%- for step in range(1, steps + 1) %}
    {%- set given = start if loop.first else 'moments_' ~ (step - 1) %}
    weighted_{{ step }} as (

        select
            {{ scope }},
            complaint_index,
            expected_complaints,
            expected_complaints / (1 + index_variance * expected_complaints) as weight,
            power(expected_complaints, 2)
            / (power(1 + index_variance * expected_complaints, 2) + 1 / (2 * expected_complaints)) as weight_of_square,
            {{ 'index_mean' if loop.first else 'sum(complaint_index * weight) over whole / sum(weight) over whole' }} as mean,
            1 / sum(weight) over whole as mean_variance

        from {{ relation }}
        inner join {{ given }} using ({{ scope }})
        window whole as (partition by {{ scope }})

    ),

    moments_{{ step }} as (

        select
            {{ scope }},
            mean as index_mean,
            mean_variance as index_mean_variance,
            sum(weight_of_square * (power(complaint_index - mean, 2) - mean / expected_complaints + mean_variance))
            / sum(weight_of_square) as raw_variance,
            sqrt(2 / sum(weight_of_square)) as variance_error,
            greatest(raw_variance, 0) as index_variance

        from weighted_{{ step }}
        group by {{ scope }}, mean, mean_variance

    ){{ "," if not loop.last }}
    {%- endfor %}
{%- endmacro %}
