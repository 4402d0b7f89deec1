"""What each kept release changed of the one before it: tables, key figures, and columns that came or went."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.release.catalog import PUBLISHED_SCHEMAS, published_tables
from orchestration.release.data_contract import InterfaceChanges, changes_of_columns
from orchestration.release.differences import FigureDifference, TableDifference, figures_that_differ, tables_that_differ
from orchestration.release.holds import Move, moves
from orchestration.release.manifest import Manifest
from orchestration.release.shelf import shelf_of
from orchestration.release.tables import DATABASE
from orchestration.release.views import VIEWS
from orchestration.settings import Settings
from orchestration.sql_rows import only_row


@dataclass(frozen=True)
class Changes:
    """What a release says otherwise than the one before it."""

    tables: list[TableDifference]
    figures: list[FigureDifference]
    interface: InterfaceChanges


@dataclass(frozen=True)
class ReleaseNote:
    """A release; its `changes` are None for the first that is kept, or where one of the two cannot be read.

    `moves` are those by which readers were led to it or away from it.
    """

    release: Manifest
    before: Manifest | None
    changes: Changes | None
    moves: list[Move]


def release_notes(settings: Settings) -> list[ReleaseNote]:
    """A note for each kept release, newest first."""
    releases = list(shelf_of(settings).releases.values())
    led = moves(settings)
    notes = [
        ReleaseNote(
            release,
            before,
            _changes(settings, before, release) if before else None,
            [move for move in led if release.release_id in (move.led_from, move.led_to)],
        )
        for before, release in zip([None, *releases], releases, strict=False)
    ]
    return notes[::-1]


def _changes(settings: Settings, before: Manifest, after: Manifest) -> Changes | None:
    try:
        return Changes(
            tables_that_differ(before, after),
            figures_that_differ(settings, before, after),
            changes_of_columns(*(_columns(settings.releases / one.release_id / DATABASE) for one in (before, after))),
        )
    except duckdb.Error:
        return None


def _columns(database: Path) -> dict[str, str]:
    with duckdb.connect(str(database), read_only=True) as connection:
        (name,) = only_row(connection, "select current_database()")
        return {
            f"{table.qualified_name}.{column.name}": column.data_type
            for table in published_tables(connection, name, (VIEWS, *PUBLISHED_SCHEMAS))
            for column in table.columns
        }
