"""The short account of a release that a person reads after a run. Reads the published database and manifest only."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import duckdb

from orchestration.release.manifest import Manifest
from orchestration.release.shelf import current_manifest, newest_release
from orchestration.release.tables import DATABASE
from orchestration.settings import Settings
from orchestration.sql_rows import Row, count_of, only_row

_LANDED = """
    select feed,
           count(*) filter (where status = 'loaded'),
           coalesce(sum(rows_read), 0)::bigint,
           coalesce(sum(rows_accepted), 0)::bigint,
           coalesce(sum(rows_superseded), 0)::bigint,
           coalesce(sum(rows_quarantined), 0)::bigint
    from marts.feed_ledger
    group by feed
    order by feed
"""

_FIGURES = """
    select count(*) filter (where status = 'match'),
           count(*) filter (where status = 'conflict'),
           count(*) filter (where status = 'no_data')
    from marts.figure_reconciliation
"""

_CONFLICTS = """
    select figure_id, measure, published_value, computed_value, implied_base
    from marts.figure_reconciliation
    where status = 'conflict'
    order by figure_id
"""

_UNMAPPED = """
    select source_system, domain, value, sum(complaints)::bigint as complaints
    from marts.unmapped_values
    group by source_system, domain, value
    order by complaints desc, source_system, domain, value
"""

_UNDECLARED = """
    select source_system, report_year, scope_level, scope_code, change, share
    from marts.taxonomy_changes
    where not is_declared
    order by report_year desc, share desc, source_system, scope_level, scope_code
"""

_MOST_LISTED = 10

# the counts of the company and its lines first, then the largest steps
_REVISED = """
    select mart, measure,
           concat_ws(' ', *columns(lambda name: name not in (
               'mart', 'measure', 'parent_level', 'scope_level', 'period_end_date', 'published_at', 'change_type',
               'value_as_first_published', 'value_before', 'value_now', 'revision', 'is_latest'
           ))) as figure,
           value_before, value_now, revision
    from marts.figure_revisions
    where published_at = $published_at and change_type in ('revised', 'period_shortened', 'withdrawn', 'restored')
    order by case when mart = 'yearly_comparison' and measure = 'complaints'
                  then array_position(['line', 'company'], scope_level) end desc nulls last,
             starts_with(measure, 'is_') or measure in ('funnel_band', 'quadrant') desc,
             abs(coalesce(revision, value_before, value_now)) desc, mart, measure, figure
"""

_EXTENDED = """
    select count(*) from marts.figure_revisions
    where published_at = $published_at and change_type = 'period_extended'
"""

_FOLLOWED_UP = """
    select count(*) from marts.figure_revisions
    where published_at = $published_at and change_type = 'followed_up'
"""

_HEADLINES = """
    select source_system, report_year, scope_code, complaints, case when is_comparable then complaints_compared end,
           complaints_prior_year, yoy_change_rate, yoy_gap_vs_company
    from marts.yearly_comparison
    where scope_level in ('company', 'line')
      and coverage <> 'not_covered'
    qualify report_year = max(report_year) over (partition by source_system)
    order by source_system, scope_level, complaints desc, scope_code
"""

_COMPARED = """
    select source_system, report_year, comparability_note, is_comparable, complaints_compared, complaints_prior_year
    from marts.yearly_comparison
    where scope_level = 'company' and coverage <> 'not_covered'
    qualify report_year = max(report_year) over (partition by source_system)
    order by source_system
