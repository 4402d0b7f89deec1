"""All kinds of sentence that a report has. A module of kinds joins with one line."""

from __future__ import annotations

from orchestration.report.statements import (
    branch,
    changes,
    comparability,
    data_quality,
    gaps,
    improvement,
    lists,
    next_steps,
    parts,
    rankings,
    rates,
    reconciliation,
    revisions,
)
from orchestration.report.statements.kinds import Kind

KINDS: tuple[Kind, ...] = (
    *branch.KINDS,
    *changes.KINDS,
    *comparability.KINDS,
    *data_quality.KINDS,
    *gaps.KINDS,
    *improvement.KINDS,
    *lists.KINDS,
    *next_steps.KINDS,
    *parts.KINDS,
    *rankings.KINDS,
    *rates.KINDS,
    *reconciliation.KINDS,
    *revisions.KINDS,
)
