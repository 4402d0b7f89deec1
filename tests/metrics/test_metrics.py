"""The metrics say what the marts say, asked by MetricFlow's own command; where a mart withholds, they do not."""

from __future__ import annotations

import json
import math
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from orchestration.metrics import metrics_environment
from orchestration.settings import CHECKOUT, Settings
from orchestration.warehouse import semantic_manifest
from tests.conftest import BundledRun
from tests.dbt_project.compiled import CompiledProject
from tests.from_the_start import build_from_the_start
from tests.metrics.cases import Case, cases
from tests.pipeline import environment, settings_for

pytestmark = pytest.mark.slow

PYTHON = CHECKOUT / ".venv" / "metrics" / "bin" / "python"
ASKING = Path(__file__).with_name("asking.py")
CASES = tuple(cases())
# the queries of the documentation, and the answers that it shows
SHOWN = tuple(
    (shlex.split(words), answer)
    for words, answer in re.findall(
        r"```sh\n\S*complaints metrics query (.+?)\n```\n+```\n(.+?)```",
        (CHECKOUT / "docs" / "metrics.md").read_text(encoding="utf-8"),
        re.DOTALL,
    )
)
# groups of a row, and the value of each metric
Rows = dict[tuple, list[float | None]]


@dataclass(frozen=True)
class Answers:
    """What MetricFlow said of a database: the rows of each case, what the documentation shows, and whom it called."""

    database: Path
    rows: dict[Case, Rows]
    printed: list[str]
    called: list[str]


