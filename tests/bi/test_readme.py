"""What the README tells an analyst to type gives an answer, on the bundled feeds."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import CHECKOUT
from tests.conftest import BundledRun

_TEXT = (CHECKOUT / "README.md").read_text(encoding="utf-8")
PYTHON = re.findall(r"^```python\n(.*?)^```", _TEXT, re.MULTILINE | re.DOTALL)
SHELL = re.findall(
    r'duckdb -readonly data/published/complaints\.duckdb \\\n\s+"(.*?)"$', _TEXT, re.MULTILINE | re.DOTALL
)


def test_python_snippets_run(
    bundled_run: BundledRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    (tmp_path / "data").symlink_to(bundled_run.settings.home)
    monkeypatch.chdir(tmp_path)
    # the dialect for SQLAlchemy is in an environment of its own, and has a test there
    snippets = [snippet for snippet in PYTHON if "sqlalchemy" not in snippet]
    assert len(snippets) == 2
    for snippet in snippets:
        exec(compile(snippet, "README.md", "exec"), {})
    shown = capsys.readouterr().out
    assert "complaints_monthly" in shown
    assert "华东" in shown


def test_queries_for_the_shell_answer(bundled_run: BundledRun) -> None:
    (query,) = SHELL
    with duckdb.connect(str(bundled_run.settings.published_database), read_only=True) as connection:
        found = connection.execute(query).fetchall()
    assert ("Heilongjiang", 9, 1) in {row[:3] for row in found}


def test_every_view_is_listed(bundled_run: BundledRun) -> None:
    with duckdb.connect(str(bundled_run.settings.published_database), read_only=True) as connection:
        views = [name for (name,) in connection.execute("show tables").fetchall()]
    table = _TEXT[_TEXT.index("| view | one row per |") : _TEXT.index("```python")]
    assert [name for name in views if f"`{name}`" not in table] == []
