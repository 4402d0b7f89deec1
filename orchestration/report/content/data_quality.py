"""Data quality: what became of each feed's rows, files and values, what checks found, and how the feeds overlap."""

from __future__ import annotations

from typing import Any

from orchestration.report.content.context import Context, number
from orchestration.report.content.facts import HEAD_OFFICE, Facts
from orchestration.report.content.pieces import bullets, columns, lead, listed, note, page, text_of, word
from orchestration.report.document import Page, Section, Table, Text
from orchestration.report.figures import Figure, Unit, given
from orchestration.report.sources import Key, cell, count, total
from orchestration.report.statements.data_quality import (
    CHECKS_MADE,
    FEEDS_OVERLAP,
    FILES_REJECTED,
    LINKS_DISAGREE,
    ROWS_LANDED,
    VALUES_UNMAPPED,
)
from orchestration.report.statements.slots import Phrase

KEY = "data_quality"
LEDGER = "feed_ledger"
UNKNOWN = "unmapped_values"
ROWS = ("read", "accepted", "superseded", "quarantined")

# rows of the tables of reasons and of unknown values
MOST_ROWS = 15

Row = dict[str, Any]


def section(context: Context) -> Section:
    """Rows and files feed by feed, why rows are quarantined, what nobody knows, and the overlap of the feeds."""
    pages = (_rows(context), _quarantine(context), _values(context), _checks(context))
    return Section(KEY, context.label("data_quality.title"), tuple(one for one in pages if one is not None))


def _rows(context: Context) -> Page:
    ledger = context.reader.rows(LEDGER, "feed, file_name, content_hash")
    counts = {one: context.figure(Unit.COUNT, total(LEDGER, f"rows_{one}")) for one in ROWS}
    rejected = context.figure(Unit.COUNT, count(LEDGER, status="rejected"))
    files = listed(context, [text_of(row["file_name"]) for row in ledger if row["status"] == "rejected"])
    feeds = list(dict.fromkeys(row["feed"] for row in ledger))
    table = Table(
        "feed_rows",
        context.label("data_quality.rows_table"),
        columns(context, KEY, ("feed",), ("files", *ROWS)),
        tuple(
            (
                word(context, "feeds", feed),
                context.shown(Unit.COUNT, count(LEDGER, feed=feed)),
                *(context.shown(Unit.COUNT, total(LEDGER, f"rows_{one}", feed=feed)) for one in ROWS),
            )
            for feed in feeds
        ),
    )
    return page(
        "feed_rows",
        context.label("data_quality.rows"),
        lead(context.tell(ROWS_LANDED, **counts)),
        *bullets([context.tell(FILES_REJECTED, n=rejected, files=Phrase(files)), _unmapped(context)]),
        table if feeds else None,
        note(context.label("data_quality.rows_about")),
    )


def _quarantine(context: Context) -> Page | None:
    rows = context.reader.one_of_each("quarantined_rows", ("feed", "reasons"), "content_hash, row_number")
    if not rows:
        return None
    found = [(row["feed"], row["reasons"], _quarantined(context, row)) for row in rows]
    most = sorted(found, key=lambda one: (-Facts.number(one[2]), one[0], one[1]))[:MOST_ROWS]
    table = Table(
        "quarantine",
        context.label("data_quality.quarantine_table"),
        columns(context, KEY, ("feed", "reasons"), ("rows_of_reason",)),
        tuple(
            (
                word(context, "feeds", feed),
                _reasons(context, reasons),
                number(n),
            )
            for feed, reasons, n in most
        ),
    )
    title = context.label("data_quality.quarantine")
    return page("quarantine", title, table, note(context.label("data_quality.quarantine_about")))


def _quarantined(context: Context, row: Row) -> Figure:
    return context.figure(Unit.COUNT, count("quarantined_rows", feed=row["feed"], reasons=row["reasons"]))


def _reasons(context: Context, reasons: str | None) -> Text:
    return listed(context, [word(context, "quarantine_reasons", one) for one in (reasons or "").split(", ")])


def _unmapped(context: Context) -> Text:
    """How many values of the year the reference data does not know; a value of several years is one row in each."""
    n = context.figure(Unit.COUNT, count(UNKNOWN, report_year=context.period.year))
    return context.tell(VALUES_UNMAPPED, year=given(context.period.year), n=n)


def _values(context: Context) -> Page | None:
    rows = context.reader.rows(
        UNKNOWN, "complaints desc, source_system, domain, value", report_year=context.period.year
    )
    if not rows:
        return None
    table = Table(
        "unmapped_values",
        context.label("data_quality.values_table"),
        columns(context, KEY, ("feed", "domain", "value"), ("complaints",)),
        tuple(
            (
                word(context, "feeds", row["source_system"]),
                word(context, "domains", row["domain"]),
                context.shown(Unit.TEXT, cell(UNKNOWN, "value", _value_keys(row))),
                context.shown(Unit.COUNT, cell(UNKNOWN, "complaints", _value_keys(row))),
            )
            for row in rows[:MOST_ROWS]
        ),
    )
    return page("unmapped_values", context.label("data_quality.values"), lead(_unmapped(context)), table)


def _value_keys(row: Row) -> dict[str, Key]:
    return {column: row[column] for column in ("source_system", "report_year", "domain", "value")}


def _checks(context: Context) -> Page:
    manifest = context.reader.manifest
    passed = manifest.checks.dbt_tests_passed + manifest.checks.expectations_passed
    checks = context.tell(
        CHECKS_MADE, passed=given(passed, Unit.COUNT), warnings=given(len(manifest.warnings), Unit.COUNT)
    )
    return page(
        "checks",
        context.label("data_quality.checks"),
        lead(checks),
        *bullets(_overlap(context)),
        note(context.label("data_quality.checks_about")),
    )


def _overlap(context: Context) -> list[Text]:
    """How many complaints of head office the call center has too; a line where there are not both feeds."""
    mart, year = "feed_overlap", context.period.year
    keys: dict[str, Key] = {"report_year": year, "scope_level": "company", "scope_code": "company"}
    feeds = {row["source_system"] for row in context.reader.rows("dim_feed_year")}
    if HEAD_OFFICE not in feeds or len(feeds) == 1 or not context.reader.rows(mart, **keys):
        return [context.label("data_quality.no_overlap")]

    def figure(column: str, unit: Unit = Unit.COUNT) -> Any:
        return context.figure(unit, cell(mart, column, keys))

    told = context.tell(
        FEEDS_OVERLAP,
        year=given(year),
        hq=figure("hq_complaints"),
        linked=figure("linked_to_call_center"),
        share=figure("linked_share", Unit.SHARE),
    )
    disagree = context.tell(
        LINKS_DISAGREE,
        broken=figure("links_broken"),
        branch=figure("branch_disagrees"),
        category=figure("category_disagrees"),
    )
    return [told, disagree]
