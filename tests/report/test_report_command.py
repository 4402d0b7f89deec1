"""`complaints report`: which files it writes, and what it says of the numbers in them."""

from __future__ import annotations

import shutil
import stat
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from orchestration.report import filing, making
from orchestration.reporting import main
from orchestration.settings import Settings
from tests.drawing import some_of
from tests.pipeline import settings_for
from tests.report import small_release


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    settings = settings_for(tmp_path / "home")
    monkeypatch.setenv("COMPLAINTS_HOME", str(settings.home))
    monkeypatch.setattr(making, "build_report", small_release.report)
    return settings


@pytest.fixture
def published(settings: Settings) -> Settings:
    small_release.publish(settings)
    return settings


def made(settings: Settings, *words: str) -> Path:
    assert main(["report", "--year", "2011", "--language", "en", "--format", "xlsx", *words]) == 0
    (path,) = (settings.reports / "2011").glob("*.xlsx")
    return path


def test_before_the_first_release_it_says_how_to_make_one_and_makes_nothing(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", "--year", "2011"]) == 1
    assert "Nothing has been published yet: `complaints run` makes a release." in capsys.readouterr().err
    assert not settings.home.exists()


def test_it_names_the_files_that_it_wrote_and_everybody_may_read_them(
    published: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", "--year", "2011", "--period", "h1", "--format", "xlsx"]) == 0
    folder = published.reports / "2011"
    files = [folder / f"complaints-2011-H1.{language}.xlsx" for language in ("en", "zh")]
    start = f"Start page: {published.reports / 'index.html'}"
    assert capsys.readouterr().out.splitlines() == [*(str(path) for path in files), start]
    assert sorted(folder.iterdir()) == files
    assert (published.reports / "index.html").is_file()
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o644}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o755


def test_a_file_that_cannot_be_written_leaves_the_one_before(
    published: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = made(published)
    before = path.read_bytes()

    def full(name: str) -> object:
        def write(document: object, path: Path) -> None:
            path.write_bytes(b"half of it")
            raise OSError(28, "No space left on device")

        return write

    monkeypatch.setattr(filing, "writer", full)
    assert main(["report", "--year", "2011", "--language", "en", "--format", "xlsx"]) == 1
    assert "want of room" in capsys.readouterr().err
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--year", "11"], "'11' is no year, such as 2011"),
        (["--year", "2011", "--period", "H3"], "there are H1, H2, Q1 to Q4, and to-01 to to-12"),
        (["--year", "2011", "--branches", "--format", "xlsx"], "made as pptx and html"),
        ([], "--year"),
    ],
)
def test_what_cannot_be_asked_is_named(
    settings: Settings, capsys: pytest.CaptureFixture[str], words: list[str], says: str
) -> None:
    with pytest.raises(SystemExit):
        main(["report", *words])
    assert says in capsys.readouterr().err


