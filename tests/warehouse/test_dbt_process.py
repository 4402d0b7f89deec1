"""dbt in its own process: what it tells, what waiting for it is worth, and that none is left behind."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration import dbt_command
from orchestration.settings import CHECKOUT, Settings
from orchestration.warehouse import keep_dbt_waiting, parsed_project, prepare_manifest, run_dbt
from orchestration.warehouse.dbt_process import _waiting
from tests.conftest import BundledRun
from tests.pipeline import environment, forked_dbt, settings_for

pytestmark = pytest.mark.job

REFERENCE = (
    "build",
    "--select",
    "reference",
    "--indirect-selection",
    "cautious",
    "--exclude-resource-type",
    "unit_test",
)


@pytest.fixture(autouse=True)
def _forked_dbt() -> Iterator[None]:
    with forked_dbt():
        yield


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for(tmp_path)


def told(process: subprocess.Popen[bytes]) -> list[dict]:
    with process.stdout as lines:
        events = [json.loads(line) for line in lines if line.strip()]
    process.wait()
    return events


def test_each_line_is_one_event_and_each_node_has_its_result(settings: Settings) -> None:
    process = run_dbt(settings, REFERENCE)
    events = told(process)
    assert process.returncode == 0
    assert {event["info"]["level"] for event in events} == {"info"}
    (found,) = {event["data"]["total"] for event in events if event["info"]["name"] == "LogStartLine"}
    results = [event for event in events if event["info"]["name"] in ("LogModelResult", "LogTestResult")]
    assert len(results) == found > 10


def test_a_command_that_fails_tells_why_and_says_so(settings: Settings) -> None:
    process = run_dbt(settings, ["run", "--select", "fct_complaints"])
    events = told(process)
    assert process.returncode == 1
    errors = [event["info"]["msg"] for event in events if event["info"]["level"] == "error"]
    assert any("does not exist" in message for message in errors), errors
    process = run_dbt(settings, ["build", "--no-such-option"])
    told(process)
    assert process.returncode == 2


def test_what_waits_is_used_once(settings: Settings) -> None:
    keep_dbt_waiting(settings)
    waiting = _waiting[settings.home, settings.engine]
    first = run_dbt(settings, ["list"])
    second = run_dbt(settings, ["list"])
    assert first is waiting
    assert second is not waiting
    assert [(told(process), process.returncode)[1] for process in (first, second)] == [0, 0]


def test_one_that_died_while_it_waited_is_replaced(settings: Settings) -> None:
    keep_dbt_waiting(settings)
    waiting = _waiting[settings.home, settings.engine]
    waiting.kill()
    waiting.wait()
    process = run_dbt(settings, ["list"])
    assert told(process)
    assert process.returncode == 0


_STARTS_ONE_AND_ENDS = """
from orchestration.settings import Settings
from orchestration.warehouse.dbt_process import _waiting, keep_dbt_waiting

keep_dbt_waiting(Settings.from_env())
print(*(process.pid for process in _waiting.values()))
"""


def test_nothing_waits_longer_than_whoever_started_it(settings: Settings) -> None:
    started = subprocess.run(
        [sys.executable, "-c", _STARTS_ONE_AND_ENDS],
        cwd=CHECKOUT,
        env=environment(settings),
        capture_output=True,
        text=True,
    )
    process = int(started.stdout)
    deadline = time.monotonic() + 30
    while Path(f"/proc/{process}").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert not settings.warehouse.exists()


def test_the_parsed_project_is_read_back_whole(bundled_run: BundledRun) -> None:
    read = dbt_command.read_parsed(parsed_project(bundled_run.settings))
    assert read is not None
    known = json.loads(prepare_manifest(bundled_run.settings).read_bytes())
    assert (read.nodes.keys(), read.macros.keys()) == (known["nodes"].keys(), known["macros"].keys())


@pytest.mark.parametrize("content", [None, b"", b"\x00 no such thing"])
def test_where_it_cannot_be_read_dbt_is_left_to_parse(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "parsed.msgpack"
    if content is not None:
        path.write_bytes(content)
    assert dbt_command.read_parsed(path) is None
