"""`make superset` on the bundled release: each chart shows what the marts say, in a browser and by the REST API."""

from __future__ import annotations

import json
import shutil
import socket
import stat
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import pytest
import requests

from bi.superset.template import LANGUAGES, Chart, Template
from orchestration.settings import CHECKOUT, Settings
from tests.conftest import BundledRun
from tests.pipeline import environment, settings_for
from tests.superset.expected import EXPECTED, NUMBERS, TABLES
from tests.superset.showing import plain, shown
from tests.superset.words import FEEDS

pytestmark = pytest.mark.slow

SUPERSET = CHECKOUT / ".venv" / "superset" / "bin" / "python"
VISIT = CHECKOUT / "bi" / "superset" / "inside" / "visit.py"
PATIENCE = 300  # seconds


@dataclass(frozen=True)
class Served:
    """A running Superset, and a session that is logged in."""

    settings: Settings
    port: int
    session: requests.Session

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def password_file(self) -> Path:
        return self.settings.home / "superset" / "secrets.json"

    def ask(self, query: dict[str, Any]) -> dict[str, Any]:
        """The answer to a chart's request."""
        answer = self.session.post(f"{self.url}/api/v1/chart/data", json=query, timeout=PATIENCE)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def run(self, sql: str) -> requests.Response:
        """What SQL Lab answers."""
        database = self.session.get(f"{self.url}/api/v1/database/", timeout=PATIENCE).json()["ids"][0]
        query = {"database_id": database, "sql": sql, "runAsync": False}
        return self.session.post(f"{self.url}/api/v1/sqllab/execute/", json=query, timeout=PATIENCE)


@pytest.fixture(scope="module")
def served(bundled_run: BundledRun, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    assert SUPERSET.exists(), f"{SUPERSET} is installed by `make test-slow`"
    settings = settings_for(tmp_path_factory.mktemp("superset") / "home")
    settings.published.mkdir(parents=True)
    shutil.copy(bundled_run.settings.published_database, settings.published_database)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    output = settings.home / "output.txt"
    with output.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "bi.superset", "--port", str(port)],
            cwd=CHECKOUT,
            env=environment(settings),
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        yield _logged_in(settings, port, process, output)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _logged_in(settings: Settings, port: int, process: subprocess.Popen, output: Path) -> Served:
    served = Served(settings, port, requests.Session())
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            served.session.get(f"{served.url}/health", timeout=PATIENCE)
            break
        except requests.ConnectionError:
            time.sleep(0.2)
    else:
        pytest.fail(output.read_text())
    password = json.loads(served.password_file.read_text())["admin_password"]
    user = {"username": "admin", "password": password, "provider": "db"}
    token = served.session.post(f"{served.url}/api/v1/security/login", json=user, timeout=PATIENCE).json()
    served.session.headers["Authorization"] = f"Bearer {token['access_token']}"
    csrf = served.session.get(f"{served.url}/api/v1/security/csrf_token/", timeout=PATIENCE).json()["result"]
    served.session.headers.update({"X-CSRFToken": csrf, "Referer": served.url})
    return served


