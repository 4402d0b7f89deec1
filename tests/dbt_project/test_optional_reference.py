"""A reference file that a configuration may leave out is a table without a row; one that is there is read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from orchestration.settings import BUNDLED_CONFIG
from tests.pipeline import dbt, query, settings_for

pytestmark = pytest.mark.job


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param(None, [], marks=pytest.mark.slow),
        (",category,claims,2011-01-01,agency\n", [("claims", "agency")]),
    ],
)
def test_bridges_may_be_left_out(tmp_path: Path, row: str | None, expected: list[tuple]) -> None:
    shutil.copytree(BUNDLED_CONFIG / "reference", tmp_path / "config" / "reference")
    bridges = tmp_path / "config" / "reference" / "taxonomy_bridges.csv"
    if row:
        bridges.write_text(bridges.read_text(encoding="utf-8") + row, encoding="utf-8")
    else:
        bridges.unlink()
    settings = settings_for(tmp_path / "home", tmp_path / "config")
    settings.home.mkdir()
    built = dbt(settings, "run", "--select", "taxonomy_bridges")
    assert built.returncode == 0, built.stdout
    assert query(settings, "select scope_code, member_code from reference.taxonomy_bridges") == expected


@pytest.mark.parametrize(
    ("register", "expected"),
    [
        ("branch_code,branch_name,branch_name_zh\nlyon,Lyon,\n", ("unassigned", "Not assigned", "未划分")),
        pytest.param(
            "branch_code,branch_name,branch_name_zh,region\nlyon,Lyon,,south\n",
            ("south", "south", "south"),
            marks=pytest.mark.slow,
        ),
        pytest.param(
            "branch_code,region,region_name,region_name_zh,branch_name,branch_name_zh\nlyon,south,South,,Lyon,\n",
            ("south", "South", "South"),
            marks=pytest.mark.slow,
        ),
    ],
)
def test_regions_may_be_left_out(tmp_path: Path, register: str, expected: tuple) -> None:
    shutil.copytree(BUNDLED_CONFIG / "reference", tmp_path / "config" / "reference")
    (tmp_path / "config" / "reference" / "branches.csv").write_text(register, encoding="utf-8")
    settings = settings_for(tmp_path / "home", tmp_path / "config")
    settings.home.mkdir()
    built = dbt(settings, "run", "--select", "branches", "dim_branch", "bi_dim_branch")
    assert built.returncode == 0, built.stdout
    named = "select branch_name, branch_name_zh, region, region_name, region_name_zh from bi.dim_branch"
    assert query(settings, f"{named} where branch_code = 'lyon'") == [("Lyon", "Lyon", *expected)]
    assert query(settings, f"{named} where branch_code = 'unmapped'")[0][2] == "unassigned"
