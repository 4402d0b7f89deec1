"""A cell in doubt costs itself: what landing makes of it keeps every rule of the check that comes after."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from quality_fixtures import judged_feed, write_contract

from orchestration.landing import land_feed
from orchestration.quality.personal_data_search import kinds_published
from orchestration.settings import BUNDLED_CONFIG, Settings

HEADER = ["工单号", "受理时间", "机构", "投诉类别", "投诉原因", "联系电话", "投诉内容"]
ROW = ["", "2011-03-05 09:07", "北京", "理赔", "", "", ""]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", config=BUNDLED_CONFIG, token_key="a key for tests of the check")


@pytest.mark.parametrize(
    "change",
    [
        {"投诉原因": "客户电话1381234\n5678"},
        {"投诉内容": "扣款138 20110315"},
        {"工单号": "110105198703142516"},
        {"工单号": "11010519491231002X"},
        {"受理时间": "1381234\n5678"},
        {"机构": "(139)77778888"},
        {"投诉类别": "a@qq . com"},
    ],
    ids=str,
)
def test_one_bad_cell_never_fails_the_check_of_its_feed(settings: Settings, change: dict[str, str]) -> None:
    path = settings.landing / "call_center" / "a.csv"
    path.parent.mkdir(parents=True)
    rows = [dict(zip(HEADER, [f"CC{number}", *ROW[1:]], strict=True)) for number in range(40)]
    rows[7] |= change
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADER)
        writer.writeheader()
        writer.writerows(rows)
    loads = [entry.load_id for entry in land_feed(settings, "call_center").added]
    outcome = judged_feed(settings, "call_center", loads)
    assert [result.sentence for result in outcome.results if not result.success and result.severity == "critical"] == []


def test_a_column_of_lines_is_as_mild_as_the_fields_that_make_it(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, config=tmp_path, token_key="")
    assert kinds_published(settings, ["line_text"])["line_text"].is_refused("13812345678")
    fields = {"product": {"privacy": "keep"}, "note": {"privacy": "redact"}}
    write_contract(settings, "hq", fields, lines_by=["product"])
    line = kinds_published(settings, ["line_text"])["line_text"]
    assert not line.is_refused("13812345678")
    assert line.is_refused("11010519491231002X")
