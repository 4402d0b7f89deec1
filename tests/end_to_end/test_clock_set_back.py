"""A clock that is behind: rows that seem to come from the future are judged by their feed, again when it tells more."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.landing import land_feed, ledger_state, mark_checked
from orchestration.settings import FEEDS, Settings
from tests.pipeline import KEPT, dbt, query, settings_for

HEADER = "工单号,受理时间,机构,投诉类别,投诉原因,处理状态,结案时间"


def _build(settings: Settings, name: str, rows: list[str], *options: str) -> None:
    folder = settings.landing / "call_center"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("\n".join([HEADER, *rows, ""]), encoding="gb18030")
    for feed in FEEDS:
        land_feed(settings, feed)
        mark_checked(settings, ledger_state(settings, feed))
    built = dbt(settings, "run", "--select", KEPT, *options)
    assert built.returncode == 0, built.stdout


def _row(number: str, received: str, closed: str = "") -> str:
    return f"{number},{received},北京,理赔,,,{closed}"


def _refused(settings: Settings) -> list[tuple]:
    return query(
        settings,
        """
        select load_id, row_number, quarantine_reasons from intermediate.int_landed_rows
        where quarantine_reasons is not null order by all
        """,
    )


@pytest.mark.slow
def test_rows_judged_by_a_clock_that_is_behind_are_judged_again(tmp_path: Path) -> None:
    """The years are far enough ahead that this machine's own clock is the one that is behind."""
    settings = settings_for(tmp_path)
    slip, closing = _row("SLIP", "2090-03-05"), _row("A3", "2010-03-06", "2081-01-20")
    _build(settings, "a.csv", [_row("A1", "2010-03-05"), _row("A2", "2081-01-10", "2081-02-20"), slip, closing])
    late = "call_center-000000001"
    late_closings = "select complaint_number, closing_date_problem from core.fct_complaints where closed_date is null"
    assert query(settings, late_closings + " order by 1") == [("A1", None), ("A3", "closed_date_out_of_range")]
    assert _refused(settings) == [(late, row, "received_date_out_of_range") for row in (3, 4)]
    _build(settings, "b.csv", [_row(f"B{day}", f"2081-01-{day:02}") for day in range(11, 31)])
    expected = [(late, 4, "received_date_out_of_range")]
    assert _refused(settings) == expected
    numbers = query(settings, "select complaint_number from core.fct_complaints order by 1")
    assert len(numbers) == 23
    assert query(settings, "select closed_date::varchar from core.fct_complaints where complaint_number = 'A3'") == [
        ("2081-01-20",)
    ]
    assert ("A2",) in numbers
    assert query(settings, "select sum(complaints)::int from core.agg_complaints_monthly") == [(23,)]
    settings.warehouse.unlink()
    _build(settings, "b.csv", [_row(f"B{day}", f"2081-01-{day:02}") for day in range(11, 31)])
    assert _refused(settings) == expected
    assert query(settings, "select complaint_number from core.fct_complaints order by 1") == numbers
