"""When a build may add to the warehouse, and when it has to start anew."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from orchestration.lake_identity import identify_lake, lake_id
from orchestration.settings import BUNDLED_CONFIG, Settings
from orchestration.warehouse import PartialBuildError, WarehouseInUseError, mark_complete, prepare_build, sources
from tests.pipeline import settings_for


@pytest.fixture(autouse=True)
def _parsed_once(manifest: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "prepare_manifest", lambda _: manifest)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    shutil.copytree(BUNDLED_CONFIG / "reference", tmp_path / "config" / "reference")
    (tmp_path / "home").mkdir()
    settings = settings_for(tmp_path / "home", tmp_path / "config")
    settings.lake.mkdir()
    identify_lake(settings.lake)
    return settings


def _build(settings: Settings) -> str:
    """A warehouse that took in two loads, with rows over several blocks."""
    sentence = prepare_build(settings)
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute("create schema if not exists intermediate")
        for table in ("processed_loads", "int_ledger_current"):
            connection.execute(
                f"create or replace table intermediate.{table} as "
                "select unnest(['a-1', 'a-2']) as load_id, unnest(['c1', 'c2']) as content_hash"
            )
        connection.execute("create or replace table intermediate.r as select md5(i::varchar) from range(99999) r (i)")
    mark_complete(settings)
    return sentence


def test_first_build_starts_anew(settings: Settings) -> None:
    assert "there is none yet" in _build(settings)


def test_some_models_alone_are_not_built_where_all_have_to_be(settings: Settings) -> None:
    with pytest.raises(PartialBuildError, match=r"there is none yet.*Materialize all assets"):
        prepare_build(settings, of_all_models=False)
    _build(settings)
    assert prepare_build(settings, of_all_models=False) == "The warehouse takes in what is new."
    mark_complete(settings)
    with (settings.reference / "aliases.csv").open("a", encoding="utf-8") as file:
        file.write("branch,,京,北京\n")
    with pytest.raises(PartialBuildError, match="the models or the reference data changed"):
        prepare_build(settings, of_all_models=False)
    assert settings.warehouse.exists()


def test_next_build_adds(settings: Settings) -> None:
    _build(settings)
    assert prepare_build(settings) == "The warehouse takes in what is new."
    assert settings.warehouse.exists()


def test_changed_reference_data_start_anew(settings: Settings) -> None:
    _build(settings)
    with (settings.reference / "aliases.csv").open("a", encoding="utf-8") as aliases:
        aliases.write("branch,,冰城,黑龙江\n")
    assert "reference data changed" in prepare_build(settings)
    assert not settings.warehouse.exists()


def test_a_build_anew_that_was_killed_starts_anew_again(settings: Settings) -> None:
    prepare_build(settings)
    settings.warehouse.write_text("half a warehouse")
    assert "did not finish" in prepare_build(settings)
    assert not settings.warehouse.exists()


@pytest.mark.parametrize("name", ["warehouse.duckdb", "warehouse.duckdb.wal", "warehouse.fingerprint"])
def test_a_folder_in_the_place_of_its_files_is_moved_aside(settings: Settings, name: str) -> None:
    _build(settings)
    place = settings.home / name
    place.unlink(missing_ok=True)
    place.mkdir()
    (place / "own").write_text("somebody's")
    _build(settings)
    assert (settings.home / f"{name}.moved-aside-1" / "own").exists()
    assert prepare_build(settings) == "The warehouse takes in what is new."


def test_an_added_build_that_was_killed_is_taken_up(settings: Settings) -> None:
    _build(settings)
    prepare_build(settings)
    assert prepare_build(settings) == "The warehouse takes in what is new."


def test_a_withdrawn_load_starts_anew(settings: Settings) -> None:
    """The ledger keeps the line of the file, but no load with it."""
    _build(settings)
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute("update intermediate.int_ledger_current set load_id = null where load_id = 'a-2'")
    assert "a file was withdrawn" in prepare_build(settings)
    assert not settings.warehouse.exists()


def test_another_lake_starts_anew(settings: Settings) -> None:
    """Its loads have the numbers of those that the warehouse took in from the lake before."""
    _build(settings)
    shutil.rmtree(settings.lake)
    settings.lake.mkdir()
    identify_lake(settings.lake)
    assert "the lake is another one" in prepare_build(settings)
    assert not settings.warehouse.exists()


def test_a_number_that_now_has_another_content_starts_anew(settings: Settings) -> None:
    """As in a lake that was restored from a backup, and landed another file since."""
    _build(settings)
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute("update intermediate.int_ledger_current set content_hash = 'c3' where load_id = 'a-2'")
    assert "built anew" in prepare_build(settings)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _overwrite_middle(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(bytes(range(256)) * 40)


def _raise_version(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(12)
        file.write(b"\x99")


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda path: path.write_bytes(b""), id="empty"),
        pytest.param(lambda path: path.write_text("no database" * 1000), id="garbage"),
        pytest.param(_cut, id="cut"),
        pytest.param(_overwrite_middle, id="middle"),
        pytest.param(_raise_version, id="other version"),
    ],
)
def test_a_damaged_file_starts_anew_and_says_so(
    settings: Settings, damage: Callable[[Path], object], caplog: pytest.LogCaptureFixture
) -> None:
    _build(settings)
    damage(settings.warehouse)
    assert "damaged, or written by another version" in prepare_build(settings)
    assert "damaged, or written by another version" in caplog.text
    assert not settings.warehouse.exists()


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\x00", b"[]", b'{"sources": 1}'])
def test_a_stamp_that_cannot_be_read_starts_anew(settings: Settings, content: bytes) -> None:
    _build(settings)
    settings.warehouse_fingerprint.write_bytes(content)
    assert "cannot be read" in prepare_build(settings)
    assert not settings.warehouse.exists()


def test_a_warehouse_in_use_is_left_alone(settings: Settings) -> None:
    _build(settings)
    holding = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print(flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", holding, settings.warehouse], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        holder.stdout.readline()
        with pytest.raises(WarehouseInUseError, match="run again"):
            prepare_build(settings)
        assert settings.warehouse.exists()
        holder.stdin.close()


def test_the_stamp_names_the_lake(settings: Settings) -> None:
    _build(settings)
    assert lake_id(settings.lake) in settings.warehouse_fingerprint.read_text()
