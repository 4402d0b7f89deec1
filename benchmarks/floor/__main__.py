"""`python -m benchmarks.floor FEEDS REFERENCE OUT`: writes a release, and what each stage took, to OUT."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import duckdb

from benchmarks.floor import cases, counts, customers, facts, landing, reference, survey, texts

MEMORY_LIMIT = "1500MB"
DATABASE = "complaints.duckdb"
STAGES = "stages.json"

_PARTS = {
    "land": landing.land,
    "reference data": reference.look_up,
    "facts": facts.build,
    "survey and exposure": survey.build,
    "counts": counts.build,
    "single cases": cases.build,
    "customers": customers.build,
    "release": facts.publish,
}


def build(feeds: Path, reference_data: Path, out: Path) -> None:
    """Write the release to `out`, a folder that does not exist yet, and beside it what each stage took."""
    spent = {}
    out.mkdir(parents=True)
    spill = {"memory_limit": MEMORY_LIMIT, "temp_directory": str(out / "spill"), "preserve_insertion_order": False}
    with duckdb.connect(config=spill) as connection:
        paths = landing.Paths(feeds, reference_data, out)
        connection.execute(f"attach '{out / 'work.duckdb'}' as work")
        connection.execute(f"attach '{out / DATABASE}' as release (storage_version 'v1.0.0')")
        connection.execute("create schema release.core; create schema release.marts; use work")
        texts.define(connection)
        for name, stage in _PARTS.items():
            started, processor = time.perf_counter(), time.process_time()
            stage(connection, paths)
            spent[name] = {
                "seconds": time.perf_counter() - started,
                "processor": time.process_time() - processor,
            }
    (out / "work.duckdb").unlink()
    (out / STAGES).write_text(json.dumps(spent))


def main() -> None:
    """Build the release."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.floor", description=__doc__)
    for name in ("feeds", "reference", "out"):
        parser.add_argument(name, type=Path)
    options = parser.parse_args()
    build(options.feeds, options.reference, options.out)


if __name__ == "__main__":
    main()