@pytest.fixture(scope="module", params=LANGUAGES)
def visit(request: pytest.FixtureRequest, served: Served, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a reader sees of the dashboard in one language: tabs with errors, requests with answers."""
    template = Template(request.param)
    target = tmp_path_factory.mktemp(request.param)
    command = [SUPERSET, VISIT, served.url, template.said(template.dashboard["slug"]), request.param]
    ran = subprocess.run([*command, served.password_file, target], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return json.loads((target / "seen.json").read_text(encoding="utf-8")) | {"template": template}


def _requests(served: Served, visit: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The request of each chart with its answer, by the chart's name in the template."""
    template = visit["template"]
    slug = template.said(template.dashboard["slug"])
    listed = served.session.get(f"{served.url}/api/v1/dashboard/{slug}/charts", timeout=PATIENCE).json()["result"]
    names = {template.said(chart.says["title"]): chart.name for chart in template.charts()}
    by_id = {chart["id"]: names[chart["slice_name"]] for chart in listed}
    asked = (request for request in visit["requests"] if "slice_id" in request["asked"]["form_data"])
    return {by_id[request["asked"]["form_data"]["slice_id"]]: request for request in asked}


def _words(template: Template) -> dict[str, dict[str, str]]:
    """Codes by their words, of the columns that only the template names."""
    return {"measure": template.codes("measures"), "reason": template.codes("reasons")}


def _lines(connection: duckdb.DuckDBPyConnection, language: str) -> dict[str, str]:
    """Codes of the lines and the company by their names."""
    name = "scope_name" if language == "en" else "scope_name_zh"
    found = f"select {name}, scope_code from core.dim_scope where scope_level in ('line', 'company')"
    return dict(connection.execute(found).fetchall())


def _expected(connection: duckdb.DuckDBPyConnection, chart: Chart, language: str, chosen: dict[str, Any]) -> list[Any]:
    sql = EXPECTED[chart.name].format(zh="" if language == "en" else "_zh")
    named = {name: value for name, value in chosen.items() if f"${name}" in sql}
    rows = [plain(row) for row in connection.execute(sql, named).fetchall()]
    # a bar or point without a height is not drawn
    heights = {"funnel": 1, "bars": 2}.get(chart.says["kind"]) if "series" in chart.says else None
    return rows if heights is None else [row for row in rows if row[heights] is not None]


def _difference(
    connection: duckdb.DuckDBPyConnection, chart: Chart, template: Template, asked: dict[str, Any], answer: Any
) -> str:
    """What a chart shows that is not so, or in another order; nothing if all is."""
    language = template.language
    filters = {each["col"]: each["val"][0] for each in asked["queries"][0]["filters"]}
    feeds = {texts[LANGUAGES.index(language)]: code for code, texts in FEEDS.items()}
    chosen = {"source": feeds.get(filters.get("source")), "year": int(filters.get("year", 0))}
    chosen["line"] = _lines(connection, language).get(filters.get("line"))
    found = [plain(row) for row in shown(chart, answer, language, _words(template))]
    expected = _expected(connection, chart, language, chosen)
    too_many, missing = Counter(found) - Counter(expected), Counter(expected) - Counter(found)
    is_as_expected = found == expected if chart.name in TABLES else not too_many and not missing
    return "" if is_as_expected else f"{chart.name}, {chosen}: shown {[*too_many]}, expected {[*missing]}"


def test_every_chart_shows_what_the_marts_say(served: Served, visit: dict[str, Any]) -> None:
    template = visit["template"]
    asked = _requests(served, visit)
    charts = {chart.name: chart for chart in template.charts()}
    assert set(asked) == set(charts) == set(EXPECTED)
    with duckdb.connect(str(served.settings.published_database), read_only=True) as connection:
        differences = [
            _difference(connection, charts[name], template, request["asked"], request["answer"])
            for name, request in asked.items()
        ]
    assert [difference for difference in differences if difference] == []


def _choices(offered: list[list[str]]) -> list[tuple[str, ...]]:
    """Values of a chart's filters: all that go together, or of three filters so many that each value comes."""
    if len(offered) < 3:
        return list(product(*offered))
    *others, lines = offered
    pairs = list(product(*others))
    number = max(len(pairs), len(lines))
    return [(*pairs[turn % len(pairs)], lines[turn % len(lines)]) for turn in range(number)]


@pytest.mark.parametrize("visit", ["en"], indirect=True)
def test_every_chart_goes_by_the_filters(served: Served, visit: dict[str, Any]) -> None:
    """Each chart, asked again for every value of its filters."""
    template = visit["template"]
    charts = {chart.name: chart for chart in template.charts()}
    offered = {
        request["asked"]["queries"][0]["columns"][0]: request["answer"]["result"][0]["data"]
        for request in visit["requests"]
        if request["asked"]["form_data"].get("viz_type") == "filter_select"
    }
    assert [row["line"] for row in offered["line"]][-1] == "Company"
    differences = []
    with duckdb.connect(str(served.settings.published_database), read_only=True) as connection:
        for name, request in _requests(served, visit).items():
            query = request["asked"]
            names = [each["col"] for each in query["queries"][0]["filters"]]
            for values in _choices([[row[column] for row in offered[column]] for column in names]):
                for each in query["queries"]:
                    each["filters"] = [
                        {"col": column, "op": "IN", "val": [value]} for column, value in zip(names, values, strict=True)
                    ]
                differences.append(_difference(connection, charts[name], template, query, served.ask(query)))
    assert len(differences) > 3 * len(charts)
    assert [difference for difference in differences if difference] == []


def test_no_page_shows_an_error_and_nothing_leaves_the_machine(visit: dict[str, Any]) -> None:
    titles = [tab.title for tab in visit["template"].tabs()]
    assert [(tab["name"], tab["errors"]) for tab in visit["tabs"]] == [(title, []) for title in titles]
    assert visit["elsewhere"] == []


def test_each_value_has_the_colour_that_it_has_elsewhere(visit: dict[str, Any], served: Served) -> None:
    template = visit["template"]
    colored = template.colors()
    for chart in template.charts():
        if chart.says["kind"] not in ("bars", "funnel", "bubbles"):
            continue
        rows = _requests(served, visit)[chart.name]["answer"]["result"][0]
        if chart.says["kind"] == "bubbles":
            series = {row[chart.says["series"]] for row in rows["data"]}
        elif "series" in chart.says:
            series = set(rows["colnames"]) - {chart.says["across"]}
        else:
            series = set(chart.says["measures"]) if len(chart.says["measures"]) > 1 else set()
        assert series - set(colored) == set(), chart.name


def test_it_is_served_to_this_machine_alone_under_keys_of_its_own(served: Served) -> None:
    assert stat.S_IMODE(served.password_file.stat().st_mode) == 0o600
    listening = {
        line.split()[1]
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]
        if line.split()[3] == "0A" and line.split()[1].endswith(f":{served.port:04X}")
    }
    assert listening == {f"0100007F:{served.port:04X}"}
    output = (served.settings.home / "output.txt").read_text()
    assert str(served.password_file) in output
    assert json.loads(served.password_file.read_text())["admin_password"] not in output


