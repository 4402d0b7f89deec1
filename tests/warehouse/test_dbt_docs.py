"""dbt's own pages: what dbt is given, and what is said where it cannot write them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from orchestration.warehouse import dbt_docs
from orchestration.warehouse.dbt_docs import DbtDocsError, write_dbt_docs
from tests.pipeline import settings_for

NODE = {"name": "dim_branch", "raw_code": "select 1", "compiled_code": "from '/home/lake'", "build_path": "/home/run"}


class FakeDbt:
    """Stands for dbt: runs a line of Python in the place of its command, and keeps what it was asked."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.arguments: list[str] = []

    def __call__(self, settings: object, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
        self.arguments = list(arguments)
        return subprocess.Popen([sys.executable, "-c", self.code, arguments[-1]], stdout=subprocess.PIPE)


WRITES = "import pathlib, sys; (pathlib.Path(sys.argv[1]) / 'static_index.html').write_text('whole')"


def test_dbt_is_given_the_project_without_the_places_of_this_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = FakeDbt(WRITES)
    monkeypatch.setattr(dbt_docs, "run_dbt", fake)
    page = write_dbt_docs(settings_for(tmp_path), {"nodes": {"model.w.dim_branch": NODE}, "docs": {}})
    assert page.read_text() == "whole"
    given = json.loads(page.with_name("manifest.json").read_bytes())
    assert given == {"nodes": {"model.w.dim_branch": {"name": "dim_branch", "raw_code": "select 1"}}, "docs": {}}
    assert "--no-compile" in fake.arguments
    assert "--empty-catalog" in fake.arguments, "there is no warehouse to ask for types"
    settings_for(tmp_path).warehouse.touch()
    write_dbt_docs(settings_for(tmp_path), {"nodes": {}})
    assert "--empty-catalog" not in fake.arguments


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (
            """print('{"info": {"level": "error", "msg": "Could not lock"}}'); raise SystemExit(1)""",
            "dbt could not write its pages: Could not lock",
        ),
        (
            """print('{"info": {"level": "info", "msg": "Done"}}')""",
            "dbt could not write its pages: it does not say why",
        ),
    ],
)
def test_where_dbt_fails_or_leaves_no_page_its_words_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, words: str
) -> None:
    monkeypatch.setattr(dbt_docs, "run_dbt", FakeDbt(code))
    with pytest.raises(DbtDocsError) as told:
        write_dbt_docs(settings_for(tmp_path), {"nodes": {}})
    assert str(told.value) == words
