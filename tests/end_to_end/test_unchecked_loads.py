"""What lands between a feed's check and the build is not built."""

from __future__ import annotations

from pathlib import Path

from orchestration.landing import land_feed, ledger_state, mark_checked
from orchestration.settings import FEEDS
from tests.pipeline import dbt, query, settings_for

HEADER = "工单号,受理时间,机构,投诉类别\n"


def test_a_load_that_was_not_checked_is_not_built(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    folder = settings.landing / "call_center"
    folder.mkdir(parents=True)
    (folder / "checked.csv").write_text(f"{HEADER}W1,2011-03-15,北京,理赔\n", encoding="utf-8")
    for feed in FEEDS:
        land_feed(settings, feed)
        mark_checked(settings, ledger_state(settings, feed))
    (folder / "late.csv").write_text(f"{HEADER}W2,2011-03-16,北京,理赔\n", encoding="utf-8")
    assert land_feed(settings, "call_center").files_loaded == 1
    built = dbt(settings, "run", "--select", "+int_landed_rows")
    assert built.returncode == 0, built.stdout
    assert query(settings, "select load_id from intermediate.int_landed_rows") == [("call_center-000000001",)]
    assert query(settings, "select file_name from intermediate.int_ledger_current") == [("checked.csv",)]
