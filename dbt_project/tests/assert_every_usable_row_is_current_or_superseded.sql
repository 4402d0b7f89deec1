-- Guards against a row that leaves the warehouse without a trace: each usable row's record stands in its fact, in that version or a later one.
-- What stood when all checks passed was not taken away since: complaints are as many as then, with those that are new; of another feed of which
-- something came, every row is looked at.
-- depends_on: {{ ref('int_complaints_changed') }}
{{ config(meta={'dagster': {'ref': {'name': 'int_landed_rows'}}}) }}
{%- set group_of_keys = 'hash(record_key) % 1048576' -%}
with

loads as (

    select
        load_id,
        feed,
        {{ is_of_a_new_load('load_id') }} as is_new

    from {{ ref('int_ledger_current') }}
    where load_id is not null

),

loads_to_look_at as (

    select load_id from loads
    where
        is_new
        or (
            feed in ('satisfaction_survey', 'branch_exposure')
            and feed in (select feed from loads where is_new)
        )

),

registered as not materialized (

    select
        load_id,
        row_number,
        record_key,
        row_version

    from {{ ref('int_landed_rows') }}
    where
        quarantine_reasons is null
        and load_id in (select load_id from loads_to_look_at)

),

all_records as not materialized (

    select complaint_key as record_key, row_version from {{ ref('fct_complaints') }}
    union all
    select answer_key, row_version from {{ ref('fct_satisfaction_answers') }}
    union all
    select exposure_key, row_version from {{ ref('fct_branch_exposure') }}

),

{% if goes_on_from_what_passed() -%}
registered_in_question as not materialized (

    select * from registered

),
{%- else -%}
-- most rows are current: groups of which rows and records agree in number and in the sum of their hashes hold no other rows
groups as (

    {%- for rows in ['registered', 'all_records'] %}
    select
        {{ group_of_keys }} as key_group,
        count(*) as versions,
        sum(hash(record_key, row_version)) as hash_sum

    from {{ rows }}
    group by {{ group_of_keys }}
    {{ "union all" if not loop.last }}
    {%- endfor %}

),

groups_in_question as (

    select key_group from groups
    group by key_group
    having count(*) = 1 or max(versions) <> min(versions) or max(hash_sum) <> min(hash_sum)

),

registered_in_question as materialized (

    select * from registered
    where {{ group_of_keys }} in (select key_group from groups_in_question)

),
{%- endif %}

-- of all that there are, a day's rows speak of few, and so do rows of groups that disagree
records as (

    select * from all_records
    where record_key in (select record_key from registered_in_question)

)

select
    registered_in_question.load_id,
    registered_in_question.row_number

from registered_in_question
left join records
    on registered_in_question.record_key = records.record_key
where records.record_key is null or records.row_version < registered_in_question.row_version
{%- if goes_on_from_what_passed() %}

union all

select
    null as load_id,
    null as row_number

from (
    select count(*) filter (is_new) as new_complaints
    from (
        select bool_or(is_new) as is_new from {{ ref('int_complaints_changed') }}
        group by complaint_key
    )
)
cross join (select count(*) as complaints from {{ ref('fct_complaints') }})
cross join (select count(*) as answers from {{ ref('fct_satisfaction_answers') }})
cross join (select count(*) as exposures from {{ ref('fct_branch_exposure') }})
cross join (
    select
        max(complaints) as complaints_passed,
        max(answers) as answers_passed,
        max(exposures) as exposures_passed
    from {{ table_of_build('loads_passed') }}
)
where
    complaints <> complaints_passed + new_complaints
    or answers < answers_passed
    or exposures < exposures_passed
{%- endif %}
