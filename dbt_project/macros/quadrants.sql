{#- The CTEs `scored` and `judged`: on which side of both lines an item lies, and the chance that it truly does. -#}
{% macro items_judged(measured) -%}
-- distance from either line in standard errors; half an answer or complaint is added on either side, so that none of many is not taken as certain
scored as (

    select
        *,
        case
            when answers > 0 and other_answers > 0
                then (dissatisfied_rate - other_dissatisfied_answers / cast(other_answers as double)) / sqrt(
                    {{ share_variance('dissatisfied_answers', 'answers') }}
                    + {{ share_variance('other_dissatisfied_answers', 'other_answers') }}
                )
        end as z_dissatisfying,
        (complaint_share - even_share) / sqrt({{ share_variance('complaints', 'category_complaints') }}) as z_complained_of

    from {{ measured }}

),

judged as (

    select
        *,
        dissatisfied_rate > category_dissatisfied_rate as is_dissatisfying,
        complaint_share > even_share as is_complained_of,
        -- an item that is all of its category is never above it
        case when other_answers = 0 then 0 else {{ normal_cdf('z_dissatisfying') }} end as dissatisfying_chance,
        case when items_with_cause = 1 then 0 else {{ normal_cdf('z_complained_of') }} end as complained_of_chance

    from scored

)
{%- endmacro %}
