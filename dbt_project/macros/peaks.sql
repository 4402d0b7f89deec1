{#- The CTEs that end in `peaks`: how likely any month has as many complaints as the peak, if each day has the same part of the year's. -#}
{% macro chances_of_peaks(even, scope) -%}
-- that a month of these days has as many complaints as the peak, or more
chances as (

    select
        {{ scope }},
        complaints_of_year as trials,
        most_complaints as at_least,
        part_of_year / (1 - part_of_year) as odds

    from {{ even }}
    where months > 1 and complaints_of_year > 0

),

tails as (

    {{ binomial_upper_tails('chances') }}

),

-- that any month has: at most the sum over all of them (Bonferroni)
peaks as (

    select
        {{ scope }},
        least(sum(tail), 1) as peak_p_value

    from chances
    inner join tails using (at_least, trials, odds)
    group by {{ scope }}

)
{%- endmacro %}
