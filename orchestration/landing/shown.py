"""Names as they are shown: without what they tell of somebody, and as one line that says what it holds."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

from orchestration.personal_data.masking import mask_person

# what a terminal or a log would obey: control characters, ends of lines, marks that turn the direction of a text
_OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")

_MOST_NAMED = 20


def spelt_out(text: str) -> str:
    """The text with characters that a terminal would obey as escapes, such as `\\x1b`; bytes that are not UTF-8 too."""
    text = os.fsencode(text).decode("utf-8", "backslashreplace")
    return _OBEYED.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def shown_name(name: str) -> str:
    """The name of a file or folder, or a part of it, as people may see it."""
    return spelt_out(mask_person(name))


def listed(names: Sequence[str]) -> str:
    """The names in a row, the first of them where there are many."""
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")
