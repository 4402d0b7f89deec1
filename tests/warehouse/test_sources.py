"""What reaches all rows that a build keeps starts it anew, and nothing else does."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.settings import BUNDLED_CONFIG, Settings
from orchestration.warehouse import sources
from orchestration.warehouse.sources import sources_of_kept_rows
from tests.pipeline import settings_for

pytestmark = pytest.mark.job


def model(name: str) -> Callable[[dict], dict]:
    return lambda manifest: manifest["nodes"][f"model.complaint_warehouse.{name}"]


def macro(name: str) -> Callable[[dict], dict]:
    return lambda manifest: manifest["macros"][f"macro.complaint_warehouse.{name}"]


def metric(manifest: dict) -> dict:
    return manifest["metrics"]["metric.complaint_warehouse.complaints"]


def measure(manifest: dict) -> dict:
    return manifest["semantic_models"]["semantic_model.complaint_warehouse.complaints_monthly"]["measures"][0]


def unit_test(manifest: dict) -> dict:
    return next(iter(manifest["unit_tests"].values()))


def data_test(manifest: dict) -> dict:
    return next(node for node in manifest["nodes"].values() if node["resource_type"] == "test")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    for folder in ("reference", "contracts"):
        shutil.copytree(BUNDLED_CONFIG / folder, tmp_path / "config" / folder)
    return settings_for(tmp_path / "home", tmp_path / "config")


@pytest.fixture
def found(settings: Settings, manifest: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[dict | None], str]:
    """The hash, of the project as it is or of a manifest that was changed."""

    def hashed(changed: dict | None = None) -> str:
        path = manifest
        if changed is not None:
            path = settings.config / "manifest.json"
            path.write_text(json.dumps(changed), encoding="utf-8")
        monkeypatch.setattr(sources, "prepare_manifest", lambda _: path)
        return sources_of_kept_rows(settings)

    return hashed


@pytest.mark.parametrize(
    ("part", "key", "starts_anew"),
    [
        (model("fct_complaints"), "raw_code", True),
        (model("int_complaints_unioned"), "raw_code", True),
        (model("stg_hq__complaints"), "raw_code", True),
        (macro("remove_spaces"), "macro_sql", True),
        (macro("row_version"), "macro_sql", True),
        (macro("record_processed_loads"), "macro_sql", True),
        (model("yearly_comparison"), "raw_code", False),
        (model("fct_complaints"), "description", False),
        (macro("adjusted_p_value"), "macro_sql", False),
        (data_test, "raw_code", False),
        (unit_test, "description", False),
        (metric, "description", False),
        (measure, "description", False),
    ],
)
def test_a_change_of_the_project(
    part: Callable[[dict], dict], key: str, starts_anew: bool, manifest: Path, found: Callable[[dict | None], str]
) -> None:
    changed = json.loads(manifest.read_bytes())
    part(changed)[key] += " changed"
    assert (found(changed) != found(None)) == starts_anew


def test_a_changed_type_or_key_of_a_kept_table_starts_anew(manifest: Path, found: Callable[[dict | None], str]) -> None:
    for change in (
        lambda fact: fact["config"].update(unique_key="another"),
        lambda fact: next(iter(fact["columns"].values())).update(data_type="blob"),
    ):
        changed = json.loads(manifest.read_bytes())
        change(model("fct_complaints")(changed))
        assert found(changed) != found(None)


@pytest.mark.parametrize(
    ("file", "line", "starts_anew"),
    [
        ("reference/aliases.csv", "branch,,冰城,黑龙江", True),
        ("reference/rules.csv", "another,1,", True),
        ("contracts/hq.yml", "covered_from: 2010-01-01", True),
        ("reference/figures.csv", "F99,own,hq,2011,complaints,company,company,,1,count,0,", False),
        ("contracts/hq.yml", "# a comment", False),
    ],
)
def test_a_change_of_the_configuration(
    settings: Settings, found: Callable[[dict | None], str], file: str, line: str, starts_anew: bool
) -> None:
    before = found(None)
    with (settings.config / file).open("a", encoding="utf-8") as changed:
        changed.write(line + "\n")
    assert (found(None) != before) == starts_anew
