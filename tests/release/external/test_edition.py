"""What an external edition holds, and how it follows those before."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from scipy.linalg import null_space

from orchestration.release.external import write_edition
from orchestration.release.external.frequencies import TABLES
from orchestration.release.manifest import Manifest
from orchestration.releases import main
from orchestration.settings import Settings
from tests.conftest import BundledRun
from tests.pipeline import query, settings_for
from tests.release.external.small_releases import (
    FIRST,
    FOURTH,
    REGISTER,
    SECOND,
    THIRD,
    make_release,
    release,
    rename_line,
    rows_of,
)

# the level above each that is no part of the total itself
ABOVE = {"branch": "region", "category": "line", "month": "quarter", "channel": "channel_group"}


def counts_of(folder: Path, table: str) -> dict[tuple[str, str], str]:
    return {(row["row_code"], row["column_code"]): row["complaints"] for row in rows_of(folder, table)}


def test_tables_hold_every_count_and_total_but_those_withheld(settings: Settings, tmp_path: Path) -> None:
    write_edition(settings, release(FIRST), 5, tmp_path / "out", print)
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
    write_edition(settings, release(FIRST), 70, tmp_path / "out", print)
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
        write_edition(settings, release(FIRST), 30, tmp_path / name, print)
    files = {path.name for path in (tmp_path / "one").iterdir()}
    assert len(files) == 2 * len(TABLES) + 1
    assert {
        name for name in files if (tmp_path / "one" / name).read_bytes() != (tmp_path / "two" / name).read_bytes()
    } == set()


def test_the_next_edition_withholds_what_the_one_before_did(settings: Settings, tmp_path: Path) -> None:
    first = write_edition(settings, release(FIRST), 30, tmp_path / "one", print)
    second = write_edition(settings, release(SECOND), 30, tmp_path / "two", print)
    assert second["hq", 2011].withheld > first["hq", 2011].withheld


def test_who_hands_out_two_hears_what_their_difference_shows(settings: Settings, tmp_path: Path) -> None:
    said: list[str] = []
    write_edition(settings, release(FIRST), 2, tmp_path / "one", said.append)
    assert said == []
    make_release(settings, THIRD, [*REGISTER, ("z", "claims", 1, 1)])
    write_edition(settings, release(THIRD), 2, tmp_path / "two", said.append)
    # one complaint more, in the counts of z, of claims, of their line and month, and in totals
    (line,) = said
    assert re.match(r"hq 2011: \d+ counts differ by less than 2 from the edition before", line)
    write_edition(settings, release(THIRD), 2, tmp_path / "again", said.append)
    make_release(settings, FOURTH, [*REGISTER, ("z", "claims", 1, 1)])
    write_edition(settings, release(FOURTH), 2, tmp_path / "same", said.append)
    assert said == [line, line]


def test_only_the_owner_reads_what_is_remembered(settings: Settings, tmp_path: Path) -> None:
    write_edition(settings, release(FIRST), 5, tmp_path / "out", print)
    (kept,) = (settings.home / "external_editions").iterdir()
    assert kept.stat().st_mode & 0o077 == 0
    assert kept.parent.stat().st_mode & 0o077 == 0
    assert json.loads(kept.read_text())["release_id"] == FIRST


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
    write_edition(settings, release(FIRST), 5, tmp_path / "out", print)
    text = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert "| Head office | hq | 2011 | 2011-02-09 | Partly covered |" in text
    assert "| 总公司 | hq | 2011 | 2011-02-09 | 不完整 |" in text


def test_the_working_folder_may_be_named_and_nothing_stays_beside_it(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "above" / "out").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "above" / "out")
    write_edition(settings, release(FIRST), 5, Path(), print)
    assert [path.name for path in (tmp_path / "above").iterdir()] == ["out"]
    assert (tmp_path / "above" / "out" / "README.md").exists()


@pytest.mark.parametrize("name", ['He said "no", then\nleft', "a;b|c\td", "'quoted'", "# a", ""])
def test_names_are_the_same_in_csv_and_parquet(settings: Settings, tmp_path: Path, name: str) -> None:
    rename_line(settings, name)
    write_edition(settings, release(FIRST), 5, tmp_path / "out", print)
    assert {row["column_name"] for row in rows_of(tmp_path / "out", "months_by_line")} == {"Total", name}
    of_parquet = pq.read_table(tmp_path / "out" / "months_by_line.parquet").column("column_name").to_pylist()
    assert set(of_parquet) == {"Total", name or None}


@pytest.mark.slow
def test_nothing_follows_from_the_bundled_edition(bundled_run: BundledRun, tmp_path: Path) -> None:
    """Read from its files alone: what is shown is what the fact holds, and no withheld count is the only solution of
    the sums, taken as equations."""
    settings = settings_for(tmp_path / "home")
    settings.home.mkdir()
    settings.published.symlink_to(bundled_run.settings.published)
    write_edition(settings, Manifest.read(settings.published / "manifest.json"), 5, tmp_path / "out", print)
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
