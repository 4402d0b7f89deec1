"""A table's lineage as a drawing: what it is made from on the left, what reads it on the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.catalogue.lineage import Lineage, Neighbour

# lengths are in pixels of the drawing
_BOX_WIDTH, _BOX_HEIGHT, _GAP = 230, 26, 8
_BETWEEN = 70
_LONGEST_LABEL = 32

WIDTH = 3 * _BOX_WIDTH + 2 * _BETWEEN


@dataclass(frozen=True)
class Box:
    """A neighbour at its place; `x` and `y` are those of the upper left corner."""

    neighbour: Neighbour
    x: float
    y: float
    width: int = _BOX_WIDTH
    height: int = _BOX_HEIGHT

    @property
    def label(self) -> str:
        """The name, cut where it is longer than the box."""
        name = self.neighbour.label
        return name if len(name) <= _LONGEST_LABEL else f"{name[: _LONGEST_LABEL - 1]}…"


@dataclass(frozen=True)
class Drawing:
    """Boxes, and the lines between them as paths of SVG."""

    width: int
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[str, ...]


def drawn(table: str, lineage: Lineage) -> Drawing:
    """The drawing of a table between its neighbours."""
    height = max(_height(lineage.up), _height(lineage.down), _BOX_HEIGHT)
    middle = _BOX_WIDTH + _BETWEEN
    (own,) = _column([Neighbour(table, "own")], middle, height)
    up = _column(lineage.up, 0, height)
    down = _column(lineage.down, 2 * middle, height)
    lines = [_line(box, own) for box in up] + [_line(own, box) for box in down]
    return Drawing(WIDTH, height, (*up, own, *down), tuple(lines))


def _height(neighbours: Sequence[Neighbour]) -> float:
    return len(neighbours) * (_BOX_HEIGHT + _GAP) - _GAP


def _column(neighbours: Sequence[Neighbour], x: float, height: float) -> list[Box]:
    top = (height - _height(neighbours)) / 2
    return [Box(neighbour, x, top + row * (_BOX_HEIGHT + _GAP)) for row, neighbour in enumerate(neighbours)]


def _line(left: Box, right: Box) -> str:
    start, end = left.x + left.width, right.x
    bend = (start + end) / 2
    from_y, to_y = left.y + left.height / 2, right.y + right.height / 2
    return f"M{start:g} {from_y:g}C{bend:g} {from_y:g} {bend:g} {to_y:g} {end:g} {to_y:g}"
