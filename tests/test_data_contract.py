"""The published interface is the committed contract: what BI tools rely on is neither renamed nor removed."""

from __future__ import annotations

import copy
import json
import warnings
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from orchestration.release.data_contract import data_contract, interface_changes
from orchestration.releases import main
from orchestration.settings import CHECKOUT
from orchestration.warehouse.environment import target_folder
from tests.conftest import BundledRun

COMMITTED = CHECKOUT / "docs" / "complaints.odcs.yaml"

ADVICE = """
What readers rely on would break. Keep the column beside the new one, or make the change a new version of the model
(dbt's model versions) and keep the old one for a year; then make INTERFACE_VERSION one more before the dot, tell of it
in CHANGELOG.md, and write docs/complaints.odcs.yaml anew: complaints release contract > docs/complaints.odcs.yaml
"""

Contract = dict[str, Any]


@pytest.fixture(scope="module")
def contract(bundled_run: BundledRun) -> Contract:
    manifest = json.loads((target_folder(bundled_run.settings) / "manifest.json").read_bytes())
    return data_contract(bundled_run.settings.published_database, manifest)


@pytest.fixture(scope="module")
def committed() -> Contract:
    return yaml.safe_load(COMMITTED.read_text(encoding="utf-8"))


def test_nothing_that_was_published_is_renamed_removed_or_of_another_type(
    contract: Contract, committed: Contract
) -> None:
    changes = interface_changes(committed, contract)
    if changes.added:
        warnings.warn(f"New in the interface, not yet in {COMMITTED.name}: {', '.join(changes.added)}", stacklevel=1)
    assert changes.broken == (), ADVICE


@pytest.mark.parametrize("which", ["contract", "committed"])
def test_it_is_a_contract_by_the_standard(which: str, request: pytest.FixtureRequest) -> None:
    schema = json.loads(resources.files("open_data_contract_standard").joinpath("schema.json").read_text())
    jsonschema.validate(json.loads(json.dumps(request.getfixturevalue(which))), schema)


def test_it_tells_the_grain_and_the_key_of_every_table_and_describes_every_column(contract: Contract) -> None:
    tables = contract["schema"]
    assert tables[0]["name"] == "bi.branches"
    assert [table["name"] for table in tables if table["dataGranularityDescription"] == "One row per "] == []
    assert [
        table["name"] for table in tables if not any("primaryKey" in column for column in table["properties"])
    ] == []
    undescribed = [column for table in tables for column in table["properties"] if not column["description"]]
    assert undescribed == []
    keys = {
        table["name"]: [column["name"] for column in table["properties"] if "primaryKey" in column] for table in tables
    }
    assert keys["bi.cases"] == ["complaint_key"]
    assert keys["marts.yearly_comparison"] == ["source_system", "report_year", "scope_level", "scope_code"]


def _first_column(contract: Contract) -> Contract:
    return contract["schema"][0]["properties"][0]


def test_a_removal_a_rename_and_another_type_break_it_and_an_addition_does_not(contract: Contract) -> None:
    def changed(change: Any) -> Contract:
        later = copy.deepcopy(contract)
        change(later)
        return later

    added = changed(lambda it: it["schema"][0]["properties"].append({"name": "new", "physicalType": "DOUBLE"}))
    assert interface_changes(contract, added).added == ("bi.branches.new",)
    assert interface_changes(contract, added).broken == ()
    renamed = changed(lambda it: _first_column(it).update(name="another"))
    name = f"bi.branches.{_first_column(contract)['name']}"
    assert interface_changes(contract, renamed).broken == (f"{name} is gone",)
    retyped = changed(lambda it: _first_column(it).update(physicalType="BIGINT"))
    assert interface_changes(contract, retyped).broken == (f"{name} was VARCHAR, and is BIGINT",)
    without = changed(lambda it: it["schema"].pop())
    assert all(sentence.endswith(" is gone") for sentence in interface_changes(contract, without).broken)
    assert interface_changes(contract, without).broken


def test_the_command_writes_it_and_tells_what_a_release_changes_of_another(
    bundled_run: BundledRun,
    contract: Contract,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COMPLAINTS_HOME", str(bundled_run.settings.home))
    assert main(["release", "contract"]) == 0
    written = capsys.readouterr().out
    assert yaml.safe_load(written) == contract
    earlier = copy.deepcopy(contract)
    _first_column(earlier)["name"] = "what_it_was_called"
    (tmp_path / "earlier.yaml").write_text(yaml.safe_dump(earlier), encoding="utf-8")
    assert main(["release", "contract", "--against", str(tmp_path / "earlier.yaml")]) == 1
    said = capsys.readouterr()
    assert said.out == f"bi.branches.{_first_column(contract)['name']} is new\n"
    assert said.err == "bi.branches.what_it_was_called is gone\n"
