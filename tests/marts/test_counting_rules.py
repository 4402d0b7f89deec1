"""What the deck says without a figure, and what holds of the marts whatever the feeds say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import duckdb
import pytest

from tests.benchmarks.reading import reference
from tests.conftest import BundledRun

HQ_OPERATIONS = "source_system = 'hq' and scope_level = 'line' and scope_code = 'operations'"
SCOPE_YEAR = "source_system, report_year, scope_level, scope_code"
COUNTED_BY_SCOPE = (
    "yearly_comparison",
    "controllability",
    "branch_ranking",
    "monthly_distribution",
    "channel_mix",
    "cause_breakdown",
    "grievance_breakdown",
    "case_closure",
)


@pytest.fixture(scope="module")
def release(bundled_run: BundledRun) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(bundled_run.settings.published_database), read_only=True)


def _values(release: duckdb.DuckDBPyConnection, sql: str) -> list:
    return [value for (value,) in release.execute(sql).fetchall()]


def _branches(release: duckdb.DuckDBPyConnection, condition: str) -> set[str]:
    sql = (
        f"select branch_name_zh from marts.branch_ranking where {HQ_OPERATIONS} and report_year = 2011 and {condition}"
    )
    return set(_values(release, sql))


def test_six_branches_are_high_incidence(release: duckdb.DuckDBPyConnection) -> None:
    expected = {"黑龙江", "河南", "山东", "山西", "辽宁", "广东"}
    assert _branches(release, "is_high_incidence") == expected
    assert _branches(release, "rank <= 6") == expected


def test_eight_branches_are_at_zero_and_five_of_them_for_two_years(release: duckdb.DuckDBPyConnection) -> None:
    two_years = {"海南", "青海", "西藏", "宁波", "厦门"}
    assert _branches(release, "is_zero") == two_years | {"青岛", "甘肃", "广西"}
    assert _branches(release, "consecutive_zero_years >= 2") == two_years


def test_march_leads_then_january_then_december(release: duckdb.DuckDBPyConnection) -> None:
    months = f"from marts.monthly_distribution where {HQ_OPERATIONS} and report_year = 2011"
    assert _values(release, f"select month {months} and rank_in_year <= 3 order by rank_in_year") == [3, 1, 12]
    assert _values(release, f"select month {months} and is_peak") == [3]


def test_head_office_closed_every_case_of_2011_by_year_end(release: duckdb.DuckDBPyConnection) -> None:
    closure = "from marts.case_closure where source_system = 'hq' and report_year = 2011"
    assert _values(release, f"select complaints - closed_by_year_end {closure}") == [0] * 4
    assert _values(release, f"select distinct closed_by_year_end_rate {closure}") == [1.0]
    assert _values(release, f"select distinct still_open {closure}") == [0]


def test_more_came_directly_than_were_referred(release: duckdb.DuckDBPyConnection) -> None:
    channels = f"from marts.channel_mix where {HQ_OPERATIONS} and report_year = 2011"
    groups = dict(release.execute(f"select distinct channel_group, group_share {channels}").fetchall())
    assert groups.keys() == {"direct", "referred"}
    assert groups["direct"] > 0.5 > groups["referred"]


def test_only_the_figures_that_the_counts_contradict_are_in_conflict(release: duckdb.DuckDBPyConnection) -> None:
    rows = release.execute(
        """
        select figure_id, round(computed_value, 4), implied_base from marts.figure_reconciliation
        where status <> 'match' order by figure_id
        """
    ).fetchall()
    assert rows == [("F03", -0.3396, 9217.0), ("F07", 0.0497, None)]


@pytest.mark.parametrize(
    ("mart", "parts", "expected"),
    [
        ("branch_ranking", "branch_code", set(reference("branches").branch_code)),
        ("monthly_distribution", "month", set(range(1, 13))),
        ("channel_mix", "channel_code", set(reference("channels").channel_code)),
    ],
)
def test_every_part_has_its_row_in_every_scope(
    mart: str, parts: str, expected: set, release: duckdb.DuckDBPyConnection
) -> None:
    found = _values(release, f"select list({parts}) from marts.{mart} group by {SCOPE_YEAR}")
    # two feeds, two years, the company and each of its lines
    assert len(found) == 2 * 2 * (1 + len(reference("lines")))
    assert all(set(row) == expected and len(row) == len(expected) for row in found)


@pytest.mark.parametrize("mart", ["yearly_comparison", "controllability"])
def test_every_scope_has_its_row_in_every_feed(mart: str, release: duckdb.DuckDBPyConnection) -> None:
    expected = {
        ("company", "company"),
        *(("line", code) for code in reference("lines").line_code),
        *(("category", code) for code in reference("categories").category_code),
        *(("subcategory", code) for code in reference("subcategories").subcategory_code),
    }
    found = _values(
        release, f"select list((scope_level, scope_code)) from marts.{mart} group by source_system, report_year"
    )
    assert [set(map(tuple, row)) for row in found] == [expected] * 4
    agency = f"from marts.{mart} where source_system = 'call_center' and scope_code = 'agency'"
    assert _values(release, f"select complaints {agency}") == [0, 0]


@pytest.mark.parametrize(
    ("mart", "rank", "among"),
    [
        ("category_share", "rank", "source_system, report_year, parent_level, parent_code, scope_level"),
        ("branch_ranking", "rank", SCOPE_YEAR),
        ("monthly_distribution", "rank_in_year", SCOPE_YEAR),
        ("cause_breakdown", "rank", SCOPE_YEAR),
        ("grievance_breakdown", "rank", SCOPE_YEAR),
    ],
)
def test_ranks_are_competition_ranks(mart: str, rank: str, among: str, release: duckdb.DuckDBPyConnection) -> None:
    ranks = (
        f"select {rank} as given, rank() over (partition by {among} order by complaints desc) as due from marts.{mart}"
    )
    assert _values(release, f"select count(*) from ({ranks}) where given is distinct from due") == [0]
    ties = f"select 1 from marts.{mart} group by {among}, {rank} having count(*) > 1"
    assert _values(release, f"select count(*) > 0 from ({ties})") == [True]


def test_priority_follows_the_quadrants(release: duckdb.DuckDBPyConnection) -> None:
    by_category = _values(
        release,
        """
        select list(quadrant order by priority_rank) filter (quadrant is not null) from marts.improvement_priority
        group by report_year, category_code
        """,
    )
    order = ("improve_first", "complaints_only", "dissatisfaction_only", "maintain")
    assert len(by_category) == 2 * 3
    assert all(quadrants == sorted(quadrants, key=order.index) for quadrants in by_category)
    assert {quadrant for quadrants in by_category for quadrant in quadrants} == set(order)


@pytest.mark.parametrize("mart", COUNTED_BY_SCOPE)
def test_parts_add_up_to_the_scope(mart: str, release: duckdb.DuckDBPyConnection) -> None:
    """Every mart by scope counts the same complaints as the fact does."""
    levels = (
        "[('company', 'company'), ('line', line_code), ('category', category_code), ('subcategory', subcategory_code)]"
    )
    difference = f"""
        with mart as (select {SCOPE_YEAR}, sum(complaints) as complaints from marts.{mart} group by {SCOPE_YEAR}),
        scoped as (select source_system, report_year, unnest({levels}) as scope from core.fct_complaints),
        fact as (
            select source_system, report_year, scope[1] as scope_level, scope[2] as scope_code, count(*) as complaints
            from scoped group by all
        )
        select count(*) from mart left join fact using ({SCOPE_YEAR})
        where mart.complaints <> coalesce(fact.complaints, 0)
    """
    assert _values(release, difference) == [0]


def test_verdicts_add_up_to_the_complaints(release: duckdb.DuckDBPyConnection) -> None:
    differences = "complaints - controllable - uncontrollable - undetermined"
    assert _values(release, f"select distinct {differences} from marts.controllability") == [0]


def test_shares_add_up_to_one(release: duckdb.DuckDBPyConnection) -> None:
    sums = [
        ("category_share", "source_system, report_year, parent_level, parent_code, scope_level", "share"),
        ("branch_ranking", SCOPE_YEAR, "share"),
        ("monthly_distribution", SCOPE_YEAR, "share_of_year"),
        ("channel_mix", SCOPE_YEAR, "share"),
        ("cause_breakdown", SCOPE_YEAR, "share"),
        ("grievance_breakdown", SCOPE_YEAR, "share"),
        ("improvement_priority", "report_year, category_code", "complaint_share"),
    ]
    for mart, group, share in sums:
        where = "scope_level <> 'subcategory'" if mart == "category_share" else "true"
        total = (
            f"select sum({share}) as total from marts.{mart} where {where} group by {group} having total is not null"
        )
        assert _values(release, f"select count(*) > 0 and max(abs(total - 1)) < 1e-9 from ({total})") == [True], mart


def test_ratios_are_fractions_and_nothing_is_infinite(release: duckdb.DuckDBPyConnection) -> None:
    columns = release.execute(
        "select table_name, column_name from duckdb_columns() where schema_name = 'marts' and data_type = 'DOUBLE'"
    ).fetchall()
    for mart, column in columns:
        assert _values(release, f"select count(*) from marts.{mart} where not isfinite({column})") == [0], column
    is_fraction = [
        (mart, column)
        for mart, column in columns
        if ("share" in column or column.endswith("_rate")) and "change" not in column and column != "share_prior_year"
    ]
    assert len(is_fraction) >= 15
    for mart, column in is_fraction:
        outside = f"select count(*) from marts.{mart} where {column} not between 0 and 1"
        assert _values(release, outside) == [0], (mart, column)


@pytest.mark.parametrize("mart", ["yearly_comparison", "branch_ranking", "monthly_distribution"])
def test_a_change_has_a_base(mart: str, release: duckdb.DuckDBPyConnection) -> None:
    """No rate without a year before, or against zero; a rate wherever there is a base."""
    without = "complaints_prior_year is null or complaints_prior_year = 0"
    rates = f"select yoy_change_rate is null as is_null, {without} as is_baseless from marts.{mart}"
    assert _values(release, f"select count(*) from ({rates}) where is_null <> is_baseless") == [0]
    assert _values(release, f"select distinct report_year from marts.{mart} where complaints_prior_year is null") == [
        2010
    ]


def test_typical_cases_hold_three_texts_without_identifiers(release: duckdb.DuckDBPyConnection) -> None:
    rows = release.execute("select what_happened, analysis, lesson from marts.typical_cases").fetchall()
    assert len(rows) == 3 + 6
    assert all(text for row in rows for text in row)
    assert _values(
        release, "select count(*) from marts.typical_cases where what_happened like '%[policy number]%'"
    ) == [1]
    texts = "concat_ws(' ', what_happened, analysis, lesson)"
    assert _values(
        release, f"select count(*) from marts.typical_cases where regexp_matches({texts}, '[0-9]{{6}}')"
    ) == [0]


def test_rows_of_a_file_are_accounted_for(release: duckdb.DuckDBPyConnection) -> None:
    left = "rows_read - rows_accepted - rows_superseded - rows_quarantined"
    assert _values(release, f"select distinct {left} from marts.feed_ledger") == [0]
    accepted = "select sum(rows_accepted) from marts.feed_ledger where feed in ('call_center', 'hq')"
    assert _values(release, accepted) == _values(release, "select count(*) from core.fct_complaints")
    by_file = """
        select count(*) from marts.feed_ledger as ledger
        where rows_quarantined <> (
            select count(*) from marts.quarantined_rows as rows where rows.content_hash = ledger.content_hash
        )
    """
    assert _values(release, by_file) == [0]


def test_landing_times_are_utc_and_just_now(release: duckdb.DuckDBPyConnection) -> None:
    now = datetime.now(UTC).replace(tzinfo=None)
    times = _values(release, "select received_at from marts.feed_ledger")
    assert all(now - timedelta(hours=2) < time <= now for time in times)
