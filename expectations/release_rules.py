"""What a release is expected to look like. One sentence per rule, to be read by a complaint manager."""

from __future__ import annotations

from expectations.outcome import Rule

PERSONAL_DATA = Rule(
    "rows_with_personal_data",
    "No published table holds a mobile or identity number or an e-mail address, free text included.",
    "critical",
    "rows_to_hold_no_personal_data",
    at_most=0,
)
SWING = Rule(
    "largest_yearly_swing",
    "No source's company total moved by more than 90 % from one year to the next.",
    "warning",
    "yearly_totals_to_be_steady",
    about="yoy_change_rate",
    at_most=0.9,
)
RELEASE_RULES: tuple[Rule, ...] = (
    PERSONAL_DATA,
    Rule(
        "sources_without_totals",
        "Every source with accepted complaints has its yearly totals, unless all of them are void.",
        "critical",
        "sources_to_have_totals",
        at_most=0,
    ),
    Rule(
        "negative_count_rows", "No count in any mart is negative.", "critical", "counts_not_to_be_negative", at_most=0
    ),
    Rule(
        "impossible_share_rows",
        "Every share and rate in any mart lies between 0 and 1.",
        "critical",
        "shares_to_be_possible",
        at_most=0,
    ),
    SWING,
    Rule(
        "complaint_count",
        "There is at least one complaint to publish.",
        "warning",
        "complaints_to_be_published",
        at_least=1,
    ),
)
EXPECTED_TABLES = Rule(
    "tables_not_as_expected",
    "Exactly the promised tables are published.",
    "critical",
    "tables_to_be_those_promised",
    at_most=0,
)
