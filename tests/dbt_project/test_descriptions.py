"""What the dbt project promises about its own documentation. A YAML file that dbt ignores shows here."""

from __future__ import annotations

import json
import re

import pytest

from orchestration.warehouse import prepare_manifest
from tests.pipeline import forked_dbt, settings_for

pytestmark = pytest.mark.job

PUBLISHED = ("core", "marts", "bi")


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> dict:
    with forked_dbt():
        return json.loads(prepare_manifest(settings_for(tmp_path_factory.mktemp("home"))).read_text())


@pytest.fixture(scope="module")
def models(manifest: dict) -> dict[str, dict]:
    return {node["name"]: node for node in manifest["nodes"].values() if node["resource_type"] == "model"}


def test_every_model_says_what_one_row_is(models: dict[str, dict]) -> None:
    assert [name for name, model in models.items() if "One row per" not in model["description"]] == []


def test_published_models_have_enforced_contracts(models: dict[str, dict]) -> None:
    published = {name: model for name, model in models.items() if model["schema"] in PUBLISHED}
    assert {"fct_complaints", "yearly_comparison"} <= published.keys()
    assert [name for name, model in published.items() if not model["config"]["contract"]["enforced"]] == []


def test_every_published_column_is_described(models: dict[str, dict]) -> None:
    undescribed = [
        (name, column["name"])
        for name, model in models.items()
        if model["schema"] in PUBLISHED
        for column in model["columns"].values()
        if not column["description"].strip()
    ]
    assert undescribed == []


def test_every_data_test_has_a_name_of_its_own(manifest: dict) -> None:
    """A name that dbt makes up starts with the kind of test; Chinese values collapse in such names and collide."""
    tests = [node["name"] for node in manifest["nodes"].values() if node["resource_type"] == "test"]
    made_up = re.compile(r"(unique|not_null|accepted_values|relationships|is_true|unique_combination)_")
    assert len(tests) > 50
    assert [name for name in tests if made_up.match(name)] == []


def test_what_is_published_is_public_and_nothing_else(models: dict[str, dict]) -> None:
    public = {name for name, model in models.items() if model["access"] == "public"}
    assert public == {name for name, model in models.items() if model["schema"] in PUBLISHED}


def test_every_mart_and_view_has_a_reader(manifest: dict, models: dict[str, dict]) -> None:
    read = {
        key.split(".")[-1] for exposure in manifest["exposures"].values() for key in exposure["depends_on"]["nodes"]
    }
    opened = {name for name, model in models.items() if model["schema"] in ("marts", "bi")}
    assert sorted(opened - read) == [], "say in dbt_project/models/_exposures.yml who reads these"
    published = {name for name, model in models.items() if model["schema"] in PUBLISHED}
    assert sorted(read - published) == [], "dbt_project/models/_exposures.yml names what is not published"
