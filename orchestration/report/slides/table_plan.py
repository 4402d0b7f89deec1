"""How a table is set: its letters, the widths of its columns, and how many rows and columns a slide holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from orchestration.report.document import Table, Text, plain
from orchestration.report.slides import measuring
from orchestration.report.slides.grid import GAP, PADDING, POINTS, TABLE_SIZES, Box
from orchestration.report.slides.shapes import TableBox

# above and below the text of a cell, inches: what it has at least, and how much more where there is room
_AIR, _MORE_AIR = 0.03, 0.07
_WIDEST_TEXT = 4.2
_WIDEST_HEAD = 1.0
# a table that goes on over several slides is set smaller, so that it takes fewer
_OF_SEVERAL = (11.0, 10.0, 9.0)
# narrow tables are set in blocks side by side
_MOST_BLOCKS = 3


@dataclass(frozen=True)
class Setting:
    """A table in letters of a size: some of its columns with their widths, its rows' heights, and the air in its cells.

    All are inches; `blocks` are how many parts of the table stand side by side.
    """

    size: float
    columns: tuple[int, ...]
    widths: tuple[float, ...]
    head: float
    heights: tuple[float, ...]
    air: float = _AIR
    blocks: int = 1

    @property
    def height(self) -> float:
        """The height of all rows one under the other."""
        return self.head + sum(self.heights)


def natural_width(table: Table, size: float = 11.0) -> float:
    """The width in inches that a table would like to have."""
    return sum(_natural(table, column, size) for column in range(len(table.columns)))


def settings(table: Table, box: Box) -> list[Setting]:
    """How a table is set in a box; with more columns than it holds, in several parts that repeat the first column."""
    columns = tuple(range(len(table.columns)))
    for may_wrap in (False, True):
        for size in TABLE_SIZES[:-1]:
            if may_wrap or natural_width(table, size) <= box.width:
                setting = _of_size(table, columns, size, box.width)
                if setting and setting.height <= box.height:
                    return [_with_air(setting, setting.height, len(table.rows), box.height)]
    if blocks := _in_blocks(table, columns, box):
        return [blocks]
    several = [setting for size in _OF_SEVERAL if (setting := _of_size(table, columns, size, box.width))]
    if several:
        # the largest letters with which the table takes the fewest slides
        return [min(several, key=lambda setting: _slides(setting, box))]
    return [_part(table, part, box.width) for part in _parts(table, box.width)]


def fits(table: Table, box: Box) -> bool:
    """Whether a box holds all of a table."""
    found = settings(table, box)
    return len(found) == 1 and len(list(boxes(table, found[0], box, box, in_holder=False))) == 1


def boxes(table: Table, setting: Setting, first_box: Box, other_box: Box, in_holder: bool) -> Iterator[list[TableBox]]:
    """The table's rows, slide by slide: the first slide has one box for them, all others have another."""
    first, box = 0, first_box
    slides = _slides(setting, first_box)
    while True:
        parts: list[TableBox] = []
        for block in box.columns(setting.blocks, GAP):
            left = setting.blocks - len(parts) if setting.blocks > 1 else slides
            last = _last(setting, first, left, block.height)
            name = f"Table {table.key}{f' {len(parts) + 1}' if parts else ''}"
            heights = (setting.head, *setting.heights[first:last])
            place = replace(block, width=sum(setting.widths), height=sum(heights))
            parts.append(
                TableBox(
                    name,
                    place,
                    table,
                    setting.size,
                    setting.columns,
                    setting.widths,
                    heights,
                    first,
                    last,
                    setting.air,
                    in_holder and not parts,
                )
            )
            first = last
            if first >= len(table.rows):
                break
        yield parts
        if first >= len(table.rows):
            return
        box, slides = other_box, slides - 1


def _last(setting: Setting, first: int, parts: int, room: float) -> int:
    """The row before which a part ends: when it is full, or has its share of what is left for so many parts."""
    share = -(-(len(setting.heights) - first) // max(parts, 1))
    height, last = setting.head, first
    while last < len(setting.heights) and last - first < share:
        if height + setting.heights[last] > room and last > first:
            break
        height += setting.heights[last]
        last += 1
    return last


def _slides(setting: Setting, box: Box) -> int:
    """How many boxes of a size the rows need, one row at least in each."""
    slides, first = 0, 0
    while first < len(setting.heights):
        slides, first = slides + 1, _last(setting, first, 1, box.height)
    return slides


def _of_size(table: Table, columns: tuple[int, ...], size: float, width: float) -> Setting | None:
    widths = _widths(table, columns, size, width)
    return _set(table, columns, widths, size) if widths else None


def _with_air(setting: Setting, taken: float, rows: int, room: float) -> Setting:
    """The setting with more air in its cells, where `taken` of the room are for the head and so many rows."""
    more = max(0.0, min(_MORE_AIR, (room - taken) / (2 * (rows + 1)) * 0.98))
    heights = tuple(height + 2 * more for height in setting.heights)
    return replace(setting, head=setting.head + 2 * more, heights=heights, air=setting.air + more)


def _in_blocks(table: Table, columns: tuple[int, ...], box: Box) -> Setting | None:
    """A narrow table in the fewest blocks with which one slide holds it; if none does, in as many as have room."""
    found = None
    for blocks in range(2, _MOST_BLOCKS + 1):
        width = (box.width - GAP * (blocks - 1)) / blocks
        for size in _OF_SEVERAL:
            if natural_width(table, size) > width:
                continue
            setting = _of_size(table, columns, size, width)
            if setting:
                found = replace(setting, blocks=blocks)
                rows = -(-len(table.rows) // blocks)
                taken = setting.head + max(setting.heights, default=0) * rows
                if taken <= box.height:
                    return _with_air(found, taken, rows, box.height)
    return found


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
        return tallest / POINTS + 2 * _AIR

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
