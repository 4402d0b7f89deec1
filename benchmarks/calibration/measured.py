"""What a topic found, and the table that a reader sees of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """How often a claim of the marts was true (or a false alarm was raised) over `draws` of one kind of truth.

    `wanted` are the least and the greatest fraction that the claim allows.
    """

    claim: str
    truth: str
    wanted: tuple[float, float]
    measured: float
    draws: int

    @property
    def is_as_wanted(self) -> bool:
        least, greatest = self.wanted
        return least <= self.measured <= greatest


def table(found: Sequence[Measured]) -> str:
    """Markdown: a row for each claim, with the range over the kinds of truth that were drawn."""
    lines = ["| claim | wanted | measured | drawn |", "|---|---|---|---|"]
    for claim in dict.fromkeys(one.claim for one in found):
        of_claim = [one for one in found if one.claim == claim]
        lines.append(
            f"| {claim} | {_range(*of_claim[0].wanted)} "
            f"| {_range(min(one.measured for one in of_claim), max(one.measured for one in of_claim))} "
            f"| {len(of_claim)} kind{'s' if len(of_claim) > 1 else ''} of truth, {of_claim[0].draws:,} times each |"
        )
    return "\n".join(lines) + "\n"


def _range(low: float, high: float) -> str:
    texts = [f"{100 * value:.2g}" if value < 0.01 else f"{100 * value:.1f}" for value in (low, high)]
    return f"{texts[0]} %" if texts[0] == texts[1] else f"{texts[0]} to {texts[1]} %"
