"""What is said of branches by exposure: who is outside the funnel, who comes first, whose exposure is missing."""

from __future__ import annotations

from orchestration.report.statements.kinds import Kind
from orchestration.report.statements.listing import leading_rules, listing_rules
from orchestration.report.statements.slots import counted

FUNNEL_ABOVE = Kind("funnel_above", listing_rules("n"))
"""Places: `branches` above the 95 % limits of the funnel, `n` how many."""

FUNNEL_BELOW = Kind("funnel_below", listing_rules("n"))
"""Places: `branches` below the 95 % limits of the funnel, `n` how many."""

FUNNEL_OUTLIERS = Kind("funnel_outliers", listing_rules("n"))
"""Places: `branches` that stand out even when it is allowed for that all are looked at, `n` how many."""

FIRST_BY_INDEX = Kind("first_by_index", leading_rules("k"))
"""Places: `branches` with the highest index, `k` how many, their `index`; of one the limits `low` and `high` of its
rank."""

EXPOSURE_KNOWN = Kind(
    "exposure_known",
    {
        "of_none": lambda slots: counted(slots, "lacking") >= counted(slots, "all"),
        "of_some": lambda slots: 0 < counted(slots, "lacking") < counted(slots, "all"),
        "of_all": lambda slots: counted(slots, "lacking") == 0 < counted(slots, "all"),
    },
)
"""Places: `year`, `all` branches, those `lacking` exposure."""

KINDS = (FUNNEL_ABOVE, FUNNEL_BELOW, FUNNEL_OUTLIERS, FIRST_BY_INDEX, EXPOSURE_KNOWN)
