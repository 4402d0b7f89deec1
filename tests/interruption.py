"""Killing the process in the middle of its work, or filling its disk, without a process of its own."""

from __future__ import annotations

import os
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest import mock

from orchestration.landing import ledger


class Killed(BaseException):
    """Stands for the process being killed: nothing in the code catches it."""


@contextmanager
def killed_at(step: int | None) -> Iterator[None]:
    """Kill the process at its `step`-th change to the disk; from then on nothing is written any more."""
    done = 0

    def dying(original: Callable) -> Callable:
        def call(*arguments: object, **options: object) -> object:
            nonlocal done
            done += 1
            if step is not None and done >= step:
                if original is ledger.write_all and done == step:
                    arguments[0].write(arguments[1][: len(arguments[1]) // 2])
                raise Killed
            return original(*arguments, **options)

        return call

    steps = {name: dying(getattr(os, name)) for name in ("fsync", "replace", "unlink")}
    with mock.patch.multiple(os, **steps), mock.patch.object(ledger, "write_all", dying(ledger.write_all)):
        yield


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """Let this process write no file beyond so many bytes, as if the disk were full then."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
