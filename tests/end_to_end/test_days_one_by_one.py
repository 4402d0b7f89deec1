"""Days that are taken in one by one end in the tables of one load of everything, in the build and in the release.

What a day changes reaches customers by each way that there is: new and corrected complaints, void ones, identifiers
that join two customers or part them, and references of head office that lead elsewhere than before.
"""

from __future__ import annotations

import csv
import io
import os
import random
import signal
import subprocess
import time

import duckdb
import pytest

from orchestration.release import content_hashes, current_manifest
from orchestration.release.audit import rows_to_search
from orchestration.release.candidate import candidate_file
from orchestration.settings import CHECKOUT, Settings
from tests.forks import suite
from tests.pipeline import environment, query, run, settings_for, tables

pytestmark = pytest.mark.slow

CALL_CENTER = ["工单号", "受理时间", "机构", "投诉类别", "投诉原因", "处理状态", "客户号", "证件号码", "联系电话"]
HEAD_OFFICE = [
    "登记编号",
    "登记日期",
    "分公司",
    "投诉类型",
    "投诉原因",
    "处理状态",
    "客户号",
    "身份证号",
    "电话",
    "呼叫中心工单号",
]
FIRST_DAY, LATER_DAYS = 600, [50, 50, 50]
KILLED_ON = 3
NUMBERS = range(1000)


class Truth:
    """Complaints of few people, each day new ones and other versions of earlier ones."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)

    def _case(self, prefix: str, number: int) -> list[str]:
        draw = self.draw
        return [
            f"{prefix}{number:05}",
            f"{draw.choice((2010, 2011))}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}",
            draw.choice(("北京", "上海", "大连", "火星", "")),
            draw.choice(("理赔", "保全", "柜面服务", "天气")),
            draw.choice(("恶意投诉", "")),
            draw.choices(("待处理", "已结案", "作废"), (6, 3, 2))[0],
        ]

    def _person(self) -> list[str]:
        """Number, identity and telephone, each given or not; some people have two numbers, some share a telephone."""
        person, draw = self.draw.randrange(400), self.draw
        given = (f"29000{person:03}{draw.randrange(2)}0", f"11010119800101{person:04}", f"13812345{person % 300:03}")
        return [value if draw.random() < 0.6 else "" for value in given]

    def files(self, rows: int) -> dict[str, list[list[str]]]:
        """The rows of a day, by feed."""
        return {
            "call_center": [self._case("CC", self.draw.choice(NUMBERS)) + self._person() for _ in range(rows)],
            "hq": [
                [
                    *self._case("HQ", self.draw.choice(NUMBERS[:200])),
                    *self._person(),
                    f"CC{self.draw.choice(NUMBERS):05}",
                ]
                for _ in range(rows // 5)
            ],
        }


def _put(settings: Settings, day: int, files: dict[str, list[list[str]]]) -> None:
    for feed, header in {"call_center": CALL_CENTER, "hq": HEAD_OFFICE}.items():
        folder = settings.landing / feed
        folder.mkdir(parents=True, exist_ok=True)
        buffer = io.StringIO()
        csv.writer(buffer).writerows([header, *files[feed]])
        (folder / f"day_{day}.csv").write_text(buffer.getvalue(), encoding="utf-8")


def _killed_while_it_builds(settings: Settings) -> None:
    """A run that ends when it has exchanged complaints, and nothing that follows from them."""
    built = settings.dbt / "target/run/complaint_warehouse/models/core/complaint_lines.sql"
    built.unlink(missing_ok=True)
    process = subprocess.Popen(
        suite.command("orchestration", "run"),
        cwd=CHECKOUT,
        env=environment(settings),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        process_group=0,
    )
    while process.poll() is None and not built.exists():
        time.sleep(0.01)
    assert process.poll() is None
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.fixture(scope="module")
def truth() -> list[dict[str, list[list[str]]]]:
    drawn = Truth(seed=20110315)
    return [drawn.files(rows) for rows in (FIRST_DAY, *LATER_DAYS)]


@pytest.fixture(scope="module")
def at_once(truth: list, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = settings_for(tmp_path_factory.mktemp("at_once"))
    for day, files in enumerate(truth):
        _put(settings, day, files)
    ran = run(settings)
    assert ran.returncode == 0, ran.stderr
    return settings


@pytest.fixture(scope="module")
def day_by_day(truth: list, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Each day in a run of its own, and a run that is killed on one of them; what each run left is looked at."""
    settings = settings_for(tmp_path_factory.mktemp("day_by_day"))
    for day, files in enumerate(truth):
        _put(settings, day, files)
        if day == KILLED_ON:
            _killed_while_it_builds(settings)
        ran = run(settings)
        assert ran.returncode == 0, ran.stderr
        customers = _count(settings, "(select distinct customer_token from core.fct_complaints)")
        is_part = 0 < _count(settings, "intermediate.int_customers_changed") < customers
        assert is_part == (day > 0), "on the first day all customers are looked at, and then those whom it concerns"
        assert _count(settings, "intermediate.int_complaints_changed") == 0, "all tests passed"
        is_taken_over = "core.fct_complaints" in rows_to_search(candidate_file(settings))
        assert is_taken_over == (day not in (0, KILLED_ON)), "after a run that was killed, all is written"
        manifest = current_manifest(settings)
        assert manifest.content_hashes == content_hashes(settings.published_database)
    return settings


def _count(settings: Settings, rows: str) -> int:
    ((count,),) = query(settings, f"select count(*) from {rows}")
    return count


def test_days_one_by_one_are_one_load_of_everything(at_once: Settings, day_by_day: Settings) -> None:
    for database in ("warehouse", "published_database"):
        rows, expected = (tables(getattr(each, database), "core", "marts") for each in (day_by_day, at_once))
        del rows["figure_revisions"], expected["figure_revisions"]
        assert expected["repeat_complainants"]
        assert [name for name in expected if rows[name] != expected[name]] == []


def test_a_complaint_that_is_lost_between_two_days_is_missed(truth: list, day_by_day: Settings) -> None:
    """Though the tests of the second day look at what came on it, and no row of that complaint did."""
    with duckdb.connect(str(day_by_day.warehouse)) as connection:
        connection.execute("delete from core.fct_complaints where complaint_number = $1", [truth[0]["hq"][0][0]])
    later = [["CC99999", "2011-12-31", "北京", "理赔", "", "待处理", "", "", ""]]
    _put(day_by_day, len(truth), {"call_center": later, "hq": []})
    ran = run(day_by_day)
    assert ran.returncode == 1
    assert "assert_every_usable_row_is_current_or_superseded" in ran.stdout + ran.stderr
