"""`complaints release`, as somebody types it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from orchestration.durable import write_whole
from orchestration.release import content_hashes
from orchestration.release.manifest import Manifest, StoredFile
from orchestration.releases import main
from orchestration.settings import Settings
from tests.conftest import BundledRun
from tests.pipeline import settings_for

Typed = Callable[..., tuple[int, str, str]]
EARLIER = "20200101T000000Z-00000000"


@pytest.fixture
def home(bundled_run: BundledRun, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The bundled release, and one before it in which the call center had a complaint more in 2011."""
    settings = settings_for(tmp_path_factory.mktemp("releases"))
    shutil.copytree(bundled_run.settings.published, settings.published, symlinks=True)
    with_an_earlier_release(settings)
    return settings


def with_an_earlier_release(settings: Settings) -> None:
    """Put the release `EARLIER` before the only one of a home."""
    (newest,) = settings.releases.iterdir()
    folder = settings.releases / EARLIER
    shutil.copytree(newest, folder)
    database = folder / "complaints.duckdb"
    database.chmod(0o644)
    with duckdb.connect(str(database)) as release:
        release.execute("""
            update marts.yearly_comparison set complaints = complaints + 1
            where source_system = 'call_center' and report_year = 2011 and scope_level = 'company'
        """)
    manifest = Manifest.read(newest / "manifest.json")
    earlier = replace(
        manifest,
        release_id=EARLIER,
        number=0,
        published_at="2020-01-01T00:00:00+00:00",
        content_hashes=content_hashes(database),
        files={**manifest.files, "complaints.duckdb": StoredFile.of(database)},
    )
    write_whole(folder / "manifest.json", earlier.to_json())


@pytest.fixture
def typed(home: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Typed:
    """Runs the command; gives its exit status and what it said."""
    monkeypatch.setenv("COMPLAINTS_HOME", str(home.home))

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(["release", *arguments])
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


def test_from_list_to_rollback_and_back(home: Settings, typed: Typed) -> None:
    status, said, _ = typed("list")
    newest, earlier = said.splitlines()[1:3]
    assert status == 0
    assert newest.split()[:2] == ["*", "1"] and "19,577" not in newest
    assert earlier.split()[0] == EARLIER
    assert said.endswith("2 releases; readers see the one with a star.\n")

    assert typed("show", "1")[1].splitlines()[0].endswith("(number 1)")
    assert f"Release {EARLIER}\n" in typed("show", "20200101")[1]

    status, said, _ = typed("diff", EARLIER)
    assert status == 0
    assert [line.split()[-1] for line in said.splitlines()[2:3]] == ["marts.yearly_comparison"]
    assert "       7,826         7,825  call_center 2011 company: -34.0% to -34.0%\n" in said
    assert typed("diff", "current", "newest")[1].endswith("All tables hold the same rows.\n")

    assert typed("verify")[:2] == (0, "2 releases verified: nothing wrong.\n")

    status, said, _ = typed("rollback", "20200101", "--reason", "A file was sent twice.")
    assert status == 0
    assert said.startswith(f"Readers see release {EARLIER}, published 2020-01-01 00:00:00 UTC.\nThey stay there")
    assert "and stay there: A file was sent twice.\n" in typed("list")[1]
    assert typed("prune", "--keep", "1")[1] == "2 releases kept.\n"
    page = home.reports / "index.html"
    assert EARLIER in page.read_text(encoding="utf-8")
    assert typed("rollback", "newest")[1].splitlines()[1:] == [f"Start page: {page}"]
    assert EARLIER not in page.read_text(encoding="utf-8")
    status, said, _ = typed("prune", "--keep", "1")
    assert EARLIER in said and said.endswith("1 release kept.\n")


def test_what_is_wrong_is_said_and_tells_by_the_exit_status(home: Settings, typed: Typed) -> None:
    parquet = home.releases / EARLIER / "parquet" / "open_cases.parquet"
    parquet.chmod(0o644)
    parquet.write_bytes(b"")
    database = home.published_database
    database.chmod(0o644)
    database.write_bytes(b"")
    status, said, wrong = typed("verify")
    assert status == 1
    assert said == "2 releases verified: 2 wrong.\n"
    assert [line.split(" is not ")[0].split("/")[-1] for line in wrong.splitlines()] == [
        "open_cases.parquet",
        "complaints.duckdb",
    ]


def test_rows_that_were_changed_along_with_their_file_are_seen(home: Settings, typed: Typed) -> None:
    """Whoever changes a database and its hash in the manifest has not changed the hashes of the tables."""
    folder = home.releases / EARLIER
    with duckdb.connect(str(folder / "complaints.duckdb")) as release:
        release.execute(
            "delete from core.complaint_lines where rowid = 0; delete from marts.open_cases where rowid = 0"
        )
    manifest = Manifest.read(folder / "manifest.json")
    files = {**manifest.files, "complaints.duckdb": StoredFile.of(folder / "complaints.duckdb")}
    write_whole(folder / "manifest.json", replace(manifest, files=files).to_json())
    status, _, wrong = typed("verify", EARLIER)
    assert status == 1
    assert "marts.open_cases in " in wrong


@pytest.mark.parametrize("verb", ["show", "diff", "rollback"])
def test_an_unknown_release_names_those_that_there_are(typed: Typed, verb: str) -> None:
    status, _, error = typed(verb, "17")
    assert status == 1
    assert error.startswith("No release is called '17'; there are: ")
    assert EARLIER in error


def test_without_any_release_it_says_so_and_leaves_no_trace(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "nowhere"
    monkeypatch.setenv("COMPLAINTS_HOME", str(home))
    changing = dict.fromkeys(("rollback newest", "prune", f"export {tmp_path / 'out'} --external"), 1)
    for verb, status in {"list": 0, "verify": 0, "show": 1, "diff newest": 1, **changing}.items():
        assert main(["release", *verb.split()]) == status
        said = capsys.readouterr()
        assert said.out + said.err == "Nothing has been published yet: `complaints run` makes a release.\n"
    assert list(tmp_path.iterdir()) == []


def test_a_few_digits_are_a_number_and_not_the_beginning_of_an_id(typed: Typed) -> None:
    assert typed("show", "20")[2].startswith("No release is called '20'; ")
    assert typed("show", "20200101")[0] == 0


def test_usage_and_files_that_are_no_contract(typed: Typed, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["release", "prun"])
    assert capsys.readouterr().err.startswith("usage: complaints release ")
    for name, content in {"nowhere": None, "no yaml": "{", "no contract": "a: b"}.items():
        if content:
            (tmp_path / name).write_text(content)
        status, _, error = typed("contract", "--against", str(tmp_path / name))
        assert status == 1
        assert f"{name} cannot be read as a data contract" in error
