"""Files in any order, with stops in between, end in the marts of a clean load of the same truth."""

from __future__ import annotations

import csv
import io
import random
from contextlib import suppress

import pytest

from orchestration.landing import land_feed
from orchestration.settings import Settings
from tests.interruption import Killed, killed_at
from tests.pipeline import KEPT, build, marts, query, settings_for

pytestmark = pytest.mark.slow

HEADER = ["工单号", "受理时间", "机构", "投诉类别", "投诉原因", "处理状态", "结案时间", "更新时间"]
BRANCHES = ("北京", "上海", "大连", "海南", "火星")
CATEGORIES = ("理赔", "保全", "柜面服务", "展业", "天气")
FILES = 12


@pytest.fixture(scope="module")
def truth() -> list[list[list[str]]]:
    """Twelve files of versions of 300 complaints: any version may stand in any file, and the last change counts."""
    draw = random.Random(20110315)
    files: list[list[list[str]]] = [[] for _ in range(FILES)]
    for number in range(300):
        received = f"{draw.choice((2010, 2011))}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02} 09:07:00"
        for version in range(draw.randint(1, 4)):
            closed = draw.choice(("", "2012-01-03"))
            status = draw.choice(("待处理", "处理中", "作废"))
            changed = f"2012-01-{version + 1:02} 10:00:{number % 60:02}"
            row = [
                f"CC{number:04}",
                received,
                draw.choice(BRANCHES),
                draw.choice(CATEGORIES),
                "",
                status,
                closed,
                changed,
            ]
            draw.choice(files).append(row)
        if number % 30 == 0:
            draw.choice(files).append([f"BAD{number}", draw.choice(("", "昨天")), "北京", "理赔", "", "", "", ""])
            draw.choice(files).append(["合计", "300"])
    return files


def _text(rows: list[list[str]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerows([HEADER, *rows])
    return buffer.getvalue().encode("gb18030")


def _put(settings: Settings, name: str, content: bytes) -> None:
    folder = settings.landing / "call_center"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory, truth: list) -> Settings:
    """All files at once."""
    settings = settings_for(tmp_path_factory.mktemp("clean"))
    for number, rows in enumerate(truth):
        _put(settings, f"{number}.csv", _text(rows))
    build(settings)
    return settings


@pytest.fixture(scope="module")
def disturbed(tmp_path_factory: pytest.TempPathFactory, truth: list) -> Settings:
    """The files in another order, some at first with half of their rows, some twice, with a build and kills between."""
    settings = settings_for(tmp_path_factory.mktemp("disturbed"))
    draw = random.Random(315)
    for count, number in enumerate(draw.sample(range(FILES), FILES)):
        if draw.random() < 0.5:
            _put(settings, f"{number}.csv", _text(truth[number][: len(truth[number]) // 2]))
            _land_and_be_killed(settings, draw.randint(1, 20))
        _put(settings, f"{number}.csv", _text(truth[number]))
        if draw.random() < 0.3:
            _put(settings, f"copy of {number}.csv", _text(truth[number]))
        _land_and_be_killed(settings, draw.randint(1, 20))
        if count == FILES // 2:
            build(settings, selected=KEPT)
    build(settings)
    return settings


def _land_and_be_killed(settings: Settings, step: int) -> None:
    with killed_at(step), suppress(Killed):
        land_feed(settings, "call_center")


def test_marts_are_those_of_a_clean_load(clean: Settings, disturbed: Settings) -> None:
    expected, found = marts(clean.warehouse), marts(disturbed.warehouse)
    assert expected["yearly_comparison"]
    for mart in expected.keys() - {"feed_ledger", "quarantined_rows"}:
        assert found[mart] == expected[mart], mart


def test_the_last_change_of_each_complaint_counts(disturbed: Settings, truth: list) -> None:
    newest: dict[str, list[str]] = {}
    for row in sorted((row for rows in truth for row in rows if row[0].startswith("CC")), key=lambda row: row[7]):
        newest[row[0]] = row
    statuses = {"待处理": "open", "处理中": "in_progress", "作废": "void"}
    assert query(disturbed, "select complaint_number, status_code, is_void from core.fct_complaints order by 1") == [
        (number, statuses[row[5]], row[5] == "作废") for number, row in sorted(newest.items())
    ]
    counted = sum(row[5] != "作废" for row in newest.values())
    assert query(
        disturbed, "select sum(complaints)::int from marts.yearly_comparison where scope_level = 'company'"
    ) == [(counted,)]


@pytest.mark.parametrize("which", ["clean", "disturbed"])
def test_every_row_is_accounted_for(which: str, request: pytest.FixtureRequest, truth: list) -> None:
    settings = request.getfixturevalue(which)
    ledger = query(
        settings,
        """
        select rows_read, rows_accepted, rows_superseded, rows_quarantined from marts.feed_ledger
        where status = 'loaded'
        """,
    )
    assert len(ledger) == FILES
    assert sum(read for read, *_ in ledger) == sum(map(len, truth))
    assert all(read == accepted + superseded + quarantined for read, accepted, superseded, quarantined in ledger)
    assert all(min(counts) >= 0 for counts in ledger)
    numbers = {row[0] for rows in truth for row in rows if row[0].startswith("CC")}
    assert sum(accepted for _, accepted, *_ in ledger) == len(numbers)
    assert sum(quarantined for *_, quarantined in ledger) == sum(
        not row[0].startswith("CC") for rows in truth for row in rows
    )
