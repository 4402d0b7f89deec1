"""Of what no external edition is made."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from orchestration.release.external import ExternalEditionError, write_edition
from orchestration.settings import Settings
from tests.release.external.small_releases import FIRST, SECOND, release, rename_line


def test_an_edition_that_would_give_an_earlier_one_away_is_refused(settings: Settings, tmp_path: Path) -> None:
    write_edition(settings, release(SECOND), 30, tmp_path / "out", print)
    with pytest.raises(ExternalEditionError, match=r"one with 5 would give them away\. Keep to 30"):
        write_edition(settings, release(SECOND), 5, tmp_path / "smaller", print)
    with pytest.raises(ExternalEditionError, match=f"An edition of release {SECOND} is out already"):
        write_edition(settings, release(FIRST), 30, tmp_path / "older", print)
    assert not (tmp_path / "smaller").exists()
    assert not (tmp_path / "older").exists()


@pytest.mark.parametrize("there", ["a file", "a file above"])
def test_what_cannot_be_written_is_not_remembered(settings: Settings, tmp_path: Path, there: str) -> None:
    (tmp_path / "file").touch()
    folder = tmp_path / "file" if there == "a file" else tmp_path / "file" / "out"
    with pytest.raises(ExternalEditionError, match=r"name a new one|was not written to"):
        write_edition(settings, release(FIRST), 5, folder, print)
    assert not (settings.home / "external_editions").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"format": 1, "years"', "is damaged. Put that file back from a copy"),
        ('{"format": 1, "years": []}', "is damaged. Put that file back from a copy"),
        ('{"format": 2}', "was written by another version of this program"),
    ],
)
def test_without_what_was_withheld_there_is_no_next_edition(
    settings: Settings, tmp_path: Path, text: str, said: str
) -> None:
    write_edition(settings, release(FIRST), 30, tmp_path / "one", print)
    (settings.home / "external_editions" / f"{FIRST}.json").write_text(text)
    with pytest.raises(ExternalEditionError, match=said):
        write_edition(settings, release(SECOND), 30, tmp_path / "two", print)


def test_nor_where_one_that_another_follows_is_lost(settings: Settings, tmp_path: Path) -> None:
    for number, release_id in enumerate((FIRST, SECOND)):
        write_edition(settings, release(release_id), 30, tmp_path / str(number), print)
    (settings.home / "external_editions" / f"{FIRST}.json").unlink()
    with pytest.raises(ExternalEditionError, match=f"{SECOND} comes after none, and was made after {FIRST}"):
        write_edition(settings, release(SECOND), 30, tmp_path / "again", print)


def test_a_release_that_was_counted_otherwise_before_is_refused(settings: Settings, tmp_path: Path) -> None:
    """What was withheld then says nothing of a table that is new."""
    write_edition(settings, release(FIRST), 5, tmp_path / "one", print)
    kept = settings.home / "external_editions" / f"{FIRST}.json"
    edition = json.loads(kept.read_text())
    for year in edition["years"]:
        year["counts"] = {cell: count for cell, count in year["counts"].items() if "channel" not in cell}
    kept.write_text(json.dumps(edition))
    with pytest.raises(ExternalEditionError, match="counted by another version of this program"):
        write_edition(settings, release(FIRST), 5, tmp_path / "two", print)


def test_a_name_that_a_spreadsheet_would_calculate_is_refused(settings: Settings, tmp_path: Path) -> None:
    rename_line(settings, "=HYPERLINK(1)")
    with pytest.raises(ExternalEditionError, match="The line operations is called '=HYPERLINK"):
        write_edition(settings, release(FIRST), 5, tmp_path / "out", print)
