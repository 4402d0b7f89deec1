"""Whatever number of a report's file is altered, it is found; and nothing is found where none was."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from orchestration.release.lookup import CURRENT, find_release
from orchestration.report.figures import LANGUAGES
from orchestration.report.files import numbers_of
from orchestration.report.filing import FORMATS
from orchestration.report.making import make_branch_reports, make_report
from orchestration.report.periods import Period, period
from orchestration.report.release import ReleaseReader, opened
from orchestration.report.verification import check, verify
from orchestration.reporting import main
from orchestration.settings import Settings
from tests.conftest import BundledRun
from tests.drawing import TRIES_ALL
from tests.pipeline import settings_for
from tests.report.places import places_of

# of which `make test` tries an eighth
ALTERATIONS = 1000
SEED = 20111231

# of places that are altered
KINDS = {
    ".pptx": ("drawn", "sheet", "chart", "description"),
    ".html": ("span", "title", "script name", "script x", "script x_text"),
    ".xlsx": ("!A", "!B"),
}

# where a number stands in the XML of an Office file that is altered whole
_PARTS = {
    ".xlsx": ("xl/worksheets/sheet2.xml", rb"<v>(\d{2,})"),
    ".pptx": ("ppt/slides/slide5.xml", rb"<a:t>(\d[\d,]+)"),
}


@pytest.fixture(scope="module")
def settings(bundled_run: BundledRun, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home of its own for reports of the bundled release."""
    settings = settings_for(tmp_path_factory.mktemp("proof") / "home")
    settings.home.mkdir()
    settings.published.symlink_to(bundled_run.settings.published)
    return settings


@pytest.fixture(scope="module")
def files(settings: Settings) -> list[Path]:
    """The report of 2011 in all formats; in `make test-slow` in both languages."""
    languages = LANGUAGES if TRIES_ALL else ("zh",)
    return make_report(settings, find_release(settings, CURRENT), Period(2011), languages)


@pytest.fixture(scope="module")
def reader(settings: Settings) -> Iterator[ReleaseReader]:
    with opened(settings, find_release(settings, CURRENT)) as reader:
        yield reader


def test_every_number_of_the_bundled_report_holds(files: list[Path], reader: ReleaseReader) -> None:
    assert {path.suffix for path in files} == {f".{name}" for name in FORMATS}
    for path in files:
        found = verify(numbers_of(path), reader)
        assert found.numbers > 1000
        assert [str(finding) for finding in found.findings] == []


@pytest.mark.drawn
def test_a_thousand_numbers_altered_one_at_a_time_are_all_found(files: list[Path], reader: ReleaseReader) -> None:
    random = Random(SEED)
    places = {path: places_of(path) for path in files}
    assert all(len(found) > 1000 for found in places.values())
    altered = Counter[str]()
    for number in range(ALTERATIONS if TRIES_ALL else ALTERATIONS // 8):
        path = files[number % len(files)]
        place = random.choice(places[path])
        found = [finding for item in place.altered(random) if (finding := check(item, reader))]
        assert found, f"{path.name}: {place.name} {place.content!r}"
        altered[path.suffix] += 1
    assert min(altered.values()) >= ALTERATIONS // 8 // 3
    names = {path.suffix: " ".join(place.name for place in found) for path, found in places.items()}
    for suffix, kinds in KINDS.items():
        assert [kind for kind in kinds if kind not in names[suffix]] == []


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [f".{name}" for name in FORMATS])
def test_a_whole_file_with_one_number_altered_is_refused(
    settings: Settings,
    files: list[Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    suffix: str,
) -> None:
    monkeypatch.setenv("COMPLAINTS_HOME", str(settings.home))
    path = next(path for path in files if path.suffix == suffix)
    altered = tmp_path / path.name
    if suffix == ".html":
        altered.write_bytes(_altered(path.read_bytes(), rb'data-mark="count [^>]*>(\d[\d,]*)<'))
    else:
        part, number = _PARTS[suffix]
        with zipfile.ZipFile(path) as whole, zipfile.ZipFile(altered, "w") as written:
            for name in whole.namelist():
                content = whole.read(name)
                written.writestr(name, _altered(content, number) if name == part else content)
    assert main(["report", "verify", str(altered)]) == 1
    said = capsys.readouterr()
    assert "1 do not hold" in said.out
    assert "differs from the release, which says" in said.err


def _altered(content: bytes, number: bytes) -> bytes:
    match = re.search(number, content)
    assert match
    digit = b"7" if match[1][:1] != b"7" else b"8"
    return content[: match.start(1)] + digit + content[match.start(1) + 1 :]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["H1", "to-05"])
def test_every_number_of_a_part_of_a_year_holds(settings: Settings, reader: ReleaseReader, name: str) -> None:
    for path in make_report(settings, find_release(settings, CURRENT), period(2011, name)):
        found = verify(numbers_of(path), reader)
        assert found.numbers > 100
        assert [str(finding) for finding in found.findings] == []


@pytest.mark.slow
def test_every_number_of_the_branches_holds(settings: Settings, reader: ReleaseReader) -> None:
    files = make_branch_reports(settings, find_release(settings, CURRENT), Period(2011), ("zh",))
    assert len(files) == 36 * 2
    for path in files:
        found = verify(numbers_of(path), reader)
        assert found.numbers > 20
        assert [str(finding) for finding in found.findings] == [], path.name