def test_a_branch_that_is_not_there_is_named_with_those_that_are(
    published: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", "--year", "2011", "--branch", "unmapped"]) == 1
    assert "No branch is called unmapped; there are: north, south." in capsys.readouterr().err
    assert not published.reports.exists()


def test_another_release_is_asked_for_by_name(published: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--year", "2011", "--release", "7"]) == 1
    assert "No release is called '7'" in capsys.readouterr().err
    assert made(published, "--release", "1").is_file()


def test_a_release_without_a_table_that_the_report_reads_is_named(
    published: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(making, "build_report", lambda reader, *_: reader.rows("yearly_comparison"))
    assert main(["report", "--year", "2011"]) == 1
    assert "which another version of the warehouse published: The release has no table" in capsys.readouterr().err


def test_it_counts_the_numbers_that_hold(published: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    path = made(published)
    capsys.readouterr()
    assert main(["report", "verify", str(path)]) == 0
    said = capsys.readouterr()
    assert said.out == (
        f"{path}: 7 numbers, 2 of them computed again from release {small_release.RELEASE_ID}, "
        "5 that no table holds, such as the year: all hold.\n"
    )
    assert said.err == ""


def test_it_names_each_number_that_does_not_hold(published: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    path = made(published)
    workbook = load_workbook(path, rich_text=True)
    sheet = workbook["All"]
    (number,) = (cell for row in sheet.iter_rows() for cell in row if cell.value == 7825)
    number.value = 7826
    sheet["A40"] = "Of 12 more nobody knows."
    workbook.save(path)
    capsys.readouterr()
    assert main(["report", "verify", str(path)]) == 1
    said = capsys.readouterr()
    assert said.err.splitlines() == [
        f"{path}: All!{number.coordinate}: 7,826 differs from the release, which says 7,825 "
        "(yearly.complaints[report_year=2011])",
        f"{path}: All!A40: 12 has no source beside it",
    ]
    assert "2 do not hold" in said.out


@pytest.mark.parametrize("kind", some_of(["xlsx", "html", "pptx"], "xlsx"))
def test_a_word_that_was_altered_is_found_where_the_whole_file_is_asked_for(
    published: Settings, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", "--year", "2011", "--period", "h1", "--language", "en", "--format", kind]) == 0
    path = published.reports / "2011" / f"complaints-2011-H1.en.{kind}"
    assert main(["report", "verify", "--whole", str(path)]) == 0
    assert "to the byte" in capsys.readouterr().out
    reworded(path)
    assert main(["report", "verify", str(path)]) == 0
    assert "all hold" in capsys.readouterr().out
    assert main(["report", "verify", "--whole", str(path)]) == 1
    assert "words or looks were changed" in capsys.readouterr().err


def reworded(path: Path) -> None:
    """Change a word of a file, and no number."""
    if path.suffix == ".html":
        path.write_text(path.read_text(encoding="utf-8").replace("claims", "refunds"), encoding="utf-8")
        return
    with zipfile.ZipFile(path) as archive:
        parts = {part.filename: archive.read(part) for part in archive.infolist()}
    changed = {name: content.replace(b"claims", b"refunds") for name, content in parts.items()}
    assert changed != parts
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in changed.items():
            archive.writestr(name, content)


def test_a_file_that_is_no_report_or_damaged_is_named(
    published: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = made(published).read_bytes()
    for name, content in {
        "notes.txt": b"",
        "half.xlsx": whole[: len(whole) // 2],
        "no.xlsx": b"no",
        "half.html": b"<html><head>",
        "other.html": b"<html><head><title>x</title></head></html>",
    }.items():
        (tmp_path / name).write_bytes(content)
        assert main(["report", "verify", str(tmp_path / name)]) == 1, name
        assert capsys.readouterr().err.startswith(f"{tmp_path / name} is "), name
    assert main(["report", "verify", str(tmp_path / "nowhere.xlsx")]) == 1
    assert capsys.readouterr().err == f"{tmp_path / 'nowhere.xlsx'} cannot be read: No such file or directory.\n"


def test_a_release_that_is_no_longer_kept_is_named(published: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    path = made(published)
    shutil.rmtree(published.releases / small_release.RELEASE_ID)
    capsys.readouterr()
    assert main(["report", "verify", str(path)]) == 1
    said = capsys.readouterr().err
    assert f"was made of release {small_release.RELEASE_ID}, which is not kept" in said
    assert "complaints release list" in said


def test_a_release_of_the_same_name_with_other_contents_is_not_taken_for_it(
    published: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    path = made(published)
    shutil.rmtree(published.published)
    manifest = small_release.publish(published)
    other = replace(manifest, content_hashes={"marts.yearly": "b"})
    (published.releases / small_release.RELEASE_ID / "manifest.json").write_text(other.to_json())
    capsys.readouterr()
    assert main(["report", "verify", str(path)]) == 1
    assert "their hashes differ" in capsys.readouterr().err
