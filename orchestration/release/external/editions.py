"""The editions that were handed out, as the next one has to know them: with the counts that are withheld."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.durable import write_whole
from orchestration.release.external.alternatives import Edition
from orchestration.release.external.frequencies import Cell, Frequencies, Wholes, sums_of
from orchestration.settings import Settings

_JOINED = "|"

# a feed and a year of it
Year = tuple[str, int]


@dataclass(frozen=True)
class Handed:
    """An edition: of which release, its minimum, and what it withheld of each feed and year."""

    release_id: str
    minimum: int
    years: Mapping[Year, Edition]


def handed_out(settings: Settings) -> list[Handed]:
    """All editions so far, in the order of their releases."""
    return [_read(json.loads(path.read_text(encoding="utf-8"))) for path in sorted(_folder(settings).glob("*.json"))]


def remember(settings: Settings, edition: Handed, wholes_of: Mapping[Year, list[tuple[Wholes, Wholes]]]) -> None:
    """Keep an edition for the next ones; `wholes_of` are the rows and columns of the tables of each year."""
    _folder(settings).mkdir(mode=0o700, exist_ok=True)
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
    text = json.dumps(
        {"release_id": edition.release_id, "minimum": edition.minimum, "years": years}, ensure_ascii=False
    )
    write_whole(_folder(settings) / f"{edition.release_id}.json", text)


def _folder(settings: Settings) -> Path:
    return settings.home / "external_editions"


def _read(kept: Mapping[str, Any]) -> Handed:
    years = {}
    for year in kept["years"]:
        counts = {_cell(name): count for name, count in year["counts"].items()}
        sums = dict.fromkeys(total for rows, columns in year["tables"] for total in sums_of(rows, columns))
        withheld = frozenset(map(_cell, year["withheld"]))
        edition = Edition(Frequencies(counts, tuple(sums)), withheld, kept["minimum"])
        years[year["source_system"], year["report_year"]] = edition
    return Handed(kept["release_id"], kept["minimum"], years)


def _cell(name: str) -> Cell:
    return tuple(name.split(_JOINED)) if name else ()
