"""Answers of the survey and the exposure of branches, and the marts that need nothing else."""

from __future__ import annotations

import duckdb

from benchmarks.floor.landing import Paths

_ANSWERS = """
create temp table items as
with
categories_named as (select category_code, unnest([category_name_zh, category_name]) as category from categories),
items_named as (
    select category_code, service_item_code, unnest([service_item_name_zh, service_item_name]) as item
        from service_items
)
select distinct cleaned(category) as category, cleaned(item) as item, category_code, service_item_code
from categories_named join items_named using (category_code);

create temp table answers as
with
given as (select distinct coalesce(category, '') as category, coalesce(item, '') as item from {survey}),
known as (
    select given.*, items.category_code, items.service_item_code from given
    left join items on cleaned(given.category) = items.category and cleaned(given.item) = items.item
)
select respondent_token, load_id, file_row_number + 2 as row_number, category_code, service_item_code,
    if(try_cast(score as double) is null, amount_of(score), try_cast(score as double)) as score,
    time_of(surveyed)::date as surveyed_on, known.item
from {survey} as survey join known on coalesce(survey.category, '') = known.category
    and coalesce(survey.item, '') = known.item;

insert into read_rows select load_id, count(*) from answers group by load_id;

insert into quarantined
select load_id, row_number, null, 'satisfaction_survey', reasons from (
    select load_id, row_number, nullif(concat_ws(', ',
        if(respondent_token is null, 'missing_respondent', null),
        if(service_item_code is null, if(cleaned(item) is null, 'missing_service_item', 'unknown_service_item'), null),
        if(surveyed_on is null, 'unparseable_survey_date', null),
        if(score is null or score not between 1 and 5 or score <> floor(score), 'score_out_of_range', null)
    ), '') as reasons from answers
) where reasons is not null;

create temp table usable_answers as
select * from answers where respondent_token is not null and service_item_code is not null and surveyed_on is not null
    and score between 1 and 5 and score = floor(score);
create temp table answered_twice as
select hash(respondent_token, surveyed_on, category_code, service_item_code) as key from usable_answers
    group by key having count(*) > 1;
delete from usable_answers where (load_id, row_number) in (
    select (load_id, row_number) from usable_answers
    where hash(respondent_token, surveyed_on, category_code, service_item_code) in (from answered_twice)
    qualify row_number() over (
        partition by respondent_token, surveyed_on, category_code, service_item_code order by load_id desc,
            row_number desc
    ) > 1
);

create table release.core.fct_satisfaction_answers as
select load_id, row_number, category_code, service_item_code, score::integer as score, score <= 2 as is_dissatisfied,
    year(surveyed_on)::integer as report_year, surveyed_on from usable_answers;
"""

_EXPOSURE = """
create table release.core.fct_branch_exposure as
select load_id, file_row_number + 2 as row_number, names.code as branch_code,
    cleaned(exposure_year)::integer as exposure_year,
    amount_of(policies_in_force)::bigint as policies_in_force, amount_of(premium_yuan) as premium_yuan
from {exposure} as exposure join names on names.domain = 'branch' and names.feed = 'hq'
    and names.name = cleaned(exposure.branch);

insert into read_rows select load_id, count(*) from release.core.fct_branch_exposure group by load_id
"""

_PRIORITIES = """
create table release.marts.improvement_priority as
with
rated as (
    select report_year, category_code, service_item_code, count(distinct respondent_token) as respondents,
        avg(score) as satisfaction_score, count(*) as answers, count(*) filter (score <= 2) as dissatisfied
    from (select *, year(surveyed_on)::integer as report_year from usable_answers) group by all
),
spoken_of as (
    select report_year, causes.category_code, service_item_code, sum(complaints)::bigint as complaints
    from release.core.agg_complaints_monthly as cube join causes
        on cube.category_code::varchar = causes.category_code and cube.cause_code::varchar = causes.cause_code
    where source_system = 'call_center' and service_item_code is not null group by all
),
years as (select distinct report_year from facts where not is_void union select distinct report_year from rated)
select report_year, category_code, service_item_code, coalesce(respondents, 0) as respondents, satisfaction_score,
    dissatisfied / nullif(answers, 0) as dissatisfied_rate,
    sum(dissatisfied) over category / nullif(sum(answers) over category, 0) as category_dissatisfied_rate,
    coalesce(complaints, 0) as complaints,
    coalesce(complaints, 0) / nullif(sum(complaints) over category, 0) as complaint_share
from years cross join service_items
left join rated using (report_year, category_code, service_item_code)
left join spoken_of using (report_year, category_code, service_item_code)
window category as (partition by report_year, category_code)
"""


def build(connection: duckdb.DuckDBPyConnection, paths: Paths) -> None:
    """Write both facts and `improvement_priority` to the release."""
    connection.execute(_ANSWERS.format(survey=paths.lake("satisfaction_survey")))
    connection.execute(_EXPOSURE.format(exposure=paths.lake("branch_exposure")))
    connection.execute(_PRIORITIES)
