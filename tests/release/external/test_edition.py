"""What an external edition holds, how it follows those before, and what it refuses."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import duckdb
import numpy as np
import pyarrow.parquet as pq
import pytest
from scipy.linalg import null_space

from orchestration.release.external import ExternalEditionError, write_edition
from orchestration.release.external.frequencies import TABLES
from orchestration.release.manifest import ChecksPassed, Manifest
from orchestration.releases import main
from orchestration.settings import Settings
from orchestration.sql_rows import only_row
from orchestration.sql_text import literal
from tests.conftest import BundledRun
from tests.pipeline import query, settings_for

# the level above each that is no part of the total itself
ABOVE = {"branch": "region", "category": "line", "month": "quarter", "channel": "channel_group"}

FIRST, SECOND = "20260101T000000Z-00000001", "20260201T000000Z-00000002"

# branch, category, month and complaints of a small register; its other codes follow from these
REGISTER = [
    *[(branch, category, 1, 20) for branch in ("x", "y", "z") for category in ("claims", "payment", "selling")],
    ("x", "claims", 2, 7),
    ("y", "payment", 2, 1),
]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home with two releases, of which the second holds two complaints more."""
    settings = settings_for(tmp_path / "home")
    make_release(settings, FIRST, REGISTER)
    make_release(settings, SECOND, [*REGISTER, ("y", "payment", 3, 1), ("z", "claims", 3, 1)])
    return settings


def make_release(settings: Settings, release_id: str, register: Iterable[tuple[str, str, int, int]]) -> None:
    """A release with what an edition reads of it."""
    folder = settings.releases / release_id
    folder.mkdir(parents=True)
    manifest = Manifest(release_id, "2026-01-01T00:00:00+00:00", "1", {}, ChecksPassed(), {})
    (folder / "manifest.json").write_text(manifest.to_json())
    (settings.published / "manifest.json").write_text(manifest.to_json())
    with duckdb.connect(str(folder / "complaints.duckdb")) as connection:
        connection.execute("create schema bi; create table register (branch text, category text, month int, n int)")
        connection.executemany("insert into register values (?, ?, ?, ?)", list(register))
        connection.execute("""
            create view bi.dim_branch as
            select code as branch_code, upper(code) as branch_name, code || '分公司' as branch_name_zh,
                   if(code = 'z', null, 'north') as region, 'North' as region_name, '北方' as region_name_zh
            from unnest(['x', 'y', 'z']) as t (code);
            create view bi.dim_category as
            select code as category_code, upper(code) as category_name, code || '类' as category_name_zh,
                   if(code = 'selling', 'sales', 'operations') as line_code,
                   'A line' as line_name, '条线' as line_name_zh
            from unnest(['claims', 'payment', 'selling']) as t (code);
            create view bi.dim_channel as
            select 'hotline' as channel_code, 'Hotline' as channel_name, '热线' as channel_name_zh,
                   'direct' as channel_group, 'Direct' as channel_group_name, '直接' as channel_group_name_zh;
            create view bi.dim_month as
            select strftime(month, '%Y-%m') as month_key, cast(month as date) as month_start,
                   2011 as report_year, '2011-Q' || quarter(month) as quarter
            from range(date '2011-01-01', date '2012-01-01', interval 1 month) as t (month);
            create view bi.complaints_monthly as
            select 'hq' as source_system, 2011 as report_year, branch as branch_code, category as category_code,
                   if(category = 'selling', 'sales', 'operations') as line_code,
                   make_date(2011, month, 1) as month_start, strftime(make_date(2011, month, 1), '%Y-%m') as month_key,
                   'hotline' as channel_code, 'controllable' as controllability,
                   'Controllable' as controllability_name, '可控' as controllability_name_zh, n as complaints
            from register;
            create view bi.year_on_year as
            select 'Head office' as source_system_name, '总公司' as source_system_name_zh, 'hq' as source_system,
                   2011 as report_year, 'company' as scope_level, max(make_date(2011, month, 9)) as period_end_date,
                   'Partly covered' as coverage_name, '不完整' as coverage_name_zh
            from register;
        """)