"""


def render_summary(settings: Settings) -> str:
    """The newest release as a short plain text: rows, figures, headline numbers, and where to look next.

    Where readers were led back to an earlier one, it says so.
    """
    seen, newest = current_manifest(settings), newest_release(settings)
    manifest = newest or seen
    if manifest is None or seen is None:
        return f"Nothing has been published yet under {settings.published}.\n"
    is_seen = manifest.release_id == seen.release_id
    archived = settings.releases / manifest.release_id / DATABASE
    with duckdb.connect(str(settings.published_database if is_seen else archived), read_only=True) as connection:
        landed, unmapped, undeclared, conflicts, headlines, compared = (
            connection.execute(query).fetchall()
            for query in (_LANDED, _UNMAPPED, _UNDECLARED, _CONFLICTS, _HEADLINES, _COMPARED)
        )
        matched, in_conflict, no_data = only_row(connection, _FIGURES)
        published_at = {"published_at": datetime.fromisoformat(manifest.published_at).replace(tzinfo=None)}
        revised = connection.execute(_REVISED, published_at).fetchall()
        extended = count_of(connection, _EXTENDED, published_at)
        followed_up = count_of(connection, _FOLLOWED_UP, published_at)
    sections = [
        _head(manifest),
        *([] if is_seen else [f"Readers do not see it: they were led back to release {seen.release_id}.\n"]),
        _table(
            ("feed", "files", "rows landed", "accepted", "superseded", "quarantined"),
            [(feed, *map(_count, counts)) for feed, *counts in landed],
            names=("feed",),
            otherwise="No file has landed.",
        ),
        *_left_out(manifest),
        *_unmapped(unmapped),
        *_undeclared(undeclared),
        *_revised(revised, extended, followed_up),
        f"Published figures: {matched} match, {in_conflict} in conflict, {no_data} without data.",
        *_conflicts(conflicts),
        _table(
            ("source", "year", "scope", "complaints", "compared", "prior year", "change", "gap to company"),
            [
                (source, str(year), scope, *map(_count, counts), _percent(rate), _points(gap))
                for source, year, scope, *counts, rate, gap in headlines
            ],
            names=("source", "scope"),
            otherwise="No complaints yet.",
        ),
        *_compared(compared),
        *_warnings(manifest),
        _where_next(settings),
    ]
    return "\n\n".join(sections) + "\n"


def _compared(years: Sequence[Row]) -> list[str]:
    """How the latest years are compared, where that is not whole with whole."""
    lines = []
    for source, year, note, is_comparable, complaints, prior in years:
        if note:
            counts = f" {_count(complaints)} against {_count(prior)}." if is_comparable else ""
            lines.append(f"{source} {year}: {note}{counts}")
    return ["\n".join(lines)] if lines else []


def _head(manifest: Manifest) -> str:
    checks = manifest.checks
    return "\n".join(
        [
            f"Release {manifest.release_id}",
            f"  code {manifest.code_version}",
            f"  dbt tests: {checks.dbt_tests_passed} passed, {checks.dbt_tests_warned} warned",
            f"  expectations: {checks.expectations_passed} met, {checks.expectations_warned} warned",
        ]
    )


def _left_out(manifest: Manifest) -> list[str]:
    if not manifest.files_left_out:
        return []
    lines = [f"  {entry.feed}/{entry.file_name}: {entry.error}" for entry in manifest.files_left_out]
    return ["\n".join(["Files left out:", *lines])]


def _warnings(manifest: Manifest) -> list[str]:
    lines = [
        f"{warning.check}\n    where: {warning.where}\n    remedy: {warning.remedy}" for warning in manifest.warnings
    ]
    return ["\n  ".join(["Warnings:", *lines])] if lines else []


def _unmapped(rows: Sequence[Row]) -> list[str]:
    lines = [
        f"{source} {domain} {value}: {_count(complaints)} complaints, {_counted_as(domain)}"
        for source, domain, value, complaints in rows
    ]
    return _listed("Not in the reference data:", lines, "unmapped_values")


def _counted_as(domain: str) -> str:
    """What a value that nobody knows is taken for."""
    if domain == "status":
        return "as if none were given"
    return "as not set" if domain.startswith("is_") else "under `unmapped`"


def _undeclared(rows: Sequence[Row]) -> list[str]:
    lines = [
        f"{source} {year} {level} {code} {change}: {share:.1%} of the feed's complaints"
        for source, year, level, code, change, share in rows
    ]
    title = "Breaks of the taxonomy that taxonomy_breaks.csv does not declare:"
    return _listed(title, lines, "taxonomy_changes")


def _listed(title: str, lines: Sequence[str], mart: str) -> list[str]:
    """A section with the first lines, and how many more the mart has; none where there is no line."""
    if not lines:
        return []
    more = [f"and {len(lines) - _MOST_LISTED} more in marts.{mart}"] if len(lines) > _MOST_LISTED else []
    return ["\n  ".join([title, *lines[:_MOST_LISTED], *more])]


def _revised(rows: Sequence[Row], extended: int, followed_up: int) -> list[str]:
    sections = []
    if rows:
        table = _table(
            ("mart", "measure", "figure", "before", "now", "revision"),
            [
                (mart, measure, figure, _number(before), _number(now), _step(revision))
                for mart, measure, figure, before, now, revision in rows[:_MOST_LISTED]
            ],
            names=("mart", "measure", "figure"),
            otherwise="",
        )
        sections.append(f"Figures that the release before published otherwise: {len(rows):,}\n{table}")
        if len(rows) > _MOST_LISTED:
            sections[0] += f"\nand {len(rows) - _MOST_LISTED:,} more in marts.figure_revisions"
    if extended:
        sections.append(f"A year or month under way went on: {extended:,} figures count more days than before.")
    if followed_up:
        sections.append(
            f"Open cases were closed, or stay open: {followed_up:,} figures of case_closure moved with them."
        )
    return sections


def _conflicts(rows: Sequence[Row]) -> list[str]:
    lines = []
    for figure_id, measure, published, computed, implied_base in rows:
        base = "" if implied_base is None else f" (the published rate implies a base of {implied_base:,.0f})"
        lines.append(f"  {figure_id} {measure}: published {_number(published)}, computed {_number(computed)}{base}")
    return ["\n".join(lines)] if lines else []


def _where_next(settings: Settings) -> str:
    places = [
        ("database", settings.published_database),
        ("parquet", settings.published_parquet),
        ("data quality", settings.quality / "index.html"),
        ("lineage", "make dev"),
    ]
    return "\n".join(["Where to look next:", *(f"  {label:<13} {place}" for label, place in places)])


def _table(header: Sequence[str], rows: Sequence[Sequence[str]], names: Collection[str], otherwise: str) -> str:
    """Columns padded to their widest cell, those in `names` to the left; `otherwise` where there is no row."""
    if not rows:
        return otherwise
    lines = [header, *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if title in names else cell.rjust(width)
            for title, cell, width in zip(header, line, widths, strict=True)
        ).rstrip()
        for line in lines
    )


def _count(value: int | None) -> str:
    return "-" if value is None else f"{value:,}"


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{value:+.1%}"


def _points(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:+.1f} points"


def _step(value: float | None) -> str:
    return "-" if value is None else f"{value:+,.0f}" if value.is_integer() else f"{value:+,.4g}"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:,.4f}".rstrip("0").rstrip(".")
