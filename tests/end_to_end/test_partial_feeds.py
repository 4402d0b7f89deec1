"""Less than everything: what can be made is made."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import xlsxwriter

from orchestration.settings import BUNDLED_CONFIG
from tests.dbt_project.compiled import CompiledProject
from tests.from_the_start import build_from_the_start
from tests.pipeline import build, copy_feeds, dbt, query, run, settings_for


@pytest.mark.slow
def test_an_empty_landing_zone_publishes_empty_marts_where_somebody_says_so(tmp_path: Path) -> None:
    """A configuration of one's own keeps the bundled feeds away. The second run releases what the first one built."""
    shutil.copytree(BUNDLED_CONFIG, tmp_path / "config", ignore=shutil.ignore_patterns("feeds"))
    settings = settings_for(tmp_path / "home", tmp_path / "config")
    ran = run(settings)
    assert ran.returncode == 1
    assert "no file has landed" in ran.stderr
    assert "--allow-empty" in ran.stderr
    assert "stays" not in ran.stderr
    assert not settings.published_database.exists()
    results = (settings.dbt / "target" / "run_results.json").read_bytes()
    ran = run(settings, "--allow-empty")
    assert ran.returncode == 0, ran.stderr
    assert "0 match, 0 in conflict, 78 without data" in ran.stdout
    assert (settings.dbt / "target" / "run_results.json").read_bytes() == results
    assert "emitted no result" not in ran.stderr
    assert query(settings, "select count(*) from marts.yearly_comparison") == [(0,)]


def test_head_office_alone(project: CompiledProject, tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    copy_feeds(tmp_path, "hq")
    build_from_the_start(project, settings)
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


def test_one_year_only_has_nothing_to_compare_with(project: CompiledProject, tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    folder = settings.landing / "call_center"
    folder.mkdir(parents=True)
    name = "callcenter_2010.csv"
    (folder / name).write_bytes((BUNDLED_CONFIG / "feeds" / "call_center" / name).read_bytes())
    build_from_the_start(project, settings)
    assert query(
        settings,
        """
        select report_year, complaints_prior_year, yoy_change_rate, is_comparable from marts.yearly_comparison
        where scope_level = 'company'
        """,
    ) == [(2010, None, None, False)]


@pytest.mark.slow
def test_exposure_by_premium_alone_and_by_policies_alone(tmp_path: Path) -> None:
    """One year's file has no column of policies, and the other's no premium in any cell."""
    settings = settings_for(tmp_path)
    copy_feeds(tmp_path, "hq")
    folder = settings.landing / "branch_exposure"
    folder.mkdir()
    tables = {
        "2010.xlsx": [["机构", "年度", "保费收入（元）"], ["北京", 2010, 2e9], ["河南", 2010, 1e9]],
        "2011.xlsx": [
            ["机构", "年度", "有效保单件数", "保费收入"],
            ["北京", 2011, 400_000, None],
            ["河南", 2011, 100_000, None],
            ["大连", 2011, None, None],
        ],
    }
    for name, rows in tables.items():
        with xlsxwriter.Workbook(folder / name) as workbook:
            sheet = workbook.add_worksheet()
            for index, row in enumerate(rows):
                sheet.write_row(index, 0, row)
    build(settings)
    tested = dbt(settings, "test", "--select", "branch_ranking", "fct_branch_exposure", "change_decomposition")
    assert tested.returncode == 0, tested.stdout
    assert query(
        settings,
        """
        select report_year, branch_code, exposure_base, complaints_per_10k_policies is not null,
               complaints_per_100m_premium is not null, expected_complaints > 0, funnel_band <> 'no_exposure'
        from marts.branch_ranking
        where scope_level = 'company' and branch_code in ('beijing', 'henan', 'dalian') order by 1, 2
        """,
    ) == [
        (2010, "beijing", "premium", False, True, True, True),
        (2010, "dalian", None, False, False, None, False),
        (2010, "henan", "premium", False, True, True, True),
        (2011, "beijing", "policies", True, False, True, True),
        (2011, "dalian", None, False, False, None, False),
        (2011, "henan", "policies", True, False, True, True),
    ]
    assert query(settings, "select file_name, reasons from marts.quarantined_rows where feed = 'branch_exposure'") == [
        ("2011.xlsx", "missing_exposure")
    ]
