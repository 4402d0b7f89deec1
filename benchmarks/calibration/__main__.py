"""Measures how often the marts' claims are true: `python -m benchmarks.calibration [--draws 400] [--only branches]`.

Draws are the same in each run. Writes `benchmarks/calibration/measured.json` and the table in `docs/methods.md`, and
prints what is not as wanted; with `--only` or another number of draws it prints the table and writes nothing.
"""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
from dataclasses import asdict
from pathlib import Path
from types import ModuleType

import numpy as np

from benchmarks import calibration
from benchmarks.calibration.measured import Measured, table
from benchmarks.calibration.models import compiled
from orchestration.settings import CHECKOUT

DRAWS = 400
RESULTS = Path(__file__).with_name("measured.json")
METHODS = CHECKOUT / "docs" / "methods.md"
TABLE_BEGINS, TABLE_ENDS = "<!-- measured by benchmarks/calibration -->\n", "<!-- end of what was measured -->\n"


def main() -> None:
    """Measure the topics asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--draws", type=int, help=f"draws of each kind of truth, if not {DRAWS} and a topic's own number"
    )
    parser.add_argument("--only", action="append", choices=sorted(topics()), help="measure this topic alone")
    options = parser.parse_args()
    chosen = {name: topic for name, topic in topics().items() if name in (options.only or topics())}
    project = compiled({model for topic in chosen.values() for model in topic.MODELS})
    found: list[Measured] = []
    for name, topic in chosen.items():
        # a topic draws the same whatever others there are
        found += topic.measure(
            project, np.random.default_rng(list(name.encode())), options.draws or getattr(topic, "DRAWS", DRAWS)
        )
    if options.only or options.draws:
        print(table(found))
    else:
        RESULTS.write_text(as_json(found), encoding="utf-8")
        METHODS.write_text(with_table(METHODS.read_text(encoding="utf-8"), found), encoding="utf-8")
    for one in found:
        if not one.is_as_wanted:
            print(f"Not as wanted: {one}")


def topics() -> dict[str, ModuleType]:
    """Modules of the package that measure something, by name."""
    modules = (
        importlib.import_module(f"benchmarks.calibration.{module.name}")
        for module in pkgutil.iter_modules(calibration.__path__)
        if module.name != "__main__"
    )
    return {module.__name__.rpartition(".")[2]: module for module in modules if hasattr(module, "measure")}


def as_json(found: list[Measured]) -> str:
    """What was found, one object a line."""
    return "[\n" + ",\n".join(json.dumps(asdict(one), ensure_ascii=False) for one in found) + "\n]\n"


def read_results() -> list[Measured]:
    """What the last complete run found."""
    rows = json.loads(RESULTS.read_text(encoding="utf-8"))
    return [Measured(**{**row, "wanted": tuple(row["wanted"])}) for row in rows]


def with_table(page: str, found: list[Measured]) -> str:
    """The page with the table of what was found between its two marks. Raises ValueError where it lacks them."""
    before, rest = page.split(TABLE_BEGINS)
    _, after = rest.split(TABLE_ENDS)
    return f"{before}{TABLE_BEGINS}{table(found)}{TABLE_ENDS}{after}"


if __name__ == "__main__":
    main()