def ask(settings: Settings, database: Path, scratch: Path) -> Answers:
    """Every case, asked by one process that knows of no earlier one."""
    assert PYTHON.exists(), f"{PYTHON} is installed by `make test-slow`"
    told = {**os.environ, **metrics_environment(settings, database), "TMPDIR": str(scratch)}
    queries = json.dumps({"rows": [case.arguments for case in CASES], "printed": [words for words, _ in SHOWN]})
    ran = subprocess.run([PYTHON, ASKING], input=queries, env=told, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    said = json.loads(ran.stdout.splitlines()[-1])
    rows = {case: answered(case, found) for case, found in zip(CASES, said["rows"], strict=True)}
    return Answers(database, rows, said["printed"], said["called"])


def answered(case: Case, found: list[dict[str, str]]) -> Rows:
    return {
        tuple(row[group].removesuffix(" 00:00:00") for group in case.groups): [
            float(row[metric]) if row[metric] else None for metric in case.metrics
        ]
        for row in found
    }


def expected(case: Case, database: Path) -> Rows:
    """What the marts say."""
    with duckdb.connect(str(database), read_only=True) as connection:
        found = connection.execute(case.sql).fetchall()
    return {tuple(map(str, row[: len(case.groups)])): list(row[len(case.groups) :]) for row in found}


def differ(metric: float | None, mart: float | None) -> bool:
    """Whether they do, but for the noise of dividing doubles; null is null."""
    return metric is not mart if metric is None or mart is None else not math.isclose(metric, mart, rel_tol=1e-12)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home from which databases of others are asked."""
    return settings_for(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def bundled(bundled_run: BundledRun, home: Settings, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    return ask(home, bundled_run.settings.published_database, tmp_path_factory.mktemp("scratch"))


@pytest.fixture(scope="module")
def incomplete(project: CompiledProject, home: Settings, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """A build of the call center alone, whose file of 2011 has no row from April to June."""
    settings = settings_for(tmp_path_factory.mktemp("incomplete"))
    feed = settings.landing / "call_center"
    feed.mkdir(parents=True)
    for path in (settings.bundled_feeds / "call_center").iterdir():
        text = path.read_bytes().decode("gb18030")
        kept = [line for line in text.splitlines(True) if not re.match(r"\w+,\"?2011\D?0?[456]\D", line)]
        (feed / path.name).write_bytes("".join(kept).encode("gb18030"))
    build_from_the_start(project, settings)
    with duckdb.connect(str(settings.warehouse)) as connection:
        for model in project.models.values():
            if '"bi"' in model.relation:
                connection.execute(f"create view {model.relation} as {model.sql}")
    return ask(home, settings.warehouse, tmp_path_factory.mktemp("scratch"))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_metric_says_what_its_mart_says(case: Case, bundled: Answers) -> None:
    found, wanted = bundled.rows[case], expected(case, bundled.database)
    assert found.keys() == wanted.keys()
    assert len(found) > 0
    assert [key for key in found if any(map(differ, found[key], wanted[key]))] == []


# the call center gives no subcategory
@pytest.mark.parametrize("case", [case for case in CASES if "subcategory" not in case.groups], ids=str)
def test_of_incomplete_feeds_too_where_the_mart_says_anything(case: Case, incomplete: Answers) -> None:
    found, wanted = incomplete.rows[case], expected(case, incomplete.database)
    assert wanted.keys() <= found.keys()
    assert {key[1] for key in found} == {"call_center"}
    said = {
        key: [pair for pair in zip(found[key], values, strict=True) if pair[1] is not None]
        for key, values in wanted.items()
    }
    assert any(said.values())
    assert [key for key, pairs in said.items() if any(differ(*pair) for pair in pairs)] == []


def test_a_metric_does_not_know_which_months_a_feed_covers(incomplete: Answers) -> None:
    """Why the descriptions send readers to `yearly_comparison`, which compares the nine months that both years have."""
    (case,) = (case for case in CASES if str(case) == "yoy_change by metric_time__year, feed")
    _, rate, _, _ = incomplete.rows[case]["2011-01-01", "call_center"]
    with duckdb.connect(str(incomplete.database), read_only=True) as build:
        compared, note = build.execute(
            "select yoy_change_rate, comparability_note from marts.yearly_comparison "
            "where scope_level = 'company' and report_year = 2011"
        ).fetchone()
    assert rate < compared - 0.1
    assert "month" in note


def test_every_metric_is_held_against_a_mart_and_tells_its_unit_and_what_it_is_not_for(home: Settings) -> None:
    parsed = json.loads(semantic_manifest(home))
    described = {metric["name"]: metric["description"] for metric in parsed["metrics"]}
    assert described.keys() == {metric for case in CASES for metric in case.metrics}
    assert [name for name, words in described.items() if not re.search("a count|a fraction of 1", words)] == []
    assert [name for name, words in described.items() if not re.search(r"\b[Nn]ot\b", words)] == []
    for model in parsed["semantic_models"]:
        assert "One row per" in model["description"]
        parts = [*model["dimensions"], *model["measures"], *(e for e in model["entities"] if e["type"] == "foreign")]
        assert [part["name"] for part in parts if not part["description"]] == [], model["name"]


def test_the_metrics_ask_what_a_release_holds(home: Settings) -> None:
    """A model of another schema is in no release."""
    models = json.loads(semantic_manifest(home))["semantic_models"]
    assert {model["node_relation"]["schema_name"] for model in models} == {"core", "marts", "bi"}


def test_metricflow_calls_nobody(bundled: Answers) -> None:
    """It would ask for a newer version; that call goes to a port of this machine where nobody answers."""
    assert set(bundled.called) == {"('127.0.0.1', 9)"}


def test_the_command_and_the_queries_of_the_documentation_answer_as_they_stand_there(
    bundled: Answers, bundled_run: BundledRun, home: Settings
) -> None:
    """The first of them as a user types it."""
    assert bundled.printed == [answer for _, answer in SHOWN]
    home.published.symlink_to(bundled_run.settings.published)
    words, answer = SHOWN[0]
    ran = subprocess.run(
        [sys.executable, "-m", "orchestration.cli", "metrics", "query", *words],
        cwd=CHECKOUT,
        env=environment(home),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (0, answer), ran.stderr
