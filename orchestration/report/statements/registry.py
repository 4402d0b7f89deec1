"""All kinds of sentence that a report has. A module of kinds joins with one line."""

from __future__ import annotations

from orchestration.report.statements import changes, gaps, lists, parts, rankings
from orchestration.report.statements.kinds import Kind

KINDS: tuple[Kind, ...] = (*changes.KINDS, *gaps.KINDS, *lists.KINDS, *parts.KINDS, *rankings.KINDS)
