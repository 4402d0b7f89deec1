"""What two headers are compared by."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# White space, control characters, soft hyphens, marks of width zero, of direction and of byte order
INVISIBLE = re.compile("[\\s\x00-\x1f\x7f-\x9f\xad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]+")


@lru_cache(maxsize=4_096)
def header_key(header: str) -> str:
    """The form in which two headers are compared: NFKC, no white space or line breaks, one case."""
    return INVISIBLE.sub("", unicodedata.normalize("NFKC", header)).casefold()
