"""Writes what `superset import-directory` reads: the release, and datasets, charts and a dashboard in each language."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import yaml

from bi.superset.charts import chart
from bi.superset.datasets import database, dataset, describe
from bi.superset.layout import dashboard
from bi.superset.template import LANGUAGES, Template


def generate(release: Path, target: Path) -> None:
    """Write the folder `target` anew, for the release that stands at a path."""
    shutil.rmtree(target, ignore_errors=True)
    for name, content in files(release).items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


def files(release: Path) -> dict[str, dict[str, Any]]:
    """The files by their path in the folder."""
    found: dict[str, dict[str, Any]] = {
        "metadata.yaml": {"version": "1.0.0", "type": "assets"},
        "databases/complaints.yaml": database(release),
    }
    for language in LANGUAGES:
        template = Template(language)
        described = describe(release, template)
        for name, types in described.items():
            found[f"datasets/complaints/{language}_{name}.yaml"] = dataset(template, name, types)
        for each in template.charts():
            found[f"charts/{language}_{each.name}.yaml"] = chart(template, each)
        found[f"dashboards/{language}.yaml"] = dashboard(template, described)
    return found
