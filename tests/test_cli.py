"""The command `complaints`."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

from orchestration.cli import main
from orchestration.settings import CHECKOUT


def test_the_command_is_the_one_that_the_project_installs() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    module, function = project["project"]["scripts"]["complaints"].split(":")
    assert getattr(import_module(module), function) is main
    backend = project["build-system"]["requires"][0]
    assert f"\n{backend.split('>=')[0]}==" in (CHECKOUT / "requirements.lock").read_text(encoding="utf-8")


def test_its_help_names_every_command_and_imports_no_library() -> None:
    code = (
        "import sys\nfrom orchestration.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
        "print(sorted({'dagster', 'duckdb', 'pyarrow', 'pandas'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True)
    assert ran.stdout.splitlines()[-1] == "[]"
    for command in ("run", "dev", "check", "draft", "quarantine", "rekey", "purge", "release", "metrics", "docs"):
        assert f"\n    {command}" in ran.stdout


def test_it_passes_on_what_a_command_takes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path / "nowhere.csv"), "--feed", "hq"]) == 2
    assert "nowhere.csv: is not there" in capsys.readouterr().err


def test_a_command_explains_itself_under_the_name_that_was_typed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["draft", "--help"])
    assert capsys.readouterr().out.startswith("usage: complaints draft")


def test_an_unknown_command_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["nonsense"])
    assert ended.value.code == 2
    assert "invalid choice: 'nonsense'" in capsys.readouterr().err
