"""`complaints metrics` says what is missing; what it answers, `tests/metrics/` asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration import metrics
from orchestration.cli import main


def test_without_metricflow_it_names_what_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(metrics, "_COMMAND", tmp_path / "mf")
    assert main(["metrics", "list", "metrics"]) == 1
    assert "`make metrics` installs MetricFlow" in capsys.readouterr().err


def test_without_a_release_it_names_what_publishes_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(metrics, "_COMMAND", Path(__file__))
    monkeypatch.setenv("COMPLAINTS_HOME", str(tmp_path))
    assert main(["metrics", "list", "metrics"]) == 1
    assert "complaints.duckdb is not there: `complaints run` publishes a release" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_home_that_cannot_be_written_to_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(metrics, "_COMMAND", Path(__file__))
    monkeypatch.setattr(metrics, "semantic_manifest", lambda _: "{}")
    monkeypatch.setenv("COMPLAINTS_HOME", str(tmp_path))
    (tmp_path / "published").mkdir()
    (tmp_path / "published" / "complaints.duckdb").touch()
    (tmp_path / "dbt").touch()
    assert main(["metrics", "list", "metrics"]) == 1
    assert "Something else lies where a file or folder of the warehouse belongs" in capsys.readouterr().err


def test_what_is_typed_reaches_metricflow_in_its_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "_COMMAND", Path(__file__))
    monkeypatch.setattr(metrics, "metrics_environment", lambda *_: {"DBT_PROJECT_DIR": "here"})
    became = []
    monkeypatch.setattr(metrics.os, "execve", lambda *command: became.append(command) or 0)
    monkeypatch.setenv("COMPLAINTS_HOME", str(tmp_path))
    (tmp_path / "published").mkdir()
    (tmp_path / "published" / "complaints.duckdb").touch()
    words = ["query", "--metrics", "complaints", "--order", "-complaints", "--help"]
    assert main(["metrics", *words]) == 0
    ((command, arguments, environment),) = became
    assert arguments == [str(command), *words]
    assert environment["DBT_PROJECT_DIR"] == "here"
    assert "PATH" in environment
