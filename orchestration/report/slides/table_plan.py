"""How a table is set: its letters, the widths of its columns, and how many rows and columns a slide holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from orchestration.report.document import Table, Text, plain
from orchestration.report.slides import measuring
from orchestration.report.slides.grid import PADDING, POINTS, TABLE_SIZES, Box
from orchestration.report.slides.shapes import TableBox

# above and below the text of a cell, inches
CELL_AIR = 0.045
_WIDEST_TEXT = 4.2
_WIDEST_HEAD = 1.0


@dataclass(frozen=True)
class Setting:
    """A table in letters of a size, some of its columns with their widths in inches, and its rows' heights."""

    size: float
    columns: tuple[int, ...]
    widths: tuple[float, ...]
    head: float
    heights: tuple[float, ...]


def natural_width(table: Table, size: float = TABLE_SIZES[1]) -> float:
    """The width in inches that a table would like to have."""
    return sum(_natural(table, column, size) for column in range(len(table.columns)))


def settings(table: Table, box: Box) -> list[Setting]:
    """How a table is set in a box; with more columns than it holds, in several parts that repeat the first column."""
    columns = tuple(range(len(table.columns)))
    fitting = []
    for size in TABLE_SIZES:
        widths = _widths(table, columns, size, box.width)
        if widths:
            fitting.append(_set(table, columns, widths, size))
    for setting in fitting:
        if setting.size >= TABLE_SIZES[2] and setting.head + sum(setting.heights) <= box.height:
            return [setting]
    if fitting:
        return [fitting[min(1, len(fitting) - 1)]]
    return [_part(table, part, box.width) for part in _parts(table, box.width)]


def boxes(table: Table, setting: Setting, first_box: Box, other_box: Box, in_holder: bool) -> Iterator[TableBox]:
    """The table's rows, slide by slide: the first slide has one box for them, all others have another."""
    first, box = 0, first_box
    while first < len(table.rows) or first == 0:
        height, last = setting.head, first
        while last < len(table.rows) and (height + setting.heights[last] <= box.height or last == first):
            height += setting.heights[last]
            last += 1
        yield TableBox(
            f"Table {table.key}",
            replace(box, width=sum(setting.widths), height=height),
            table,
            setting.size,
            setting.columns,
            setting.widths,
            (setting.head, *setting.heights[first:last]),
            first,
            last,
            in_holder,
        )
        if last == first:
            return
        first, box = last, other_box


def _cells(table: Table, column: int) -> list[tuple[Text, bool]]:
    return [(row[column], place in table.strong_rows) for place, row in enumerate(table.rows)]


def _natural(table: Table, column: int, size: float) -> float:
    head = plain(table.columns[column].title)
    widest = max((_line(text, size, bold) for text, bold in _cells(table, column)), default=0)
    if table.columns[column].is_number:
        whole = measuring.width(head, size, bold=True) / POINTS
        widest = max(widest, min(whole, max(_WIDEST_HEAD, measuring.longest_piece(head, size, True) / POINTS)))
    else:
        widest = max(min(widest, _WIDEST_TEXT), min(measuring.width(head, size, True) / POINTS, _WIDEST_TEXT))
    return widest + 2 * PADDING


def _line(text: Text, size: float, bold: bool) -> float:
    return max(measuring.width(line, size, bold) for line in plain(text).split("\n")) / POINTS


def _least(table: Table, column: int, size: float) -> float:
    texts = [(table.columns[column].title, True), *_cells(table, column)]
    whole = table.columns[column].is_number
    widths = [measuring.longest_piece(plain(text), size, bold) / POINTS for text, bold in texts]
    if whole:
        widths += [_line(text, size, bold) for text, bold in texts[1:]]
    # East-Asian text may be torn anywhere, but not into single characters
    return max(*widths, 6 * size / POINTS if not whole else 0) + 2 * PADDING


def _widths(table: Table, columns: Sequence[int], size: float, room: float) -> tuple[float, ...]:
    """The widths of columns, wider than they need where there is room; none where they do not fit."""
    natural = [_natural(table, column, size) for column in columns]
    if sum(natural) <= room:
        factor = min(room / sum(natural), 1.3)
        return tuple(width * factor for width in natural)
    least = [min(_least(table, column, size), wide) for column, wide in zip(columns, natural, strict=True)]
    if sum(least) > room:
        return ()
    share = (room - sum(least)) / (sum(natural) - sum(least))
    return tuple(low + (wide - low) * share for low, wide in zip(least, natural, strict=True))


def _set(table: Table, columns: tuple[int, ...], widths: tuple[float, ...], size: float) -> Setting:
    def row(texts: Sequence[Text], bold: bool) -> float:
        rooms = [(width - 2 * PADDING) * POINTS for width in widths]
        tallest = max(
            measuring.height(plain(texts[column]), size, room, bold)
            for column, room in zip(columns, rooms, strict=True)
        )
        return tallest / POINTS + 2 * CELL_AIR

    head = row([column.title for column in table.columns], True)
    heights = tuple(row(cells, place in table.strong_rows) for place, cells in enumerate(table.rows))
    return Setting(size, columns, widths, head, heights)


def _parts(table: Table, room: float) -> Iterator[tuple[int, ...]]:
    size = TABLE_SIZES[-1]
    part: tuple[int, ...] = (0,)
    for column in range(1, len(table.columns)):
        if len(part) > 1 and not _widths(table, (*part, column), size, room):
            yield part
            part = (0,)
        part += (column,)
    yield part


def _part(table: Table, columns: tuple[int, ...], room: float) -> Setting:
    size = TABLE_SIZES[-1]
    widths = _widths(table, columns, size, room) or (room / len(columns),) * len(columns)
    return _set(table, columns, widths, size)
