"""Python's search for objects that only hold each other, put off while many are made of which none can go."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# objects that may come before the search looks through them; of 700, as Python has it, a run takes a second more
_OBJECTS_BETWEEN_SEARCHES = 200_000


@contextmanager
def without_cycle_collection() -> Iterator[None]:
    """Neither rows nor what is imported can be freed so: looking through them takes a tenth to a sixth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def importing_for_good() -> Iterator[None]:
    """For a process that does one thing and ends: what is there after the block is never looked through, and what comes
    later seldom is (at most some 50 MB of it wait to be freed)."""
    with without_cycle_collection():
        yield
        gc.freeze()
        gc.set_threshold(_OBJECTS_BETWEEN_SEARCHES)
