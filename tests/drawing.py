"""On how many drawn examples a property is tried: an eighth of them in `make test`, all in `make test-slow`."""

from __future__ import annotations

import os
from typing import Any

from hypothesis import settings

_FEWEST = 3
_PART = 8


def drawn(examples: int, **more: Any) -> settings:
    """Settings for `@given`; `more` are other ones of Hypothesis."""
    few = max(_FEWEST, examples // _PART)
    return settings(max_examples=examples if os.environ.get("TESTS_DRAW") == "all" else few, deadline=None, **more)
