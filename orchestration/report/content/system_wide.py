"""The first section: complaints of the whole company, its lines and its categories, against the year before."""

from __future__ import annotations

from orchestration.report.content.change_pieces import (
    MOST_ROWS,
    Row,
    bars,
    changes_table,
    headline,
    key_figure,
    largest,
    note_of_many,
    nothing,
    remarks,
    warnings,
    whose,
)
from orchestration.report.content.comparisons import Change, change
from orchestration.report.content.context import Context, number
from orchestration.report.content.facts import CALL_CENTER, Facts, Scope
from orchestration.report.content.marks import legend
from orchestration.report.content.rankings import changed, first_of
from orchestration.report.document import Block, KeyFigure, KeyFigures, Page, Paragraph, Section, Text, Tone
from orchestration.report.figures import Figure, Unit
from orchestration.report.sources import cell, derived
from orchestration.report.statements.changes import GAP_CHANCE
from orchestration.report.statements.gaps import GAP_TO_COMPANY
from orchestration.report.statements.parts import PART_OF_ALL
from orchestration.report.statements.rankings import CATEGORIES_FIRST, LINES_FIRST

KEY = "system_wide"


def section(context: Context) -> Section:
    """The company, the lines that are reported one by one, and all lines and categories."""
    facts = Facts(context, CALL_CENTER)
    title = context.label("system_wide.title")
    if not facts.is_in_release:
        return Section(KEY, title, (Page(KEY, title, (Paragraph(context.label("coverage.no_call_center")),)),))
    if not facts.has_period:
        return nothing(facts, KEY, title)
    pages = [_company(facts)]
    for line in facts.lines:
        pages += [_line(facts, line), _categories_of_line(facts, line)]
    pages += [_lines(facts), *_categories(facts)]
    return Section(KEY, title, tuple(pages))


def rows(facts: Facts, scopes: tuple[Scope, ...], parent: Scope) -> list[Row]:
    """Scopes with their share and place in a parent, largest first."""
    return largest(
        Row(scope.name, change(facts, scope), facts.share(scope, parent), facts.rank(scope, parent, scopes))
        for scope in scopes
    )


def _company(facts: Facts) -> Page:
    context, company = facts.context, facts.company
    whole = change(facts, company)
    lines = facts.of_level("line")
    figures = [key_figure(context, context.label("system_wide.company"), whole)]
    for line in facts.lines[:1]:
        of_line = change(facts, line)
        figures.append(key_figure(context, context.name(line.name), of_line))
        figures += _gap_figure(facts, of_line, whole, line)
    blocks: list[Block] = [*warnings(facts), KeyFigures(tuple(figures)), *remarks(facts, whole)]
    found = rows(facts, lines, company)
    title = context.label("system_wide.lines_compared")
    blocks += bars(context, "lines_compared", title, context.label("charts.compared"), found)
    return Page(f"{KEY}_company", headline(facts, company, whole), (*blocks, legend(context)))


def _gap_figure(facts: Facts, of_line: Change, whole: Change, line: Scope) -> list[KeyFigure]:
    gap = gap_to_company(facts, line, of_line, whole)
    label = facts.context.label("system_wide.gap", who=line.name)
    return [] if gap.value is None else [KeyFigure(label, number(gap))]


def gap_to_company(facts: Facts, scope: Scope, of_scope: Change, whole: Change) -> Figure:
    """The change of a scope less that of the company, as a fraction."""
    if facts.period.is_year:
        return facts.context.figure(
            Unit.POINTS, cell("yearly_comparison", "yoy_gap_vs_company", facts.year_keys, **scope.keys)
        )
    source = derived("difference", of_scope.rate.source, whole.rate.source)
    return facts.context.figure(Unit.POINTS, source)


def _line(facts: Facts, line: Scope) -> Page:
    context = facts.context
    of_line, whole = change(facts, line), change(facts, facts.company)
    blocks: list[Block] = [*warnings(facts), *remarks(facts, of_line)]
    if of_line.is_comparable:
        gap = gap_to_company(facts, line, of_line, whole)
        told = context.tell(GAP_TO_COMPANY, who=line.name, rate=of_line.rate, company=whole.rate, gap=gap)
        blocks.append(Paragraph(told, Tone.LEAD))
        if facts.period.is_year and gap.value is not None:
            p = context.figure(Unit.P_VALUE, cell("yearly_comparison", "yoy_gap_p_value", facts.year_keys, **line.keys))
            blocks.append(Paragraph(context.tell(GAP_CHANCE, p=p), bullet=True))
    share = facts.share(line, facts.company)
    part = context.tell(PART_OF_ALL, who=line.name, now=of_line.now, whole=whole.now, share=share)
    blocks.append(Paragraph(part, bullet=True))
    found = rows(facts, facts.of_level("category", line=line.code), line)
    title = context.label("system_wide.categories_of", who=line.name)
    key = f"{line.code}_compared"
    blocks += bars(context, key, title, context.label("charts.compared"), found)
    return Page(f"{KEY}_{line.code}", headline(facts, line, of_line), tuple(blocks))


def _categories_of_line(facts: Facts, line: Scope) -> Page:
    context = facts.context
    found = rows(facts, facts.of_level("category", line=line.code), line)
    first = first_of(facts, CATEGORIES_FIRST, whose(facts, line), found, facts.complaints(line))
    blocks: list[Block] = [*changed(facts, line.name, found)]
    title = context.label("system_wide.categories_of", who=line.name)
    key = f"{KEY}_{line.code}_categories"
    blocks.append(changes_table(context, key, title, context.label("columns.category"), found[:MOST_ROWS]))
    return Page(key, first, (*blocks, *note_of_many(context, MOST_ROWS, len(found)), legend(context)))


def _lines(facts: Facts) -> Page:
    context, company = facts.context, facts.company
    found = rows(facts, facts.of_level("line"), company)
    first = first_of(facts, LINES_FIRST, whose(facts, company), found, facts.complaints(company))
    title = context.label("system_wide.all_lines")
    table = changes_table(context, f"{KEY}_lines", title, context.label("columns.line"), found[:MOST_ROWS])
    more = note_of_many(context, MOST_ROWS, len(found))
    return Page(f"{KEY}_lines", first, (*changed(facts, company.name, found), table, *more, legend(context)))


def _categories(facts: Facts) -> list[Page]:
    context, company = facts.context, facts.company
    scopes = facts.of_level("category")
    found = rows(facts, scopes, company)
    first: Text = first_of(facts, CATEGORIES_FIRST, whose(facts, company), found, facts.complaints(company))
    title = context.label("system_wide.all_categories")
    chart = bars(context, "categories_compared", title, context.label("charts.compared"), found)
    number_of = context.label("system_wide.categories_with_complaints", number=facts.categories_with_complaints)
    table = changes_table(context, f"{KEY}_categories", title, context.label("columns.category"), found[:MOST_ROWS])
    of_table = Page(
        f"{KEY}_categories", number_of, (table, *note_of_many(context, MOST_ROWS, len(found)), legend(context))
    )
    return [Page(f"{KEY}_categories_compared", first, tuple(chart)), of_table] if chart else [of_table]
