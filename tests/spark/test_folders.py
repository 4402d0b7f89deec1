"""The folders that builds write, and the list that says which of them count."""

from __future__ import annotations

import importlib.util
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType

import pytest

from orchestration.settings import CHECKOUT

# the package about it imports dbt-spark, which only Spark's environment has
_FILE = CHECKOUT / "orchestration/spark/inside/dbt/adapters/duckspark/folders.py"


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setenv("COMPLAINTS_HOME", str(tmp_path))
    spec = importlib.util.spec_from_file_location("folders", _FILE)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _written(folders: ModuleType, name: str) -> Path:
    folder: Path = folders.new_folder("core", name)
    folder.mkdir(parents=True)
    return folder


def test_a_relation_is_where_it_was_last_switched_to(folders: ModuleType, tmp_path: Path) -> None:
    first, second = _written(folders, "facts"), _written(folders, "facts")
    folders.switch_to("core", "facts", first)
    assert folders.known_folders() == {"core": {"facts": str(first)}}
    folders.switch_to("core", "facts", second)
    assert folders.known_folders() == {"core": {"facts": str(second)}}
    assert [path.name for path in (tmp_path / "spark").iterdir() if path.is_file()] == ["tables.json"]


def test_the_folder_before_stays_for_whoever_reads_it_and_older_ones_go(folders: ModuleType) -> None:
    made = []
    for _ in range(3):
        made.append(_written(folders, "facts"))
        folders.switch_to("core", "facts", made[-1])
    assert [folder.exists() for folder in made] == [False, True, True]


def test_what_a_killed_build_wrote_does_not_count_and_goes_with_the_next(folders: ModuleType) -> None:
    stands = _written(folders, "facts")
    folders.switch_to("core", "facts", stands)
    killed = _written(folders, "facts")
    assert folders.known_folders() == {"core": {"facts": str(stands)}}
    folders.switch_to("core", "facts", _written(folders, "facts"))
    assert not killed.exists()


def test_models_that_end_at_the_same_time_are_all_listed(folders: ModuleType, tmp_path: Path) -> None:
    made = {f"model_{number}": _written(folders, f"model_{number}") for number in range(30)}
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda one: folders.switch_to("core", *one), made.items()))
    listed = json.loads((tmp_path / "spark" / "tables.json").read_text())
    assert listed == {"core": {name: str(folder) for name, folder in made.items()}}
