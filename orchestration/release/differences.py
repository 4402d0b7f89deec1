"""What one release says otherwise than another: its tables, and the counts of the company and its lines."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.release.history import FIGURE_REVISIONS
from orchestration.release.manifest import WHOLE_HISTORY, Manifest
from orchestration.release.tables import DATABASE
from orchestration.settings import Settings
from orchestration.sql_text import literal

_FIGURES = """
    select source_system, report_year, scope_code, complaints, yoy_change_rate
    from {release}.marts.yearly_comparison where scope_level in ('company', 'line')
"""

_DIFFERENT = f"""
    with one as ({_FIGURES.format(release="one")}), other as ({_FIGURES.format(release="other")})
    select source_system, report_year, scope_code, one.complaints, other.complaints, one.yoy_change_rate,
        other.yoy_change_rate
    from one full join other using (source_system, report_year, scope_code)
    where one.complaints is distinct from other.complaints
        or abs(one.yoy_change_rate - other.yoy_change_rate) > 1e-9
        or (one.yoy_change_rate is null) <> (other.yoy_change_rate is null)
    order by all
"""


@dataclass(frozen=True)
class TableDifference:
    """A table that does not hold the same rows: how many they are in each release, None where it has no such table."""

    table: str
    rows_before: int | None
    rows_after: int | None


@dataclass(frozen=True)
class FigureDifference:
    """Complaints and their change against the year before of a feed's year and scope; None where a release has none."""

    source_system: str
    report_year: int
    scope_code: str
    complaints_before: int | None
    complaints_after: int | None
    change_rate_before: float | None
    change_rate_after: float | None


def tables_that_differ(before: Manifest, after: Manifest) -> list[TableDifference]:
    """By the hashes of content in the two manifests; of an archive that was made smaller, the history is left out."""
    cut = before.figure_history != WHOLE_HISTORY or after.figure_history != WHOLE_HISTORY
    return [
        TableDifference(table, before.row_counts.get(table), after.row_counts.get(table))
        for table in sorted(before.content_hashes.keys() | after.content_hashes.keys())
        if before.content_hashes.get(table) != after.content_hashes.get(table)
        and not (cut and table == FIGURE_REVISIONS)
    ]


def figures_that_differ(settings: Settings, before: Manifest, after: Manifest) -> list[FigureDifference]:
    """The key figures of both releases, where they are not the same. Raises `duckdb.Error` if one cannot be read."""
    with duckdb.connect() as connection:
        for name, release in {"one": before, "other": after}.items():
            connection.execute(f"attach {literal(str(_database(settings, release)))} as {name} (read_only)")
        return [FigureDifference(*row) for row in connection.execute(_DIFFERENT).fetchall()]


def _database(settings: Settings, release: Manifest) -> Path:
    return settings.releases / release.release_id / DATABASE
