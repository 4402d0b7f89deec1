"""How Dagster groups and describes what dbt has: models, their tests, and the reference files that they read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtProject

from orchestration.defs import OWNERS
from orchestration.defs.columns import column_metadata
from orchestration.described_tests import described_test
from orchestration.settings import Settings

_CONFIGURATION = "configuration"


class StageTranslator(DagsterDbtTranslator):
    """A model's group is its stage, the folder that it lies in below `models/`; a test says what it holds true."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """The key that dbt's name gives; a model that is called otherwise in the warehouse is called so here too."""
        key = super().get_asset_key(dbt_resource_props)
        alias = dbt_resource_props.get("alias")
        is_model = dbt_resource_props["resource_type"] == "model"
        return dg.AssetKey([*key.path[:-1], alias]) if is_model and alias else key

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        stage: str = dbt_resource_props["fqn"][1]
        return stage

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:
        return OWNERS

    def get_asset_check_spec(
        self, asset_spec: dg.AssetSpec, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None
    ) -> dg.AssetCheckSpec | None:
        spec = super().get_asset_check_spec(asset_spec, manifest, unique_id, project)
        return spec and spec._replace(description=described_test(manifest["nodes"][unique_id]))


def configuration_files(settings: Settings, manifest: Mapping[str, Any]) -> list[dg.AssetSpec]:
    """The reference files that people edit, each described by the model that reads it. No run makes them."""
    models = {node["name"]: node for node in manifest["nodes"].values() if node["fqn"][1] == "reference"}
    names = sorted(s["name"] for s in manifest["sources"].values() if s["source_name"] == _CONFIGURATION)
    return [
        dg.AssetSpec(
            dg.AssetKey([_CONFIGURATION, name]),
            group_name=_CONFIGURATION,
            owners=OWNERS,
            kinds={"csv"},
            description=f"{models[name]['description'].strip()} Edited by hand, and checked before each build.",
            metadata={
                "path": dg.MetadataValue.path(settings.reference / f"{name}.csv"),
                **column_metadata(
                    (column, "text", words["description"]) for column, words in models[name]["columns"].items()
                ),
            },
        )
        for name in names
    ]


def figure_history(settings: Settings, manifest: Mapping[str, Any]) -> dg.AssetSpec:
    """The file in which dbt reads what was published, described as its source is, and its columns as the mart's."""
    (source,) = (s for s in manifest["sources"].values() if s["name"] == settings.figure_history.stem)
    (mart,) = (node for node in manifest["nodes"].values() if node["name"] == "figure_revisions")
    return dg.AssetSpec(
        dg.AssetKey(source["meta"]["dagster"]["asset_key"]),
        group_name="release",
        owners=OWNERS,
        kinds={"parquet"},
        description=source["description"],
        metadata={
            "path": dg.MetadataValue.path(settings.figure_history),
            **column_metadata(
                (name, words["data_type"], words["description"]) for name, words in mart["columns"].items()
            ),
        },
    )
