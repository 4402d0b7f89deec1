"""Rules changed one at a time in the compiled SQL of their models: a dbt unit test notices each."""

from __future__ import annotations

from collections import defaultdict

import duckdb
import pytest

from tests.dbt_project.compiled import CompiledProject
from tests.dbt_project.unit_cases import UnitCase, disagreement

# the model, what its SQL says, and what it would say if the rule was another
MUTATED_RULES = (
    # a change is more than chance where the adjusted p-value is at most 5 %
    ("int_change_p_values", "p_value_adjusted <= 0.05 as is_significant", "p_value_adjusted <= 0.5 as is_significant"),
    # limits that agree with the verdict leave out 5 % times the share of significant scopes
    ("int_change_p_values", "0.025\n        * greatest", "0.05\n        * greatest"),
    # a share of days that cannot be compared has no change
    ("controllability", "when comparisons.is_comparable_alone then", "when true then"),
    # where it is not the whole year that is compared, the share of what is compared stands beside the year's own
    ("grievance_breakdown", "case when is_comparable then compared_share end as", "compared_share as"),
    # the change of a share is against the same days
    (
        "grievance_breakdown",
        "sum(complaints_to_compare) as complaints_to_compare",
        "sum(complaints) as complaints_to_compare",
    ),
    # the more business there is, the more complaints are expected
    (
        "int_change_p_values",
        "exposure.premium_yuan / exposure.premium_yuan_prior_year",
        "exposure.premium_yuan_prior_year / exposure.premium_yuan",
    ),
    # against a base of zero there is no rate, and so no limits of one
    ("int_yoy_significance", "levels.complaints_prior_year > 0", "levels.complaints_prior_year >= 0"),
    # the dispersion of the months has one degree of freedom less than there are months
    ("int_change_dispersion", "(count(*) - 1),", "count(*),"),
    # two months tell nothing of how months go up and down
    ("int_change_dispersion", "having count(*) > 2", "having count(*) > 1"),
    # a scope is tested against its company over the years that can be compared
    ("int_company_gaps", "comparisons.complaints_prior_year > 0\n\n)", "true\n\n)"),
    # a change of exactly as many complaints as the rule says matters
    ("yearly_comparison", ">= rules.material_change_complaints", "> rules.material_change_complaints"),
    # what cannot be compared has no rate of change
    ("yearly_comparison", "when is_comparable then", "when true then"),
    # the gap is what the scope changed by beyond its company
    ("yearly_comparison", "yoy_change_rate - company.yoy_change_rate", "yoy_change_rate + company.yoy_change_rate"),
    # an open complaint is followed, a closed one without a date is not
    ("int_closure_curves", "or not complaints.is_closed", "or complaints.is_closed"),
    # the last day allowed is in time
    ("case_closure", "days_known > 15", "days_known >= 15"),
    # where most closings are without a date, those with one do not speak for the others
    ("case_closure", "counts.closed_without_date <= counts.closed_with_date", "true"),
    # a register of closed complaints looks fast, since what took long is not there yet
    ("case_closure", "and closed_only_years.source_system is null", ""),
    # a gap in a feed says nothing of how fast cases are closed
    ("case_closure", "where evidence = 'closed_only'", ""),
    # the median is the first day by which half are closed
    ("case_closure", "closed_share >= 0.5 - 1e-9", "closed_share > 0.5 + 1e-9"),
    # an item at the line of dissatisfaction is good
    (
        "improvement_priority",
        "dissatisfied_rate > category_dissatisfied_rate as",
        "dissatisfied_rate >= category_dissatisfied_rate as",
    ),
    # an item at an even share of the complaints is good
    ("improvement_priority", "complaint_share > even_share as", "complaint_share >= even_share as"),
    # an even share is one among the items that a cause speaks of
    ("improvement_priority", "count(*) filter (has_cause) over", "count(*) over"),
    # who answers twice is one respondent
    ("int_service_item_years", "count(distinct respondent_token)", "count(respondent_token)"),
    # the same day a year later is within 12 months
    ("int_customer_years", "interval 12 months", "interval 364 days"),
    # who came in a year of which a part is missing is not known
    ("repeat_rates", "when prior_years.is_full_year then", "when prior_years.report_year is not null then"),
    # a customer with one complaint in the year does not repeat
    ("repeat_rates", "count(*) filter (complaints > 1)", "count(*) filter (complaints > 0)"),
    # void complaints count nowhere
    ("repeat_rates", "complaints.is_void is not true", "true"),
    ("int_customer_years", "complaints.is_void is not true", "true"),
    # the watchlist looks at any 12 months
    ("repeat_complainants", "interval 12 months preceding", "interval 364 days preceding"),
    # the day of the deadline is in time
    ("open_cases", "as_of_date > received_date + deadline_days", "as_of_date >= received_date + deadline_days"),
    # without a status, a closing date that cannot be used says that the complaint is closed
    (
        "int_complaints_conformed",
        "closed_at is null and closing_date_problem is null then 'open'",
        "closed_at is null then 'open'",
    ),
    # a day alone is no gap, and what is quiet for long no holiday
    ("int_feed_gaps", "tested.quiet_days > 1", "tested.quiet_days >= 1"),
    ("int_feed_gaps", "tested.quiet_days <= 9", "tested.quiet_days <= 99"),
    # mistyped dates are few
    ("int_received_islands", "islands.complaints < 5 or islands.days < 2", "false"),
    # a year is not over before its last file arrived
    ("int_coverage_gaps", "coalesce(year_days.year_end <= arrivals.latest_day, true)", "true"),
    # what is declared is above what is estimated
    ("int_covered_days", "when declared.coverage is not null then", "when false then"),
    # mistyped dates move no latest day
    ("int_feed_latest_days", "where not is_isolated", "where true"),
    ("int_feed_latest_days", "days_lately >= 2", "true"),
    # a feed with an open case is no register of closed ones
    ("int_closing_delays", "sum(calendar.open_complaints) = 0", "true"),
    # a month is held against a whole one
    ("int_feed_months", "and prior_years.coverage = 'covered'", "and prior_years.coverage is not null"),
    # both years have to cover a quarter of the year
    ("dim_feed_year", "years.whole_months_compared >= 3", "years.whole_months_compared >= 1"),
    # nobody knows whether a branch without complaints has none in a year of which a part is missing
    ("int_branch_counts", "counted.complaints > 0 or counted.is_covered", "true"),
    # months of which a part is missing are held against nothing
    ("int_month_tests", "where feed_months.is_covered", ""),
    # a change of the taxonomy withholds the changes of months across it
    ("monthly_distribution", "and not coalesce(broken.is_year_broken, false) as", "as"),
    # what is counted with others has no change of its own
    ("int_scope_comparisons", "is_comparable and not is_counted_with_others as", "is_comparable as"),
    # a branch at the threshold has a high incidence
    ("int_branch_counts", ">= rules.high_incidence_complaints", "> rules.high_incidence_complaints"),
)


@pytest.fixture(scope="module")
def cases(unit_cases: list[UnitCase]) -> dict[str, list[UnitCase]]:
    """The unit tests of each model."""
    own = defaultdict(list)
    for case in unit_cases:
        own[case.model].append(case)
    return own


def noticed_by(
    without_rows: duckdb.DuckDBPyConnection, project: CompiledProject, cases: list[UnitCase], sql: str
) -> list[str]:
    relations = {name: model.relation for name, model in project.models.items()}
    return [case.name for case in cases if disagreement(without_rows, case, sql, relations)]


@pytest.mark.parametrize(("model", "rule", "other"), MUTATED_RULES)
def test_another_rule_is_noticed(
    without_rows: duckdb.DuckDBPyConnection,
    project: CompiledProject,
    cases: dict[str, list[UnitCase]],
    model: str,
    rule: str,
    other: str,
) -> None:
    sql = project.models[model].sql
    assert rule in sql
    assert noticed_by(without_rows, project, cases[model], sql.replace(rule, other))
