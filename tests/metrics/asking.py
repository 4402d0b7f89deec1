"""MetricFlow's command line, asked many times by one process: `python asking.py`, in the environment of `make metrics`.

Reads a JSON object of queries, each a list of arguments of `mf query`; prints another: of the queries under `rows` the
rows that `mf` writes to CSV, of those under `printed` what it prints, and the addresses that it `called`. Imports
nothing of this project.
"""

from __future__ import annotations

import csv
import io
import json
import sys
import tempfile
from contextlib import redirect_stdout
from pathlib import Path

called: list[str] = []
sys.addaudithook(lambda event, arguments: called.append(str(arguments[1])) if event == "socket.connect" else None)

from dbt_metricflow.cli.cli_configuration import CLIConfiguration  # noqa: E402  (nothing is called unheard)
from dbt_metricflow.cli.main import cli  # noqa: E402


def main(queries: dict[str, list[list[str]]]) -> None:
    configuration = CLIConfiguration()
    with tempfile.TemporaryDirectory() as folder:
        rows = [_rows(configuration, query, Path(folder) / f"{n}.csv") for n, query in enumerate(queries["rows"])]
    printed = [_printed(configuration, query) for query in queries["printed"]]
    print(json.dumps({"rows": rows, "printed": printed, "called": called}))


def _rows(configuration: CLIConfiguration, query: list[str], path: Path) -> list[dict[str, str]]:
    _printed(configuration, [*query, "--csv", str(path)])
    # an answer without rows has no file
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines())) if path.exists() else []


def _printed(configuration: CLIConfiguration, query: list[str]) -> str:
    with redirect_stdout(io.StringIO()) as printed:
        cli.main(["query", *query, "--quiet"], prog_name="mf", standalone_mode=False, obj=configuration)
    return printed.getvalue()


if __name__ == "__main__":
    main(json.load(sys.stdin))
