"""What goes wrong stops the release, names itself, and leaves the one before in place."""

from __future__ import annotations

import re
from datetime import UTC
from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from orchestration.release import Manifest, current_manifest
from orchestration.settings import BUNDLED_CONFIG, Settings
from tests.pipeline import copy_feeds, query, run, settings_for

_HEADER = "工单号,受理时间,机构,投诉类别,证件号码"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A published deployment of head office's feed, with a workbook that is none and a file without its number."""
    settings = settings_for(tmp_path_factory.mktemp("failures"))
    copy_feeds(settings.home, "hq")
    (settings.landing / "hq" / "broken.xlsx").write_text("this is not a workbook")
    (settings.landing / "call_center").mkdir()
    (settings.landing / "call_center" / "headless.csv").write_text(
        _HEADER.replace("工单号", "工单代号") + "\n1,2012-01-01,北京,理赔,\n", encoding="utf-8"
    )
    ran = run(settings)
    assert ran.returncode == 0, ran.stderr
    return settings


def test_rejected_files_are_left_out_and_named(settings: Settings) -> None:
    left_out = {file.file_name: file.error for file in current_manifest(settings).files_left_out}
    assert left_out.keys() == {"broken.xlsx", "headless.csv"}
    assert not any(error.startswith(name) for name, error in left_out.items())
    assert "complaint_number" in left_out["headless.csv"]
    assert "工单代号" in left_out["headless.csv"]
    assert query(
        settings, "select complaints from marts.yearly_comparison where scope_level = 'company' order by 1"
    ) == [
        (282,),
        (340,),
    ]
    assert query(
        settings, "select file_name, rows_read from marts.feed_ledger where status = 'rejected' order by 1"
    ) == [("broken.xlsx", 0), ("headless.csv", 0)]


def test_a_failed_check_leaves_the_release_in_place(settings: Settings) -> None:
    """A file whose columns are shifted lands masked, and gets no further than the lake."""
    before = current_manifest(settings)
    with duckdb.connect(str(settings.published_database), read_only=True) as reader:
        rows = "".join(f"W{n},2012-01-{n:02},11010119800101{n:04},理赔,\n" for n in range(10, 30))
        (settings.landing / "call_center" / "shifted.csv").write_text(f"{_HEADER}\n{rows}", encoding="utf-8")
        ran = run(settings)
        assert ran.returncode == 1
        assert "feed_within_bounds failed" in ran.stderr
        assert "personal data where the name of a branch, category or the like belongs." in ran.stderr
        assert "shifted.csv" in ran.stderr
        assert "11010119800101" not in ran.stderr + ran.stdout
        assert current_manifest(settings) == before
        assert reader.execute("select count(*) from core.fct_complaints").fetchone() == (622,)

    assert run(settings).returncode == 1, "the check must not forget what it objected to"
    folder = settings.landing / "call_center"
    (folder / "withdrawn").mkdir()
    (folder / "shifted.csv").rename(folder / "withdrawn" / "shifted.csv")


def test_published_figures_keep_their_history(settings: Settings) -> None:
    """A late case lands while the warehouse has to be built anew; runs that failed before it left no trace."""
    manifests = [Manifest.read(path) for path in sorted(settings.releases.glob("*/manifest.json"))]
    assert _history(settings) == [(manifests[0].published_at, "first_published", 282.0, None, 282.0, None)]
    with xlsxwriter.Workbook(settings.landing / "hq" / "late.xlsx") as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["登记编号", "登记日期", "分公司", "投诉类型", "处理状态"])
        sheet.write_row(1, 0, ["HQ2011-9001", "2011-03-15", "北京", "理赔", "处理中"])
    settings.warehouse.unlink()
    ran = run(settings)
    assert ran.returncode == 0, ran.stderr
    assert list((settings.lake / "call_center").glob("call_center-*.parquet")) == []
    assert re.search(r"yearly_comparison +complaints +hq 2011 company +282 +283 +\+1\n", ran.stdout)
    late = current_manifest(settings)
    history = [
        (manifests[0].published_at, "first_published", 282.0, None, 282.0, None),
        (late.published_at, "revised", 282.0, 282.0, 283.0, 1.0),
    ]
    assert _history(settings) == history

    ran = run(settings)
    assert ran.returncode == 0, ran.stderr
    assert current_manifest(settings) == late
    assert _history(settings) == history


def _history(settings: Settings) -> list[tuple]:
    """What releases said of head office's complaints in 2011; all figures were published when one of these was."""
    with duckdb.connect(str(settings.published_database), read_only=True) as connection:
        rows = connection.execute("""
            select published_at, change_type, value_as_first_published, value_before, value_now, revision
            from marts.figure_revisions
            where mart = 'yearly_comparison' and measure = 'complaints'
                and report_year = 2011 and scope_code = 'company'
            order by published_at
        """).fetchall()
        times = connection.execute("select distinct published_at from marts.figure_revisions order by 1").fetchall()
    assert [time for time, *_ in rows] == [time for (time,) in times]
    return [(time.replace(tzinfo=UTC).isoformat(), *row) for time, *row in rows]


def test_a_figure_that_no_mart_measures_is_named(settings: Settings, tmp_path: Path) -> None:
    config = tmp_path / "config"
    for folder in ("reference", "contracts"):
        (config / folder).mkdir(parents=True)
        for path in (BUNDLED_CONFIG / folder).iterdir():
            (config / folder / path.name).write_bytes(path.read_bytes())
    with (config / "reference" / "figures.csv").open("a", encoding="utf-8") as figures:
        figures.write("X1,extra,hq,2011,happiness,company,company,,1,count,0,\n")
    other = settings_for(tmp_path / "home", config)
    copy_feeds(other.home, "hq")
    ran = run(other)
    assert ran.returncode == 1
    assert "figure X1" in ran.stderr
    assert "happiness" in ran.stderr
    assert not other.published_database.exists()
