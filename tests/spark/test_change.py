"""What a build changes in a table that grows on Spark: which files stay, and which are written again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration.spark.change import Change, columns_shown

_MARCH, _APRIL = "received_month=2011-03-01", "received_month=2011-04-01"


def _write(folder: Path, files: Mapping[str, list[str]]) -> None:
    for name, keys in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.table({"complaint_key": pa.array(keys, pa.string())}), folder / name)


def _keys(folder: Path) -> list[str]:
    rows = duckdb.sql(f"select complaint_key from read_parquet('{folder}/**/*.parquet') order by all").fetchall()
    return [key for (key,) in rows]


def _numbered(first: int, count: int) -> list[str]:
    return [f"{number:032x}" for number in range(first, first + count)]


@pytest.fixture
def change(tmp_path: Path) -> Change:
    (tmp_path / "earlier").mkdir()
    return Change(str(tmp_path / "earlier"), tmp_path / "now")


def _as_spark_names(change: Change, file: str) -> str:
    return "file:" + quote(str(change.standing / file))


def test_files_that_lose_no_row_are_linked(change: Change) -> None:
    _write(change.standing, {f"{_MARCH}/a.parquet": _numbered(0, 500), f"{_APRIL}/b.parquet": _numbered(500, 500)})
    _write(change.arrived, {f"{_APRIL}/c.parquet": _numbered(1000, 1)})
    change.sort_files([])
    change.finish(["received_month", "complaint_key"])
    for file in (f"{_MARCH}/a.parquet", f"{_APRIL}/b.parquet"):
        assert (change.folder / file).samefile(change.standing / file)
    assert _keys(change.folder) == _numbered(0, 1001)
    assert columns_shown(change.folder) == ["received_month", "complaint_key"]


def test_a_file_that_loses_rows_is_left_to_be_written_again_with_what_came_beside_it(change: Change) -> None:
    _write(change.standing, {f"{_MARCH}/a.parquet": _numbered(0, 500), f"{_APRIL}/b.parquet": _numbered(500, 500)})
    _write(change.arrived, {f"{_MARCH}/c.parquet": _numbered(1000, 1), f"{_APRIL}/d.parquet": _numbered(1001, 1)})
    change.sort_files([_as_spark_names(change, f"{_MARCH}/a.parquet")])
    assert change.writes_again and change.has_joined
    assert _keys(change.kept_in_part) == _numbered(0, 500)
    assert _keys(change.joined) == _numbered(1000, 1)
    _write(change.written_again, {f"{_MARCH}/e.parquet": [*_numbered(1, 499), *_numbered(1000, 1)]})
    change.finish(["complaint_key"])
    assert _keys(change.folder) == [*_numbered(1, 1001)]
    assert _keys(change.standing) == _numbered(0, 1000)
    assert sorted(path.name for path in change.folder.parent.iterdir()) == ["earlier", "now"]


def test_names_of_files_are_read_as_spark_writes_them(tmp_path: Path) -> None:
    earlier = tmp_path / "投诉 100%"
    _write(earlier, {"a b.parquet": _numbered(0, 5)})
    change = Change(str(earlier), tmp_path / "now")
    _write(change.arrived, {"c.parquet": []})
    change.sort_files([_as_spark_names(change, "a b.parquet")])
    assert _keys(change.kept_in_part) == _numbered(0, 5)


def test_files_stay_few_however_many_builds_add_to_them(tmp_path: Path) -> None:
    earlier: Path | None = None
    for build in range(100):
        change = Change(str(earlier) if earlier else None, tmp_path / f"{build:03}")
        _write(change.arrived, {f"{build:03}.parquet": _numbered(build * 100, 100)})
        change.sort_files([])
        if change.writes_again:
            again = [*_keys(change.kept_in_part), *_keys(change.joined)]
            _write(change.written_again, {f"{build:03}_again.parquet": again})
        change.finish(["complaint_key"])
        earlier = change.folder
        assert _keys(earlier) == _numbered(0, (build + 1) * 100)
        assert len(list(earlier.glob("*.parquet"))) <= 9


def test_a_build_to_which_nothing_came_changes_nothing(change: Change) -> None:
    _write(change.standing, {"a.parquet": _numbered(0, 5)})
    _write(change.arrived, {"b.parquet": []})
    change.sort_files([])
    assert change.is_none
    change.forget()
    assert [path.name for path in change.folder.parent.iterdir()] == ["earlier"]


def test_a_table_that_loses_all_rows_keeps_its_columns(change: Change) -> None:
    _write(change.standing, {f"{_MARCH}/a.parquet": _numbered(0, 5)})
    _write(change.arrived, {"b.parquet": []})
    change.sort_files([_as_spark_names(change, f"{_MARCH}/a.parquet")])
    assert not change.is_none
    _write(change.written_again, {"c.parquet": []})
    change.finish(["complaint_key"])
    assert _keys(change.folder) == []


def test_rows_with_other_columns_than_the_table_are_refused_by_name(change: Change) -> None:
    _write(change.standing, {"a.parquet": _numbered(0, 5)})
    change.arrived.mkdir(parents=True)
    pq.write_table(pa.table({"complaint_key": pa.array([1], pa.int64())}), change.arrived / "b.parquet")
    with pytest.raises(ValueError, match=r"complaint_key.*--full-refresh"):
        change.sort_files([])


def test_files_are_copied_where_there_are_no_links(change: Change, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError("Operation not permitted")

    monkeypatch.setattr("os.link", no_links)
    _write(change.standing, {"a.parquet": _numbered(0, 500)})
    _write(change.arrived, {"b.parquet": _numbered(500, 1)})
    change.sort_files([])
    change.finish(["complaint_key"])
    assert _keys(change.folder) == _numbered(0, 501)
