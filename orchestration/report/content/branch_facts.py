"""What the report of one branch asks of a release, feed by feed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from orchestration.report.content.comparisons import Change, change_of_branch
from orchestration.report.content.context import Context
from orchestration.report.content.facts import OPERATIONS, Facts, Scope
from orchestration.report.content.pieces import branch_name, feeds, who
from orchestration.report.content.wording import when
from orchestration.report.document import Text
from orchestration.report.figures import Figure, Unit
from orchestration.report.sources import Source, cell, derived
from orchestration.report.statements.changes import COMPLAINTS_CHANGED, COMPLAINTS_COUNTED
from orchestration.report.statements.slots import Name, Phrase

MART = "branch_ranking"

Row = dict[str, Any]


@dataclass(frozen=True)
class BranchFacts:
    """A branch in one feed."""

    facts: Facts
    code: str
    branch: Name
    _changes: dict[str, Change] = field(default_factory=dict, compare=False)

    @property
    def focus(self) -> Scope:
        """What the report is about: the line `operations` where there is one, else the company."""
        return next((line for line in self.facts.lines if line.code == OPERATIONS), self.facts.company)

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """The company, and what the report is about where that is narrower."""
        company = self.facts.company
        return (company,) if self.focus == company else (company, self.focus)

    def rows(self, scope: Scope) -> list[Row]:
        """The branches that the year's mart compares in a scope; none of a part of a year."""
        if not self.facts.period.is_year:
            return []
        return self.facts.reader.rows(MART, "branch_code", **self.facts.year_keys, **scope.keys)

    def row(self, scope: Scope) -> Row | None:
        """The branch among them."""
        return next((row for row in self.rows(scope) if row["branch_code"] == self.code), None)

    def figure(self, scope: Scope, unit: Unit, column: str, decimals: int | None = None) -> Figure:
        """A figure of the branch in the year's mart."""
        source = cell(MART, column, self.facts.year_keys, **scope.keys, branch_code=self.code)
        return self.facts.context.figure(unit, source, decimals)

    def source(self, scope: Scope) -> Source:
        """Where the branch's complaints of a scope in the period come from."""
        return self.facts.counted(scope, self.facts.period, branch_code=self.code)

    def complaints(self, scope: Scope) -> Figure:
        """The branch's complaints of a scope in the period."""
        return self.facts.context.figure(Unit.COUNT, self.source(scope))

    def share(self, scope: Scope, parent: Scope) -> tuple[Figure, Figure]:
        """The branch's complaints of a scope, and what share of those of a wider one they are."""
        ratio = derived("ratio", self.source(scope), self.source(parent))
        return self.complaints(scope), self.facts.context.figure(Unit.SHARE, ratio)

    def change(self, scope: Scope) -> Change:
        """The branch's complaints of a scope against the year before."""
        if scope.code not in self._changes:
            self._changes[scope.code] = change_of_branch(self.facts, scope, self.code)
        return self._changes[scope.code]

    def headline(self, scope: Scope) -> Text:
        """How many complaints there are, and the change where all of them can be compared."""
        context, change = self.facts.context, self.change(scope)
        subject = self._subject(scope, "subject")
        time = when(context, self.facts.up_to)
        if not change.is_comparable or change.is_of_part:
            return context.tell(COMPLAINTS_COUNTED, who=subject, when=time, now=change.now)
        return context.tell(
            COMPLAINTS_CHANGED, who=subject, when=time, now=change.now, before=change.before, change=change.rate
        )

    @staticmethod
    def level(scope: Scope) -> str:
        """What labels go by: `company`, or `scope` of anything narrower."""
        return "company" if scope.level == "company" else "scope"

    def whose(self, scope: Scope) -> Phrase:
        """Among whose complaints something is the most."""
        return self._subject(scope, "subject")

    def who(self, scope: Scope) -> Phrase:
        """The feed and the scope, of a page that is about the branch anyway."""
        return who(self.facts.context, self.facts.name, scope.name)

    def _subject(self, scope: Scope, form: str) -> Phrase:
        context, key = self.facts.context, f"branch.{form}_{self.level(scope)}"
        label = context.label(key, branch=self.branch, feed=self.facts.name, scope=scope.name)
        return Phrase(label)


def branch_facts(context: Context, code: str) -> list[BranchFacts]:
    """The branch in each feed that has the period and names branches, the call center first."""
    branch = branch_name(context, code)
    return [
        BranchFacts(feed, code, branch)
        for feed in feeds(context)
        if feed.has_period and context.reader.rows(MART, branch_code=code, **feed.year_keys)
    ]
