"""The blocks of a page as HTML."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from markupsafe import Markup

from orchestration.report.document import Block, Case, Chart, KeyFigures, Page, Paragraph, Table
from orchestration.report.page.drawings import figure_of
from orchestration.report.page.markup import Hand, lines


def blocks_of(page: Page, hand: Hand) -> Markup:
    """All blocks of a page in order; bullets that follow one another are one list."""
    return lines(_blocks(page, hand))


def _blocks(page: Page, hand: Hand) -> Iterator[Markup]:
    place = 0
    for is_bullet, group in groupby(page.blocks, lambda block: isinstance(block, Paragraph) and block.bullet):
        if is_bullet:
            items = (
                Markup('<li class="{}">{}</li>').format(block.tone, hand.text(block.text))
                for block in group
                if isinstance(block, Paragraph)
            )
            yield Markup("<ul>{}</ul>").format(lines(items))
            continue
        for block in group:
            place += 1
            yield _block(block, f"{page.key}-{place}", hand)


def _block(block: Block, identifier: str, hand: Hand) -> Markup:
    match block:
        case Paragraph():
            return Markup('<p class="{}">{}</p>').format(block.tone, hand.text(block.text))
        case KeyFigures():
            return _key_figures(block, hand)
        case Table():
            return _table(block, identifier, hand)
        case Chart():
            return figure_of(block, identifier, hand)
        case Case():
            return _case(block, hand)


def _key_figures(block: KeyFigures, hand: Hand) -> Markup:
    cards = (
        Markup('<div><dt>{}</dt><dd class="large">{}</dd>{}</div>').format(
            hand.text(one.label),
            hand.text(one.number),
            Markup("<dd>{}</dd>").format(hand.text(one.remark)) if one.remark else "",
        )
        for one in block.figures
    )
    return Markup('<dl class="figures">{}</dl>').format(lines(cards))


def _case(block: Case, hand: Hand) -> Markup:
    parts = (
        Markup("<dt>{}</dt><dd>{}</dd>").format(hand.text(heading), hand.text(text)) for heading, text in block.parts
    )
    return Markup('<article class="case"><h4>{}</h4><dl>{}</dl></article>').format(hand.text(block.title), lines(parts))


def _table(table: Table, identifier: str, hand: Hand) -> Markup:
    head = Markup("").join(
        Markup('<th scope="col"{}>{}</th>').format(_numeric(column.is_number), hand.text(column.title))
        for column in table.columns
    )
    body = (
        Markup("<tr{}>{}</tr>").format(
            Markup(' class="strong"') if place in table.strong_rows else "",
            Markup("").join(
                Markup('<th scope="row">{}</th>').format(hand.text(cell))
                if not number
                else Markup("<td{}>{}</td>").format(_numeric(column.is_number), hand.text(cell))
                for number, (column, cell) in enumerate(zip(table.columns, row, strict=True))
            ),
        )
        for place, row in enumerate(table.rows)
    )
    return Markup(
        '<figure class="table" id="{id}"><figcaption id="{id}-title">{title}</figcaption>\n'
        '<div class="wide" role="group" aria-labelledby="{id}-title" tabindex="0">'
        '<table aria-labelledby="{id}-title"><thead><tr>{head}</tr></thead>\n'
        "<tbody>\n{body}\n</tbody></table></div></figure>"
    ).format(id=identifier, title=hand.text(table.title), head=head, body=lines(body))


def _numeric(is_number: bool) -> Markup:
    return Markup(' class="number"') if is_number else Markup("")
