"""What is said of the data: rows that landed, files that were rejected, values that nobody knows, checks, overlap."""

from __future__ import annotations

from orchestration.report.statements.kinds import Kind
from orchestration.report.statements.slots import counted

ROWS_LANDED = Kind(
    "rows_landed",
    {
        "nothing": lambda slots: counted(slots, "read") == 0,
        "none_quarantined": lambda slots: counted(slots, "read") > 0 == counted(slots, "quarantined"),
        "some_quarantined": lambda slots: counted(slots, "read") > 0 and counted(slots, "quarantined") > 0,
    },
)
"""Places: `read`, `accepted`, `superseded` and `quarantined` rows of all files."""

FILES_REJECTED = Kind(
    "files_rejected",
    {"none": lambda slots: counted(slots, "n") == 0, "some": lambda slots: counted(slots, "n") > 0},
)
"""Places: `n` files that could not be used, and their names in words (`files`)."""

VALUES_UNMAPPED = Kind(
    "values_unmapped",
    {"none": lambda slots: counted(slots, "n") == 0, "some": lambda slots: counted(slots, "n") > 0},
)
"""Places: `year`, `n` values of it that the reference data does not know."""

CHECKS_MADE = Kind(
    "checks_made",
    {
        "none": lambda slots: counted(slots, "passed") + counted(slots, "warnings") == 0,
        "all_passed": lambda slots: counted(slots, "passed") > 0 == counted(slots, "warnings"),
        "warnings": lambda slots: counted(slots, "warnings") > 0,
    },
)
"""Places: checks that `passed`, and `warnings` that stand in the release's manifest."""

FEEDS_OVERLAP = Kind(
    "feeds_overlap",
    {
        "nothing_received": lambda slots: counted(slots, "hq") == 0,
        "none": lambda slots: counted(slots, "hq") > 0 == counted(slots, "linked"),
        "some": lambda slots: counted(slots, "hq") > 0 and counted(slots, "linked") > 0,
    },
)
"""Places: `year`, complaints of head office (`hq`), those `linked` to the call center's, their `share`."""

LINKS_DISAGREE = Kind(
    "links_disagree",
    {
        "none": lambda slots: not any(counted(slots, place) for place in ("broken", "branch", "category")),
        "some": lambda slots: any(counted(slots, place) for place in ("broken", "branch", "category")),
    },
)
"""Places: references that are `broken`, and links whose two sides disagree about `branch` or `category`."""

KINDS = (ROWS_LANDED, FILES_REJECTED, VALUES_UNMAPPED, CHECKS_MADE, FEEDS_OVERLAP, LINKS_DISAGREE)
