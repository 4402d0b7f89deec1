"""The editions that were handed out, as the next one has to know them: with the counts that are withheld."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.durable import sync, write_whole
from orchestration.release.external.alternatives import Edition
from orchestration.release.external.frequencies import Cell, Frequencies, Wholes, sums_of
from orchestration.release.refusal import ReleaseRefusedError
from orchestration.settings import Settings

_JOINED = "|"

# of the files; whoever changes what they hold gives them another
_FORMAT = 1

_PUT_BACK = "Put that file back from a copy: without it, the next edition may give away what one before withheld."

# a feed and a year of it
Year = tuple[str, int]


class ExternalEditionError(ReleaseRefusedError):
    """No such edition can be made. The message says why, and what to do."""


@dataclass(frozen=True)
class Handed:
    """An edition: of which release, after that of which, its minimum, and what it withheld of each feed and year."""

    release_id: str
    follows: str | None
    minimum: int
    years: Mapping[Year, Edition]


def handed_out(settings: Settings) -> list[Handed]:
    """All editions so far, in the order of their releases.

    Raises `ExternalEditionError` where one of them is damaged, or lost and followed by another.
    """
    editions = sorted(map(_read, _folder(settings).glob("*.json")), key=lambda edition: edition.release_id)
    for before, edition in zip([None, *editions], editions, strict=False):
        if edition.follows != (before and before.release_id):
            raise ExternalEditionError(
                f"In {_folder(settings)} the edition of release {edition.release_id} comes after "
                f"{before.release_id if before else 'none'}, and was made after {edition.follows or 'none'}. "
                f"{_PUT_BACK}"
            )
    return editions


def remember(settings: Settings, edition: Handed, wholes_of: Mapping[Year, list[tuple[Wholes, Wholes]]]) -> None:
    """Keep an edition for the next ones; `wholes_of` are the rows and columns of the tables of each year."""
    _folder(settings).mkdir(mode=0o700, exist_ok=True)
    sync(settings.home)
    years = [
        {
            "source_system": source_system,
            "report_year": report_year,
            "tables": wholes_of[source_system, report_year],
            "counts": {_JOINED.join(cell): count for cell, count in sorted(of_year.frequencies.counts.items())},
            "withheld": sorted(_JOINED.join(cell) for cell in of_year.withheld),
        }
        for (source_system, report_year), of_year in edition.years.items()
    ]
    kept = {
        "format": _FORMAT,
        "release_id": edition.release_id,
        "follows": edition.follows,
        "minimum": edition.minimum,
        "years": years,
    }
    write_whole(_folder(settings) / f"{edition.release_id}.json", json.dumps(kept, ensure_ascii=False))


def _folder(settings: Settings) -> Path:
    return settings.home / "external_editions"


def _read(path: Path) -> Handed:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["format"] == _FORMAT:
            return _handed(kept)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise ExternalEditionError(f"{path} is damaged. {_PUT_BACK}") from error
    raise ExternalEditionError(f"{path} was written by another version of this program: take that one, or a newer.")


def _handed(kept: Mapping[str, Any]) -> Handed:
    years = {}
    for year in kept["years"]:
        counts = {_cell(name): count for name, count in year["counts"].items()}
        sums = dict.fromkeys(total for rows, columns in year["tables"] for total in sums_of(rows, columns))
        withheld = frozenset(map(_cell, year["withheld"]))
        edition = Edition(Frequencies(counts, tuple(sums)), withheld, kept["minimum"])
        years[year["source_system"], year["report_year"]] = edition
    return Handed(kept["release_id"], kept["follows"], kept["minimum"], years)


def _cell(name: str) -> Cell:
    return tuple(name.split(_JOINED)) if name else ()
