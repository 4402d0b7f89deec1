"""Runs and rollbacks lead a PostgreSQL database along; one that is down fails its own asset, and nothing else."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import Any

import pytest

from orchestration.release import current_manifest
from orchestration.releases import main
from orchestration.settings import Settings
from tests.conftest import BundledRun
from tests.pipeline import environment, forked_dbt, run, settings_for
from tests.postgres.server import Server
from tests.test_releases import EARLIER, with_an_earlier_release

pytestmark = pytest.mark.job


@pytest.fixture
def home(bundled_run: BundledRun, server: Server, database: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The bundled home at another place, where it is built anew, with a database that holds nothing yet."""
    settings = replace(settings_for(tmp_path_factory.mktemp("home") / "home"), postgres_url=server.url(database))
    shutil.copytree(bundled_run.settings.home, settings.home, symlinks=True)
    return settings


def test_the_database_follows_runs_and_rollbacks_and_catches_up_where_it_was_down(
    home: Settings,
    server: Server,
    database: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def held() -> list[tuple[Any, ...]]:
        with server.connect(database) as connection:
            return connection.execute("select release_id from marts.release").fetchall()

    done = run(home)
    newest = current_manifest(home).release_id
    where = f"PostgreSQL database {database} at {server.folder}:{server.port} holds release"
    assert done.returncode == 0
    assert any(line.startswith(f"{where} {newest}: ") for line in done.stdout.splitlines())
    assert held() == [(newest,)]

    # somebody at a terminal leads readers back, and the server is down for the way on
    with_an_earlier_release(home)
    for name, value in environment(home).items():
        if name.startswith("COMPLAINTS_"):
            monkeypatch.setenv(name, value)
    with forked_dbt():
        assert main(["release", "rollback", EARLIER]) == 0
        assert f"{where} {EARLIER}: " in capsys.readouterr().out
        assert held() == [(EARLIER,)]
        server.stop()
        try:
            status = main(["release", "rollback", "newest"])
            failed = run(home)
        finally:
            server.start()
    said = capsys.readouterr()
    assert status == 1
    assert f"Readers see release {newest}" in said.out
    assert "PostgreSQL was not led there. connection" in said.err

    assert failed.returncode == 1
    assert "Nothing came, and nothing changed" in failed.stdout
    assert f"Release {newest}" in failed.stdout, "the summary of what readers of the file see"
    last = failed.stderr.splitlines()[-1]
    assert last.startswith("The release is published; PostgreSQL does not hold it yet. connection")
    assert "See to it that the server runs" in last
    assert held() == [(EARLIER,)]

    done = run(home)
    assert (done.returncode, held()) == (0, [(newest,)])
    assert "Nothing came, and nothing changed" in done.stdout
    assert f"{where} {newest} already." in run(home).stdout
