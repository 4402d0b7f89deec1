"""The comment of a cell: the marks of the numbers in it, for people and for `read_marks`.

The mark of a cell that is one number is laid out over lines; of a text, each number in turn has a line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from orchestration.report.provenance import Mark, read_mark

_QUOTED = re.compile(r'("(?:[^"\\]|\\.)*")')
_INDENT = "    "


def comment_of(marks: Sequence[Mark]) -> str:
    """The comment of a cell with these marks."""
    if len(marks) > 1:
        return "\n".join(map(str, marks))
    (mark,) = marks
    return f"{mark.unit} {mark.decimals} {mark.release_hash}\n{_laid_out(mark.source)}"


def read_marks(comment: str) -> list[Mark]:
    """The marks that a comment holds. Raises `ValueError` if it is none of ours."""
    lines = comment.replace("\r\n", "\n").split("\n")
    if len(lines) > 1 and len(lines[0].split()) == 3:
        return [read_mark(re.sub(r"\n *", " ", re.sub(r"\[\n *", "[", "\n".join(lines))))]
    return [read_mark(line) for line in lines]


def _laid_out(source: str) -> str:
    """A source with a line for each key; what stands in quotes stays as it is."""
    parts = _QUOTED.split(source)
    for place in range(0, len(parts), 2):
        parts[place] = parts[place].replace("[", f"[\n{_INDENT}").replace(", ", f",\n{_INDENT}")
    return "".join(parts)