def release(release_id: str) -> Manifest:
    return Manifest(release_id, "2026-01-01T00:00:00+00:00", "1", {}, ChecksPassed(), {})


def rows_of(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def counts_of(folder: Path, table: str) -> dict[tuple[str, str], str]:
    return {(row["row_code"], row["column_code"]): row["complaints"] for row in rows_of(folder, table)}


def test_tables_hold_every_count_and_total_but_those_withheld(settings: Settings, tmp_path: Path) -> None:
    write_edition(settings, release(FIRST), 5, tmp_path / "out")
    assert sorted(path.stem for path in (tmp_path / "out").glob("*.csv")) == sorted(TABLES)
    branches = counts_of(tmp_path / "out", "branches_by_category")
    assert branches["total", "total"] == "188"
    assert branches["north", "total"] == "128"
    assert branches["x", "claims"] == "27"
    months = counts_of(tmp_path / "out", "months_by_line")
    assert {month for month, _ in months} == {"total", "2011-Q1", "2011-01", "2011-02"}
    # one complaint of y about a payment in February, eight in all: the month's other line of business is none
    assert months["2011-02", "sales"] == "0"
    rows = rows_of(tmp_path / "out", "branches_by_category")
    assert {(row["row_level"], row["row_name"], row["row_name_zh"]) for row in rows} >= {
        ("total", "Total", "合计"),
        ("region", "North", "北方"),
        ("branch", "X", "x分公司"),
    }


def test_parquet_says_the_same(settings: Settings, tmp_path: Path) -> None:
    write_edition(settings, release(FIRST), 70, tmp_path / "out")
    for table in TABLES:
        of_csv = [
            {column: text or None for column, text in row.items()}
            | {"report_year": int(row["report_year"]), "is_withheld": row["is_withheld"] == "true"}
            | {"complaints": int(row["complaints"]) if row["complaints"] else None}
            for row in rows_of(tmp_path / "out", table)
        ]
        assert pq.read_table(tmp_path / "out" / f"{table}.parquet").to_pylist() == of_csv
        assert {row["complaints"] is None for row in of_csv if row["is_withheld"]} == {True}
        assert {row["complaints"] is None for row in of_csv if not row["is_withheld"]} == {False}


def test_the_same_release_gives_the_same_edition(settings: Settings, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_edition(settings, release(FIRST), 30, tmp_path / name)
    files = {path.name for path in (tmp_path / "one").iterdir()}
    assert len(files) == 2 * len(TABLES) + 1
    assert {
        name for name in files if (tmp_path / "one" / name).read_bytes() != (tmp_path / "two" / name).read_bytes()
    } == set()


def test_the_next_edition_withholds_what_the_one_before_did(settings: Settings, tmp_path: Path) -> None:
    first = write_edition(settings, release(FIRST), 30, tmp_path / "one")
    second = write_edition(settings, release(SECOND), 30, tmp_path / "two")
    assert second["hq", 2011].withheld > first["hq", 2011].withheld


def test_only_the_owner_reads_what_is_remembered(settings: Settings, tmp_path: Path) -> None:
    write_edition(settings, release(FIRST), 5, tmp_path / "out")
    (kept,) = (settings.home / "external_editions").iterdir()
    assert kept.stat().st_mode & 0o077 == 0
    assert kept.parent.stat().st_mode & 0o077 == 0
    assert json.loads(kept.read_text())["release_id"] == FIRST


def test_an_edition_that_would_give_an_earlier_one_away_is_refused(settings: Settings, tmp_path: Path) -> None:
    write_edition(settings, release(SECOND), 30, tmp_path / "out")
    with pytest.raises(ExternalEditionError, match=r"one with 5 would give them away\. Keep to 30"):
        write_edition(settings, release(SECOND), 5, tmp_path / "smaller")
    with pytest.raises(ExternalEditionError, match=f"An edition of release {SECOND} is out already"):
        write_edition(settings, release(FIRST), 30, tmp_path / "older")
    assert not (tmp_path / "smaller").exists()
    assert not (tmp_path / "older").exists()


def test_the_command_says_what_is_withheld_and_what_is_wrong(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COMPLAINTS_HOME", str(settings.home))
    out = str(tmp_path / "out")
    assert main(["release", "export", out, "--external", "--minimum", "30"]) == 0
    assert "hq 2011: " in capsys.readouterr().out
    assert main(["release", "export", out, "--external"]) == 1
    assert f"{out} holds something already, or is no folder: name a new one." in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["release", "export", out, "--external", "--minimum", "1"])
    assert "--minimum must be 2 or more" in capsys.readouterr().err


def test_the_readme_says_up_to_when_each_year_is_counted(settings: Settings, tmp_path: Path) -> None:
    write_edition(settings, release(FIRST), 5, tmp_path / "out")
    text = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert "| Head office | hq | 2011 | 2011-02-09 | Partly covered |" in text
    assert "| 总公司 | hq | 2011 | 2011-02-09 | 不完整 |" in text


@pytest.mark.parametrize("there", ["a file", "a file above"])
def test_what_cannot_be_written_is_not_remembered(settings: Settings, tmp_path: Path, there: str) -> None:
    (tmp_path / "file").touch()
    folder = tmp_path / "file" if there == "a file" else tmp_path / "file" / "out"
    with pytest.raises((ExternalEditionError, OSError)):
        write_edition(settings, release(FIRST), 5, folder)
    assert not (settings.home / "external_editions").exists()


def test_the_working_folder_may_be_named_and_nothing_stays_beside_it(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "above" / "out").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "above" / "out")
    write_edition(settings, release(FIRST), 5, Path())
    assert [path.name for path in (tmp_path / "above").iterdir()] == ["out"]
    assert (tmp_path / "above" / "out" / "README.md").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"format": 1, "years"', "is damaged. Put that file back from a copy"),
        ('{"format": 1, "years": []}', "is damaged. Put that file back from a copy"),
        ('{"format": 2}', "was written by another version of this program"),
    ],
)
def test_without_what_was_withheld_there_is_no_next_edition(
    settings: Settings, tmp_path: Path, text: str, said: str
) -> None:
    write_edition(settings, release(FIRST), 30, tmp_path / "one")
    (settings.home / "external_editions" / f"{FIRST}.json").write_text(text)
    with pytest.raises(ExternalEditionError, match=said):
        write_edition(settings, release(SECOND), 30, tmp_path / "two")


