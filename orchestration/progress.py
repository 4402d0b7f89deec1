"""How far a run has come: its steps say it as they go, at next to no cost, and whoever shows it listens.

A step names a stage and says from time to time how much of it is done. `progress_line` shows that in a terminal.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_SURE_AFTER = 2  # seconds of a stage, before which its pace tells nothing of what remains


@dataclass
class Stage:
    """What a run is at: `done` of `total` units, and the `share` (0 to 1) where that is told by something else.

    A stage without a unit tells its time alone. `is_even` says that each unit of the rest will take as long as each of
    those done.
    """

    name: str
    unit: str = ""
    total: int | None = None
    is_even: bool = False
    done: int = 0
    share: float | None = None
    detail: str = ""
    began: float = field(default_factory=lambda: time.monotonic())

    def in_words(self) -> str:
        """One line: the stage, how much is done, how fast, and what remains where that can be told."""
        seconds = time.monotonic() - self.began
        share = self.done / self.total if self.total else self.share
        of_all = f" of {self.total:,}" if self.total else ""
        words = [f"{self.done:,}{of_all} {self.unit}"] if self.unit else []
        if self.is_even and seconds >= _SURE_AFTER:
            words.append(f"{self.done / seconds:,.0f} a second")
            if share:
                words += [f"{share:.0%}", f"about {_duration(seconds * (1 - share) / share)} left"]
        else:
            words.append(_duration(seconds))
        return f"{self.name}: {', '.join(words)}{f' ({self.detail})' if self.detail else ''}"


_stage: Stage | None = None
_listeners: list[Callable[[Stage], object]] = []


def current() -> Stage | None:
    """What the run is at; None before its first stage."""
    return _stage


def begin(name: str, unit: str = "", total: int | None = None, *, is_even: bool = False) -> None:
    """A stage begins, and the one before has ended."""
    global _stage
    _stage = Stage(name, unit, total, is_even)
    _tell()


def advance(done: int, detail: str = "") -> None:
    """So many units of the stage are done."""
    if _stage is not None:
        _stage.done, _stage.detail = done, detail
        _tell()


def reading(share: float) -> None:
    """The stage reads a file, of which this share (0 to 1) is read."""
    if _stage is not None:
        _stage.share = share


def follow(done: int, share: float | None, began: float, detail: str = "") -> None:
    """The stage goes on elsewhere since `began` (of `time.monotonic`), and is told how far it is."""
    if _stage is not None:
        _stage.share, _stage.began = share, began
        advance(done, detail)


@contextmanager
def listening(listen: Callable[[Stage], object]) -> Iterator[None]:
    """Have each stage given to `listen` whenever the run says where it is."""
    _listeners.append(listen)
    try:
        yield
    finally:
        _listeners.remove(listen)


@contextmanager
def told_to(say: Callable[[str], object], every: float) -> Iterator[None]:
    """Have it said where the run is at each time that it says so itself, but no more than once in `every` seconds."""
    told = time.monotonic()

    def listen(stage: Stage) -> None:
        nonlocal told
        if time.monotonic() - told >= every:
            told = time.monotonic()
            say(stage.in_words())

    with listening(listen):
        yield


def _tell() -> None:
    for listen in _listeners:
        assert _stage is not None
        listen(_stage)


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"
