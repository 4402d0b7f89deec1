"""The mark beside every change: whether it is more than chance does, or cannot be told."""

from __future__ import annotations

from enum import StrEnum

from orchestration.report.content.context import Context
from orchestration.report.document import Paragraph, Text, Tone

LEVEL = 0.05


class Verdict(StrEnum):
    """What is known of a change."""

    BEYOND_CHANCE = "beyond_chance"
    WITHIN_CHANCE = "within_chance"
    NOT_COMPARABLE = "not_comparable"  # no year before, a part of either year missing, or another taxonomy
    NOTHING = "nothing"  # no complaint in either year


def mark(context: Context, verdict: Verdict) -> Text:
    """The mark of a verdict, to stand beside the change."""
    return context.label(f"marks.{verdict}")


def legend(context: Context) -> Paragraph:
    """What the marks mean; a page or table with marks ends with it."""
    return Paragraph(context.label("marks.legend_of_year" if context.period.is_year else "marks.legend"), Tone.NOTE)
