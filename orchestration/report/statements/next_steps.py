"""What is said of what branches do next: open cases, customers who come again, causes that can be controlled."""

from __future__ import annotations

from orchestration.report.statements.kinds import Kind
from orchestration.report.statements.listing import leading_rules
from orchestration.report.statements.slots import counted

CASES_OPEN = Kind(
    "cases_open",
    {
        "none": lambda slots: counted(slots, "n") == 0,
        "none_overdue": lambda slots: counted(slots, "n") > 0 == counted(slots, "overdue"),
        "some_overdue": lambda slots: counted(slots, "n") > counted(slots, "overdue") > 0,
        "all_overdue": lambda slots: 0 < counted(slots, "n") <= counted(slots, "overdue"),
    },
)
"""Places: `who` in words, `day` of which it is told, `n` open cases, `overdue` of them."""

MOST_OVERDUE = Kind("most_overdue", leading_rules("k"))
"""Places: `branches` that have the most overdue cases, `k` how many branches, `n` cases of each."""

WATCHLIST = Kind(
    "watchlist",
    {
        "nobody": lambda slots: counted(slots, "repeat") == 0,
        "none_listed": lambda slots: counted(slots, "repeat") > 0 == counted(slots, "n"),
        "some": lambda slots: counted(slots, "repeat") > 0 and counted(slots, "n") > 0,
    },
)
"""Places: `repeat` customers with two complaints or more, `n` of them on the watchlist."""

CUSTOMERS_AGAIN = Kind(
    "customers_again",
    {
        "unknown": lambda slots: counted(slots, "customers") == 0,
        "none": lambda slots: counted(slots, "customers") > 0 == counted(slots, "n"),
        "some": lambda slots: counted(slots, "customers") > 0 and counted(slots, "n") > 0,
    },
)
"""Places: `who` in words, `year`, `customers`, `n` of them who came again within it, the `rate`, its limits `low` and
`high`."""

LEADING_CAUSES = Kind("leading_causes", leading_rules("k"))
"""Places: `causes` with the most controllable complaints, `k` how many causes, `n` complaints of each."""

KINDS = (CASES_OPEN, MOST_OVERDUE, WATCHLIST, CUSTOMERS_AGAIN, LEADING_CAUSES)
