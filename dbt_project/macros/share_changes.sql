{#-
    The rows of a relation, each with the share of `count` in `whole`, that of `prior_count` in `prior_whole` a year earlier, and what chance makes
    of both and of their difference: limits of 95 % (Wilson; Newcombe 1998, method 10), and the p-value at which Newcombe's limits would just
    leave out zero, so that it is at most 5 % where they do. Null where there is no whole; the four counts are left out again.

    Newcombe's limits touch zero at the z for which the distance of the larger share from its own lower limit and that of the smaller one
    from its upper limit, as the sides of a right angle, are the difference: found by Newton's method on the logarithms of both.
-#}
{% macro share_changes(relation, prefix='share') -%}
    select
        * exclude (count, whole, prior_count, prior_whole, larger, larger_of, smaller, smaller_of, z),
        {{ share_low('count', 'whole') }} as {{ prefix }}_low,
        {{ share_high('count', 'whole') }} as {{ prefix }}_high,
        case when {{ prefix }}_change is not null then {{ share_change_low(
            prefix, prefix ~ '_low', prefix ~ '_prior_year', share_high('prior_count', 'prior_whole')
        ) }} end as {{ prefix }}_change_low,
        case when {{ prefix }}_change is not null then {{ share_change_high(
            prefix, prefix ~ '_high', prefix ~ '_prior_year', share_low('prior_count', 'prior_whole')
        ) }} end as {{ prefix }}_change_high,
        case when {{ prefix }}_change = 0 then 1 else 2 * {{ normal_cdf('(-z)') }} end as {{ prefix }}_change_p_value

    from (
        select * replace ({{ z_that_touches_zero('z') }} as z)

        from (
            select
                *,
                greatest({{ prefix }}, {{ prefix }}_prior_year) as larger,
                if({{ prefix }} > {{ prefix }}_prior_year, whole, prior_whole) as larger_of,
                least({{ prefix }}, {{ prefix }}_prior_year) as smaller,
                if({{ prefix }} > {{ prefix }}_prior_year, prior_whole, whole) as smaller_of,
                -- the pooled test is near
                case when {{ prefix }}_change <> 0 then abs({{ prefix }}_change) / sqrt(
                    (count + prior_count) * (whole + prior_whole - count - prior_count) / power(whole + prior_whole, 2)
                    * (1 / whole + 1 / prior_whole)
                ) end as z

            from (
                select
                    * replace (
                        cast(count as double) as count,
                        cast(whole as double) as whole,
                        cast(prior_count as double) as prior_count,
                        cast(prior_whole as double) as prior_whole
                    ),
                    count / nullif(whole, 0) as {{ prefix }},
                    prior_count / nullif(prior_whole, 0) as {{ prefix }}_prior_year,
                    {{ prefix }} - {{ prefix }}_prior_year as {{ prefix }}_change

                from {{ relation }}
            )
        )
    )
{%- endmacro %}


{#- The z at which Newcombe's limits of `larger` and `smaller` touch zero, from one that is near: eight steps of Newton's method. -#}
{% macro z_that_touches_zero(near) -%}
    {%- set below = distance_to_limit('larger', 'larger_of', '1') -%}
    {%- set above = distance_to_limit('smaller', 'smaller_of', '-1') -%}
    {%- set hypotenuse = 'power(' ~ below ~ ', 2) + power(' ~ above ~ ', 2)' -%}
    case when {{ near }} is not null then list_reduce(
        [{{ near }}, 1, 2, 3, 4, 5, 6, 7, 8],
        lambda guess, step: least(guess * exp(
            -(ln({{ hypotenuse }}) / 2 - ln(larger - smaller)) * ({{ hypotenuse }}) * power(
                {{ below }} * {{ slope_of_distance('larger', 'larger_of', '1', below) }}
                + {{ above }} * {{ slope_of_distance('smaller', 'smaller_of', '-1', above) }}, -1
            )
        ), 1e3)
    ) end
{%- endmacro %}


{#- Distance of a share from Wilson's lower limit (side 1) or upper limit (side -1) at z, which is `guess`. -#}
{% macro distance_to_limit(share, whole, side) -%}
    (
        (
            guess * guess * {{ side }} * ({{ share }} - 0.5)
            + guess * sqrt({{ whole }} * {{ share }} * (1 - {{ share }}) + guess * guess / 4)
        ) / ({{ whole }} + guess * guess)
    )
{%- endmacro %}


{#- The derivative of that distance by the logarithm of z. -#}
{% macro slope_of_distance(share, whole, side, distance) -%}
    (
        (
            2 * guess * guess * ({{ side }} * ({{ share }} - 0.5) - {{ distance }})
            + guess * ({{ whole }} * {{ share }} * (1 - {{ share }}) + guess * guess / 2)
            / sqrt({{ whole }} * {{ share }} * (1 - {{ share }}) + guess * guess / 4)
        ) / ({{ whole }} + guess * guess)
    )
{%- endmacro %}


{#- A relation as `share_changes` takes it: a scope's parts in both years over the whole scope. -#}
{% macro share_counts(relation, compared, prior_year) -%}
    (
        select
            *,
            {{ compared }} as count,
            scope_compared as whole,
            {{ prior_year }} as prior_count,
            case when {{ prior_year }} is not null then scope_prior_year end as prior_whole
        from {{ relation }}
    )
{%- endmacro %}
