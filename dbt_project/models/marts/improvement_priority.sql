{%- set category = 'partition by report_year, category_code' -%}
with

item_years as (

    select
        *,
        sum(answers) over category as category_answers,
        sum(dissatisfied_answers) over category as category_dissatisfied_answers,
        sum(complaints) over category as category_complaints,
        count(*) filter (has_cause) over category as items_with_cause

    from {{ ref('int_service_item_years') }}
    window category as ({{ category }})

),

-- an item is held against its category: the dissatisfied rate over all answers, an even share of the complaints among the items that a cause speaks of
measured as (

    select
        *,
        {{ safe_divide('dissatisfied_answers', 'answers') }} as dissatisfied_rate,
        {{ safe_divide('category_dissatisfied_answers', 'category_answers') }} as category_dissatisfied_rate,
        {{ safe_divide('complaints', 'category_complaints') }} as complaint_share,
        {{ safe_divide('1', 'items_with_cause') }} as even_share,
        category_answers - answers as other_answers,
        category_dissatisfied_answers - dissatisfied_answers as other_dissatisfied_answers,
        nullif(
            concat_ws(
                ', ',
                case when answers = 0 then 'no_survey' end,
                case when not has_cause then 'no_cause' end,
                case when category_complaints = 0 then 'no_complaints' end
            ),
            ''
        ) as quadrant_reason

    from item_years

),

{{ items_judged('measured') }},

placed as (

    select
        *,
        case
            when quadrant_reason is not null then null
            when is_dissatisfying and is_complained_of then 'improve_first'
            when is_complained_of then 'complaints_only'
            when is_dissatisfying then 'dissatisfaction_only'
            else 'maintain'
        end as quadrant

    from judged

),

improvement_priority as (

    select
        report_year,
        category_code,
        service_item_code,
        complaint_source_system,
        respondents,
        satisfaction_score,
        dissatisfied_rate,
        {{ share_low('dissatisfied_answers', 'answers') }} as dissatisfied_rate_low,
        {{ share_high('dissatisfied_answers', 'answers') }} as dissatisfied_rate_high,
        complaints,
        complaint_share,
        {{ share_low('complaints', 'category_complaints') }} as complaint_share_low,
        {{ share_high('complaints', 'category_complaints') }} as complaint_share_high,
        category_dissatisfied_rate,
        even_share as even_complaint_share,
        quadrant,
        quadrant_reason,
        case
            when quadrant is not null
                then
                    if(is_dissatisfying, dissatisfying_chance, 1 - dissatisfying_chance)
                    * if(is_complained_of, complained_of_chance, 1 - complained_of_chance)
        end as quadrant_chance,
        rank() over (
            {{ category }}
            order by
                case quadrant
                    when 'improve_first' then 1
                    when 'complaints_only' then 2
                    when 'dissatisfaction_only' then 3
                    when 'maintain' then 4
                    -- what is badly rated is not passed over for want of complaints that could speak of it
                    else if(is_dissatisfying, 3, 5)
                end,
                complaints desc,
                dissatisfied_rate desc nulls last
        ) as priority_rank

    from placed

)

select * from improvement_priority
