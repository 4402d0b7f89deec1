"""A feed with a row per cause: one complaint has several lines, and a newer file replaces them all."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from orchestration.settings import BUNDLED_CONFIG, Settings
from tests.landing.landing_fixtures import CALL_CENTER_HEADER, call_center_row, csv_text, put
from tests.pipeline import KEPT, build, dbt, query, settings_for

FIRST = [
    *(("CC1", "理赔时效"), ("CC1", "理赔金额"), ("CC1", "态度")),
    *(("CC2", "态度"), ("CC3", "态度"), ("CC3", "态度"), ("", "态度")),
]
CORRECTED = [("CC1", "理赔金额"), ("CC1", "时效"), ("CC2", "态度"), ("CC2", "误导")]

LINES = [
    ("CC1", 1, "2.csv", "理赔金额"),
    ("CC1", 2, "2.csv", "时效"),
    ("CC2", 1, "2.csv", "态度"),
    ("CC2", 2, "2.csv", "误导"),
    ("CC3", 1, "1.csv", "态度"),
]
# the models that are looked at here, and what they are made from
WITH_LINES = f"{KEPT} +feed_ledger +quarantined_rows"
LEDGER = [("1.csv", 7, 1, 5, 1), ("2.csv", 4, 4, 0, 0)]


def _put(settings: Settings, name: str, lines: list[tuple[str, str]]) -> None:
    rows = [call_center_row(number, 投诉原因=cause) for number, cause in lines]
    put(settings, "call_center", name, csv_text(CALL_CENTER_HEADER, *rows))


def _lines(settings: Settings) -> list[tuple]:
    return query(
        settings,
        """
        select complaint_number, line_number, file_name, line_text
        from core.complaint_lines as lines
        inner join core.fct_complaints using (complaint_key)
        inner join intermediate.int_ledger_current as ledger on lines.load_id = ledger.load_id
        order by all
        """,
    )


def _ledger(settings: Settings) -> list[tuple]:
    return query(
        settings,
        """
        select file_name, rows_read, rows_accepted, rows_superseded, rows_quarantined
        from marts.feed_ledger order by file_name
        """,
    )


@pytest.mark.slow
def test_lines_are_accepted_with_their_complaint_and_replaced_with_it(tmp_path: Path) -> None:
    config = tmp_path / "config"
    shutil.copytree(BUNDLED_CONFIG, config, ignore=shutil.ignore_patterns("feeds"))
    contract = config / "contracts" / "call_center.yml"
    contract.write_text(contract.read_text(encoding="utf-8") + "\nlines_by: [cause]\n", encoding="utf-8")
    settings = settings_for(tmp_path / "home", config)
    _put(settings, "1.csv", FIRST)
    build(settings, selected=WITH_LINES)
    assert _ledger(settings) == [("1.csv", 7, 5, 1, 1)]
    assert len(_lines(settings)) == 5
    _put(settings, "2.csv", CORRECTED)
    build(settings, selected=WITH_LINES)
    assert (_lines(settings), _ledger(settings)) == (LINES, LEDGER)
    selected = ("--select", "complaint_lines", "feed_ledger", "fct_complaints,test_type:unit")
    # other marts, whose keys are tested together with theirs, are not there
    tested = dbt(settings, "test", *selected, "--indirect-selection", "buildable")
    assert tested.returncode == 0, tested.stdout
    settings.warehouse.unlink()
    build(settings, selected=WITH_LINES)
    assert (_lines(settings), _ledger(settings)) == (LINES, LEDGER)
