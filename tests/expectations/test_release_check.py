from __future__ import annotations

from pathlib import Path

import pytest
from expectation_fixtures import IDENTITY_NUMBER, MOBILE_NUMBER, write_release

from expectations import SuiteOutcome, check_release
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
    outcome = check_release(settings, write_release(tmp_path / "release.duckdb"), TABLES)
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
    outcome = check_release(settings, write_release(tmp_path / "release.duckdb", change))
    assert any(found == severity and words in sentence for found, sentence in failures(outcome))
    assert outcome.success == ("critical" not in dict(failures(outcome)))


@pytest.mark.parametrize("change", ["drop table marts.typical_cases", "create table marts.another (a int)"])
def test_a_table_missing_or_too_many_fails(settings: Settings, tmp_path: Path, change: str) -> None:
    outcome = check_release(settings, write_release(tmp_path / "release.duckdb", change), TABLES)
    assert ("critical", "Exactly the promised tables are published.") in failures(outcome)


def test_an_empty_warehouse_can_be_published_with_a_warning(settings: Settings, tmp_path: Path) -> None:
    empty = [f"truncate {table}" for table in TABLES]
    outcome = check_release(settings, write_release(tmp_path / "release.duckdb", *empty), TABLES)
    assert failures(outcome) == [("warning", "There is at least one complaint to publish.")]
    assert outcome.success
