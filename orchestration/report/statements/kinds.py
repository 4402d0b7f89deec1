"""Kinds of sentence: their variants, when each fits, and their words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from orchestration.report.figures import Language
from orchestration.report.statements.slots import Slots

_WORDS = Path(__file__).with_name("words")

Rule = Callable[[Slots], bool]


@dataclass(frozen=True)
class Kind:
    """A kind of sentence: for each variant the rule that says when it fits. Exactly one fits any slots."""

    name: str
    rules: Mapping[str, Rule]

    def variant(self, slots: Slots) -> str:
        """The variant that fits. Raises `ValueError` unless exactly one does."""
        fitting = [variant for variant, fits in self.rules.items() if fits(slots)]
        if len(fitting) != 1:
            raise ValueError(f"Of the sentence {self.name}, {fitting or 'no variant'} fits")
        return fitting[0]


@cache
def words() -> Mapping[str, Mapping[str, Mapping[Language, str]]]:
    """The words of every kind, by kind, variant and language."""
    found: dict[str, Any] = {}
    for path in sorted(_WORDS.glob("*.yml")):
        for kind, variants in yaml.load(path.read_bytes(), yaml.CSafeLoader).items():
            if kind in found:
                raise ValueError(f"{path.name}: the words of {kind} stand in another file as well")
            found[kind] = variants
    return found
