"""dbt's own pages of the project, as one file that needs neither server nor network."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from orchestration.settings import Settings
from orchestration.warehouse.dbt_process import run_dbt

_PAGE = "static_index.html"

# of a node: its SQL as it was compiled and run, and where, which name the places of this deployment
_OF_THIS_HOME = ("compiled_code", "compiled_path", "build_path", "extra_ctes", "root_path", "relation_name")


class DbtDocsError(RuntimeError):
    """dbt could not write its pages. The message has dbt's own words."""


def write_dbt_docs(settings: Settings, manifest: dict[str, Any]) -> Path:
    """Write the page about the project as `manifest` (dbt's) has it, with the types that columns have in the warehouse.

    Reads the warehouse file where there is one, so nothing else may have it open. Returns the path of the page, which
    stands until the next is written. Raises `DbtDocsError`.
    """
    folder = settings.dbt / "docs"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(json.dumps(_without_places(manifest)), encoding="utf-8")
    catalogue = [] if settings.warehouse.is_file() else ["--empty-catalog"]
    process = run_dbt(
        settings, ["docs", "generate", "--static", "--no-compile", *catalogue, "--target-path", str(folder)]
    )
    assert process.stdout is not None
    said = process.stdout.read().decode(errors="replace")
    page = folder / _PAGE
    if process.wait() or not page.is_file():
        raise DbtDocsError(f"dbt could not write its pages: {_errors_in(said) or 'it does not say why'}")
    return page


def _without_places(manifest: dict[str, Any]) -> dict[str, Any]:
    nodes = {
        key: {name: value for name, value in node.items() if name not in _OF_THIS_HOME}
        for key, node in manifest["nodes"].items()
    }
    return {**manifest, "nodes": nodes}


def _errors_in(said: str) -> str:
    """What dbt calls errors in its events, and whatever it wrote beside them."""
    words = []
    for line in said.splitlines():
        try:
            event = json.loads(line)["info"]
        except (ValueError, KeyError, TypeError):
            words.append(line)
            continue
        if event["level"] == "error":
            words.append(event["msg"])
    return " ".join(words)
