"""A user without the rights that a run needs is told in one line which place it is, and what to do."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from orchestration.settings import BUNDLED_CONFIG, CHECKOUT
from tests.pipeline import environment, settings_for

NOBODY = 65534

_RUNS = """
import contextlib, io, json, os, sys
from orchestration.__main__ import main
from orchestration.configuration import check_configuration
from orchestration.settings import Settings

user, *homes = sys.argv[1:]
# the interpreter and its libraries may be where that user cannot read them
check_configuration(Settings.from_env())
os.setgroups([])
os.setgid(int(user))
os.setuid(int(user))
said = {}
for home in homes:
    os.environ["COMPLAINTS_HOME"] = home
    with contextlib.redirect_stderr(io.StringIO()) as errors:
        said[home] = main(["run"]), errors.getvalue()
print(json.dumps(said))
"""


def _of_another(path: Path, mode: int) -> None:
    if not path.exists():
        path.write_text("{}")
    os.chown(path, 0, 0)
    path.chmod(mode)


CASES: dict[str, tuple[Callable[[Path], None], str]] = {
    "a home to be read only": (
        lambda home: home.chmod(0o555),
        "{home} cannot be written to .*; give this user the right",
    ),
    "a lake of another user": (
        lambda home: _of_another(home / "lake", 0o700),
        "{home}/lake cannot be written to .*; give this user the right",
    ),
    "a feed's folder of another user": (
        lambda home: _of_another(home / "lake" / "hq", 0o755),
        "{home}/lake/hq cannot be written to; give this user the right",
    ),
    "a landing zone that nobody else may read": (
        lambda home: _of_another(home / "landing" / "hq", 0o700),
        "{home}/landing/hq cannot be read; give this user the right",
    ),
    "an identity that nobody else may read": (
        lambda home: _of_another(home / "lake" / "identity.json", 0o600),
        r"{home}/lake/identity\.json: cannot be read; restore it from a backup, as a file that this user may read",
    ),
    "a list of purged rows that nobody else may read": (
        lambda home: _of_another(home / "purged.json", 0o600),
        r"{home}/purged\.json cannot be read; restore it",
    ),
}


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every user can reach, which those of pytest are not."""
    made = Path(tempfile.mkdtemp())
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become a user without rights")
def test_a_user_without_rights_is_told_the_place_and_the_remedy(folder: Path) -> None:
    shutil.copytree(BUNDLED_CONFIG, folder / "config")
    homes = {name: folder / f"home-{number}" for number, name in enumerate(CASES)}
    for name, home in homes.items():
        for place in (home, home / "landing", home / "landing" / "hq", home / "lake", home / "lake" / "hq"):
            place.mkdir()
            os.chown(place, NOBODY, NOBODY)
        CASES[name][0](home)
    ran = subprocess.run(
        [sys.executable, "-c", _RUNS, str(NOBODY), *map(str, homes.values())],
        cwd=CHECKOUT,
        env=environment(settings_for(folder / "home", folder / "config")),
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    outcomes = json.loads(ran.stdout)
    for name, home in homes.items():
        status, said = outcomes[str(home)]
        assert status == 1, name
        assert said.count("\n") == 1, said
        assert re.match(CASES[name][1].format(home=home), said), (name, said)
