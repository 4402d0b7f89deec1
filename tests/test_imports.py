"""Which module may know which: what `docs/architecture.md` promises of the packages, and no circle anywhere."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from orchestration.settings import CHECKOUT

# whom each package may import, besides itself and what stands outside the project
TOOLS = {
    *("settings", "yaml_text", "sql_text", "sql_rows", "durable", "locks", "lake_identity", "file_modes"),
    *("disk_errors", "personal_data", "contracts", "reference_text", "progress", "garbage", "model_keys"),
    *("described_tests", "shown_columns"),
}
ALLOWED = {
    "orchestration.contracts": {"settings", "yaml_text"},
    "orchestration.personal_data": {"contracts"},
    "orchestration.landing": TOOLS,
    "orchestration.warehouse": TOOLS,
    "orchestration.release": TOOLS,
    "orchestration.spark": TOOLS | {"landing"},
    "orchestration.catalogue": TOOLS | {"release", "expectations"},
    "orchestration.report": TOOLS | {"release"},
    "orchestration.quality": TOOLS | {"expectations"},
    "expectations": set(),
    "bi": {"settings"},
    "orchestration.defs": TOOLS
    | {"landing", "warehouse", "release", "report", "quality", "expectations", "lease", "spark"},
}


def modules() -> dict[str, Path]:
    found = {}
    for package in ("orchestration", "expectations", "bi"):
        for path in (CHECKOUT / package).rglob("*.py"):
            name = ".".join(path.relative_to(CHECKOUT).with_suffix("").parts)
            found[name.removesuffix(".__init__")] = path
    return found


def imported(path: Path, known: dict[str, Path]) -> Iterator[str]:
    """The project's modules that a file imports, in whichever line; of `from package import module` the module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module in known:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if name in known else node.module for name in names)


@pytest.fixture(scope="module")
def imports() -> dict[str, set[str]]:
    known = modules()
    assert len(known) > 100
    return {name: set(imported(path, known)) - {name} for name, path in known.items()}


def test_no_module_imports_one_that_imports_it(imports: dict[str, set[str]]) -> None:
    try:
        tuple(TopologicalSorter(imports).static_order())
    except CycleError as error:
        pytest.fail(f"modules import each other in a circle: {' -> '.join(error.args[1])}")


@pytest.mark.parametrize("package", ALLOWED)
def test_a_package_knows_no_other_than_those_below_it(package: str, imports: dict[str, set[str]]) -> None:
    def is_own(name: str) -> bool:
        return f"{name}.".startswith(f"{package}.")

    outside = {name for module, known in imports.items() if is_own(module) for name in known if not is_own(name)}
    parts = {name.removeprefix("orchestration.").split(".")[0] for name in outside}
    assert parts - ALLOWED[package] == set()


def test_a_run_does_without_what_draws_reports_and_without_the_driver_of_a_database() -> None:
    names = "orchestration.cli, orchestration.run, orchestration.releases, orchestration.definitions"
    heavy = ("altair", "pptx", "psycopg", "vl_convert", "xlsxwriter")
    code = f"import sys, {names}; print([name for name in sys.modules if name.startswith({heavy})])"
    said = subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert said.stdout == "[]\n"
