"""Less than everything: what can be made is made."""

from __future__ import annotations

import shutil
from pathlib import Path

from orchestration.settings import BUNDLED_CONFIG
from tests.pipeline import build, copy_feeds, query, run, settings_for


def test_an_empty_landing_zone_publishes_empty_marts(tmp_path: Path) -> None:
    """A configuration of one's own keeps the bundled feeds away."""
    shutil.copytree(BUNDLED_CONFIG, tmp_path / "config", ignore=shutil.ignore_patterns("feeds"))
    settings = settings_for(tmp_path / "home", tmp_path / "config")
    ran = run(settings)
    assert ran.returncode == 0, ran.stderr
    assert "0 match, 0 in conflict, 78 without data" in ran.stdout
    assert query(settings, "select count(*) from marts.yearly_comparison") == [(0,)]


def test_head_office_alone(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    copy_feeds(tmp_path, "hq")
    build(settings)
    assert query(settings, "select distinct source_system from marts.yearly_comparison") == [("hq",)]
    assert query(
        settings,
        """
        select complaints, complaints_prior_year from marts.yearly_comparison
        where scope_code = 'operations' order by 1
        """,
    ) == [(100, 134), (134, None)]
    assert query(settings, "select sum(linked_to_call_center) from marts.feed_overlap") == [(0,)]
    assert query(settings, "select distinct respondents, complaint_source_system from marts.improvement_priority") == [
        (0, "hq")
    ]
    assert query(settings, "select status, count(*) from marts.figure_reconciliation group by 1 order by 2") == [
        ("no_data", 26),
        ("match", 52),
    ]


def test_one_year_only_has_nothing_to_compare_with(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    folder = settings.landing / "call_center"
    folder.mkdir(parents=True)
    name = "callcenter_2010.csv"
    (folder / name).write_bytes((BUNDLED_CONFIG / "feeds" / "call_center" / name).read_bytes())
    build(settings)
    assert query(
        settings,
        """
        select report_year, complaints_prior_year, yoy_change_rate, is_comparable from marts.yearly_comparison
        where scope_level = 'company'
        """,
    ) == [(2010, None, None, False)]
