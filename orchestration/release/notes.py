"""What a release has to tell people beside its result: damage that was mended, what was pruned, what lies about."""

from __future__ import annotations

import logging
from collections.abc import Callable

Say = Callable[[str], None]


def log(note: str) -> None:
    """Where nobody else listens, a note goes to Python's log."""
    logging.getLogger(__name__).warning(note)