def test_nor_where_one_that_another_follows_is_lost(settings: Settings, tmp_path: Path) -> None:
    for number, release_id in enumerate((FIRST, SECOND)):
        write_edition(settings, release(release_id), 30, tmp_path / str(number))
    (settings.home / "external_editions" / f"{FIRST}.json").unlink()
    with pytest.raises(ExternalEditionError, match=f"{SECOND} comes after none, and was made after {FIRST}"):
        write_edition(settings, release(SECOND), 30, tmp_path / "again")


def test_a_release_that_was_counted_otherwise_before_is_refused(settings: Settings, tmp_path: Path) -> None:
    """What was withheld then says nothing of a table that is new."""
    write_edition(settings, release(FIRST), 5, tmp_path / "one")
    kept = settings.home / "external_editions" / f"{FIRST}.json"
    edition = json.loads(kept.read_text())
    for year in edition["years"]:
        year["counts"] = {cell: count for cell, count in year["counts"].items() if "channel" not in cell}
    kept.write_text(json.dumps(edition))
    with pytest.raises(ExternalEditionError, match="counted by another version of this program"):
        write_edition(settings, release(FIRST), 5, tmp_path / "two")


def test_a_name_that_a_spreadsheet_would_calculate_is_refused(settings: Settings, tmp_path: Path) -> None:
    rename_line(settings, "=HYPERLINK(1)")
    with pytest.raises(ExternalEditionError, match="The line operations is called '=HYPERLINK"):
        write_edition(settings, release(FIRST), 5, tmp_path / "out")


