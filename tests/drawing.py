"""On how many examples a property is tried: some of them in `make test`, all in `make test-slow`."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import settings

TRIES_ALL = os.environ.get("TESTS_DRAW") == "all"

_FEWEST = 3
_PART = 8


def drawn(examples: int, **more: Any) -> settings:
    """Settings for `@given`; `more` are other ones of Hypothesis."""
    few = max(_FEWEST, examples // _PART)
    return settings(max_examples=examples if TRIES_ALL else few, deadline=None, **more)


def most_telling(examples: Mapping[str, Any], *quick: str) -> list[Any]:
    """Parameters by name, of which `make test` tries those named `quick` and `make test-slow` the others."""
    assert set(quick) <= set(examples)
    return [pytest.param(example, id=name, marks=_marks(name in quick)) for name, example in examples.items()]


def some_of(examples: Iterable[Any], *quick: Any) -> list[Any]:
    """The same of parameters that need no names: numbers, or short texts."""
    examples = list(examples)
    assert set(quick) <= set(examples)
    return [pytest.param(example, marks=_marks(example in quick)) for example in examples]


def _marks(is_quick: bool) -> Collection[pytest.MarkDecorator]:
    return () if is_quick else (pytest.mark.slow,)


def one_in(several: int, examples: Iterable[Any]) -> Sequence[Any]:
    """The examples that a test marked as drawn tries: one in `several` in `make test`, all in `make test-slow`."""
    return list(examples)[:: 1 if TRIES_ALL else several]