def test_the_release_is_open_for_reading_and_no_other_file_is(served: Served) -> None:
    mode = served.run("select current_setting('access_mode') as mode")
    assert mode.json()["data"] == [{"mode": "read_only"}]
    elsewhere = served.run(f"select * from read_text('{CHECKOUT / 'README.md'}')")
    assert "disabled by configuration" in elsewhere.text
    assert served.run("drop view bi.cases").status_code != 200


@pytest.mark.parametrize("visit", ["en"], indirect=True)
def test_a_release_that_is_swapped_in_is_read_at_once(served: Served, visit: dict[str, Any]) -> None:
    query = _requests(served, visit)["line_complaints"]["asked"]
    before = served.ask(query)["result"][0]["data"][0]["complaints"]
    older, newer = (served.settings.published / name for name in ("older.duckdb", "newer.duckdb"))
    for copy in (older, newer):
        shutil.copy(served.settings.published_database, copy)
    with duckdb.connect(str(newer)) as connection:
        connection.execute("update marts.yearly_comparison set complaints = complaints + 1")
    newer.replace(served.settings.published_database)
    assert served.ask(query)["result"][0]["data"][0]["complaints"] == before + 1
    older.replace(served.settings.published_database)
    assert served.ask(query)["result"][0]["data"][0]["complaints"] == before


def test_numbers_are_one_row_each() -> None:
    kinds = {chart.name for chart in Template("en").charts() if chart.says["kind"] == "number"}
    assert kinds == set(NUMBERS)