@pytest.mark.parametrize("name", ['He said "no", then\nleft', "a;b|c\td", "'quoted'", "# a", ""])
def test_names_are_the_same_in_csv_and_parquet(settings: Settings, tmp_path: Path, name: str) -> None:
    rename_line(settings, name)
    write_edition(settings, release(FIRST), 5, tmp_path / "out")
    assert {row["column_name"] for row in rows_of(tmp_path / "out", "months_by_line")} == {"Total", name}
    of_parquet = pq.read_table(tmp_path / "out" / "months_by_line.parquet").column("column_name").to_pylist()
    assert set(of_parquet) == {"Total", name or None}


def rename_line(settings: Settings, name: str) -> None:
    with duckdb.connect(str(settings.releases / FIRST / "complaints.duckdb")) as connection:
        (view,) = only_row(connection, "select sql from duckdb_views() where view_name = 'dim_category'")
        connection.execute(view.replace("CREATE VIEW", "CREATE OR REPLACE VIEW").replace("'A line'", literal(name)))


@pytest.mark.slow
def test_nothing_follows_from_the_bundled_edition(bundled_run: BundledRun, tmp_path: Path) -> None:
    """Read from its files alone: what is shown is what the fact holds, and no withheld count is the only solution of
    the sums, taken as equations."""
    settings = settings_for(tmp_path / "home")
    settings.home.mkdir()
    settings.published.symlink_to(bundled_run.settings.published)
    write_edition(settings, Manifest.read(settings.published / "manifest.json"), 5, tmp_path / "out")
    cells, sums = read_as_a_reader(tmp_path / "out")
    of_fact = query(
        bundled_run.settings,
        "select source_system, report_year, branch_code, category_code, count(*) from core.fct_complaints group by all",
    )
    withheld = 0
    for source, year, branch, category, complaints in of_fact:
        shown = cells[source, str(year), f"branch:{branch}", f"category:{category}"]
        assert shown in (str(complaints), "")
        assert shown == "" or complaints >= 5
        withheld += shown == ""
    assert 300 < withheld < len(of_fact)
    assert only_solutions(cells, sums) == []


def read_as_a_reader(folder: Path) -> tuple[dict[tuple[str, ...], str], list[list[tuple[str, ...]]]]:
    """What the files show of each cell, and all sums among them: each a whole and its parts."""
    cells: dict[tuple[str, ...], str] = {}
    sums: dict[tuple[tuple[str, ...], str], list[tuple[str, ...]]] = defaultdict(list)
    for table in TABLES:
        for row in rows_of(folder, table):
            year = (row["source_system"], row["report_year"])
            sides = {side: f"{row[f'{side}_level']}:{row[f'{side}_code']}" for side in ("row", "column")}
            cell = joined(year, sides)
            cells[cell] = row["complaints"]
            for side in sides:
                if whole := row[f"{side}_part_of"]:
                    above = ABOVE[row[f"{side}_level"]] if whole != "total" else "total"
                    level = f"{table} {row[f'{side}_level']}" if whole != "total" else table
                    sums[joined(year, sides | {side: f"{above}:{whole}"}), f"{side} {level}"].append(cell)
    return cells, [[whole, *parts] for (whole, _), parts in sums.items()]


def joined(year: tuple[str, str], sides: Mapping[str, str]) -> tuple[str, ...]:
    return (*year, *(member for member in sides.values() if member != "total:total"))


def only_solutions(
    cells: Mapping[tuple[str, ...], str], sums: Iterable[Sequence[tuple[str, ...]]]
) -> list[tuple[str, ...]]:
    """Withheld cells that are the same in all solutions of the sums: those that their null space does not move."""
    withheld = {cell: number for number, cell in enumerate(cell for cell, shown in cells.items() if not shown)}
    rows = [[(withheld[cell], 1 if cell == whole[0] else -1) for cell in whole if cell in withheld] for whole in sums]
    equations = np.zeros((len(rows), len(withheld)))
    for number, row in enumerate(rows):
        for column, sign in row:
            equations[number, column] = sign
    moved = np.abs(null_space(equations)).max(axis=1) > 1e-9
    return [cell for cell, number in withheld.items() if not moved[number]]
