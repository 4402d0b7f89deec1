from __future__ import annotations

from pathlib import Path

import pytest
from quality_fixtures import IDENTITY_NUMBER, MOBILE_NUMBER, judged_release, write_contract, write_release

from expectations.outcome import SuiteOutcome
from orchestration.settings import Settings

TABLES = [
    "core.fct_complaints",
    "marts.category_share",
    "marts.feed_ledger",
    "marts.typical_cases",
    "marts.yearly_comparison",
]


def failures(outcome: SuiteOutcome) -> list[tuple[str, str]]:
    return [(result.severity, result.sentence) for result in outcome.results if not result.success]


def test_a_good_release_keeps_every_rule(settings: Settings, tmp_path: Path) -> None:
    outcome = judged_release(settings, write_release(tmp_path / "release.duckdb"), TABLES)
    assert failures(outcome) == []
    assert outcome.passed == 7


@pytest.mark.parametrize(
    ("change", "severity", "words"),
    [
        ("delete from marts.yearly_comparison", "critical", "yearly totals"),
        ("drop table marts.yearly_comparison", "critical", "yearly totals"),
        ("update marts.category_share set complaints = -1", "critical", "negative"),
        ("update marts.category_share set share = 1.01", "critical", "between 0 and 1"),
        ("update marts.yearly_comparison set yoy_change_rate = 0.91", "warning", "90 %"),
        ("update marts.yearly_comparison set complaints = 0", "warning", "at least one complaint"),
        (f"update marts.typical_cases set what_happened = '电话{MOBILE_NUMBER}'", "critical", "mobile"),
        (f"update core.fct_complaints set tags = ['{IDENTITY_NUMBER}']", "critical", "mobile"),
    ],
)
def test_a_release_that_breaks_a_rule(
    settings: Settings, tmp_path: Path, change: str, severity: str, words: str
) -> None:
    outcome = judged_release(settings, write_release(tmp_path / "release.duckdb", change))
    assert any(found == severity and words in sentence for found, sentence in failures(outcome))
    assert outcome.success == ("critical" not in dict(failures(outcome)))


def test_a_swing_is_told_by_source_and_year(settings: Settings, tmp_path: Path) -> None:
    change = "update marts.yearly_comparison set yoy_change_rate = -0.95 where report_year = 2011"
    outcome = judged_release(settings, write_release(tmp_path / "release.duckdb", change))
    (result,) = [result for result in outcome.results if not result.success]
    assert result.places == ("call_center 2011 (-95.0%)",)


@pytest.mark.parametrize("change", ["drop table marts.typical_cases", "create table marts.another (a int)"])
def test_a_table_missing_or_too_many_fails(settings: Settings, tmp_path: Path, change: str) -> None:
    outcome = judged_release(settings, write_release(tmp_path / "release.duckdb", change), TABLES)
    assert ("critical", "Exactly the promised tables are published.") in failures(outcome)


@pytest.mark.parametrize(("is_void", "severities"), [("true", ["warning"]), ("false", ["critical", "warning"])])
def test_a_feed_of_void_complaints_alone_has_no_totals(
    settings: Settings, tmp_path: Path, is_void: str, severities: list[str]
) -> None:
    changes = [
        "delete from marts.yearly_comparison",
        f"alter table core.fct_complaints add is_void bool default {is_void}",
    ]
    outcome = judged_release(settings, write_release(tmp_path / "release.duckdb", *changes), TABLES)
    assert [severity for severity, _ in failures(outcome)] == severities


def test_an_empty_warehouse_can_be_published_with_a_warning(settings: Settings, tmp_path: Path) -> None:
    empty = [f"truncate {table}" for table in TABLES]
    outcome = judged_release(settings, write_release(tmp_path / "release.duckdb", *empty), TABLES)
    assert failures(outcome) == [("warning", "There is at least one complaint to publish.")]
    assert outcome.success


def test_personal_data_are_told_by_table_row_and_column_and_never_shown(settings: Settings, tmp_path: Path) -> None:
    change = f"update core.fct_complaints set tags = ['{IDENTITY_NUMBER}']"
    outcome = judged_release(settings, write_release(tmp_path / "release.duckdb", change))
    (result,) = [result for result in outcome.results if not result.success]
    (place,) = result.places
    assert place.startswith("core.fct_complaints, complaint_key ")
    assert "source_system call_center" in place
    assert place.endswith(": tags")
    assert IDENTITY_NUMBER not in str(outcome)


def test_rows_that_an_earlier_release_held_are_not_searched_again(settings: Settings, tmp_path: Path) -> None:
    release = write_release(tmp_path / "release.duckdb", f"update core.fct_complaints set tags = ['{IDENTITY_NUMBER}']")
    assert not judged_release(settings, release, TABLES).success
    of_another_day, of_this = {"core.fct_complaints": "false"}, {"core.fct_complaints": "source_system = 'call_center'"}
    assert judged_release(settings, release, TABLES, to_search=of_another_day).success
    assert not judged_release(settings, release, TABLES, to_search=of_this).success
    assert not judged_release(settings, release, TABLES, to_search={"marts.typical_cases": "false"}).success


def test_a_published_number_is_left_alone_where_its_feed_says_so(settings: Settings, tmp_path: Path) -> None:
    change = "update core.fct_complaints set complaint_number = '11010519491231002X'"
    release = write_release(tmp_path / "release.duckdb", change)
    assert not judged_release(settings, release).success
    field = {"privacy": "keep", "type": "identifier", "looks_personal": True}
    for feed, succeeds in (("hq", False), ("call_center", True)):
        write_contract(settings, feed, {"complaint_number": field})
        assert judged_release(settings, release).success is succeeds


def test_the_text_of_a_line_may_hold_what_the_fields_of_lines_may(settings: Settings, tmp_path: Path) -> None:
    line = "select 'call_center' as source_system, '13812345678 · annuity' as line_text"
    release = write_release(tmp_path / "release.duckdb", f"create table core.complaint_lines as {line}")
    assert not judged_release(settings, release).success
    fields = {"product": {"privacy": "keep"}, "product_kind": {"privacy": "redact"}}
    write_contract(settings, "call_center", fields, lines_by=["product", "product_kind"])
    assert judged_release(settings, release).success
