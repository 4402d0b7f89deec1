"""The line at the foot of a terminal that tells where a run is, written anew each half second."""

from __future__ import annotations

import logging
import shutil
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from orchestration import progress

_EVERY = 0.5  # seconds
_EVERY_IN_A_LOG = 60.0
_CLEARED = "\r\x1b[K"


@contextmanager
def progress_line(stream: TextIO) -> Iterator[None]:
    """Show on the stream where the run is while the block runs, and leave nothing of it behind.

    What is no terminal gets a line of its own once a minute.
    """
    if not stream.isatty():
        with progress.told_to(lambda words: print(words, file=stream, flush=True), _EVERY_IN_A_LOG):
            yield
        return
    over = threading.Event()
    moving = threading.Thread(target=_move, args=(stream, over), daemon=True)
    warnings, logging.lastResort = logging.lastResort, _AboveTheLine(stream)
    moving.start()
    try:
        yield
    finally:
        over.set()
        moving.join()
        logging.lastResort = warnings
        stream.write(_CLEARED)
        stream.flush()


def _move(stream: TextIO, over: threading.Event) -> None:
    while not over.wait(_EVERY):
        stage = progress.current()
        if stage is not None:
            width = shutil.get_terminal_size().columns - 1
            stream.write(_CLEARED + _cut(stage.in_words(), width))
            stream.flush()


def _cut(words: str, width: int) -> str:
    """As much of the words as fits; a Chinese character takes the room of two others."""
    room = width
    for place, letter in enumerate(words):
        room -= 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if room < 0:
            return words[:place]
    return words


class _AboveTheLine(logging.StreamHandler[TextIO]):
    """What the logging of libraries has to say, each message in place of the moving line."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self.setLevel(logging.WARNING)

    def format(self, record: logging.LogRecord) -> str:
        return _CLEARED + super().format(record)
