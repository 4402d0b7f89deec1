"""What each feed is expected to look like. One sentence per rule, to be read by a complaint manager."""

from __future__ import annotations

from expectations.outcome import Rule

_NO_PERSONAL_DATA = Rule(
    "rows_with_personal_data",
    "No column that is kept readable holds a mobile or identity number or an e-mail address.",
    "critical",
    "rows_to_hold_no_personal_data",
    at_most=0,
)
_NAMES_IN_PLACE = Rule(
    "masked_name_share",
    "At most one row in ten had personal data where the name of a branch, category or the like belongs.",
    "critical",
    "names_to_hold_no_personal_data",
    at_most=0.1,
)


def _dated(column: str) -> tuple[Rule, ...]:
    """Rules for the days that a feed reports on, in that column."""
    return (
        Rule(
            "readable_date_share",
            "At least half of the rows of a file carry a readable date.",
            "critical",
            "dates_to_be_readable",
            about=column,
            at_least=0.5,
        ),
        Rule(
            "future_date_share",
            "A file is not mostly dated after the day on which it arrived. (If it is right, is this machine's clock?)",
            "critical",
            "dates_to_be_mostly_past",
            about=column,
            at_most=0.5,
        ),
        Rule(
            "future_date_rows",
            "No row is dated after the day on which its file arrived.",
            "warning",
            "dates_to_be_past",
            about=column,
            at_most=0,
        ),
        Rule(
            "days_behind",
            "A file reaches about as far as the files before it (within 31 days).",
            "warning",
            "dates_to_reach_as_far_as_before",
            about=column,
            at_most=31,
        ),
    )


_ORDERLY = (
    Rule(
        "repeated_share",
        "At most one row in ten repeats another row of its file exactly.",
        "warning",
        "rows_to_be_distinct",
        at_most=0.1,
    ),
    Rule(
        "row_problem_share",
        "At most one row in twenty is garbled or has too few fields.",
        "warning",
        "rows_to_be_whole",
        at_most=0.05,
    ),
    Rule(
        "times_off_usual_size",
        "No file is ten times larger or smaller than is usual.",
        "warning",
        "row_count_to_be_usual",
        at_most=10,
    ),
)
_KNOWN_BRANCHES = Rule(
    "known_branch_share",
    "At least 95 % of the rows name a branch that is on the branch list.",
    "warning",
    "branches_to_be_known",
    about="branch",
    at_least=0.95,
    names_in="branches.csv or aliases.csv",
)
_KNOWN_BRANCHES_OF_COMPLAINTS = Rule(
    "known_branch_share",
    "At least 95 % of the rows that name a branch name one of the branch list.",
    "warning",
    "branches_to_be_known",
    about="branch",
    at_least=0.95,
    names_in="branches.csv or aliases.csv",
)
_COMPLAINTS = (
    Rule(
        "numbered_share",
        "At least half of the rows of a file carry a complaint number.",
        "critical",
        "complaint_numbers_to_be_given",
        about="complaint_number",
        at_least=0.5,
    ),
    *_dated("received_at"),
    _NO_PERSONAL_DATA,
    _NAMES_IN_PLACE,
    _KNOWN_BRANCHES_OF_COMPLAINTS,
    Rule(
        "known_category_share",
        "At least 95 % of the rows have a category that the crosswalk knows.",
        "warning",
        "categories_to_be_known",
        about="category",
        at_least=0.95,
        names_in="category_crosswalk.csv or aliases.csv",
    ),
    *_ORDERLY,
)

FEED_RULES: dict[str, tuple[Rule, ...]] = {
    "call_center": _COMPLAINTS,
    "hq": _COMPLAINTS,
    "satisfaction_survey": (
        *_dated("surveyed_on"),
        Rule(
            "score_share",
            "At least half of the answers score from 1 to 5.",
            "critical",
            "scores_to_be_from_1_to_5",
            about="score",
            at_least=0.5,
        ),
        _NO_PERSONAL_DATA,
        Rule(
            "known_item_share",
            "At least 95 % of the answers rate a service item that is on the list.",
            "warning",
            "service_items_to_be_known",
            about="service_item",
            at_least=0.95,
            names_in="service_items.csv or aliases.csv",
        ),
        *_ORDERLY,
    ),
    "branch_exposure": (
        Rule(
            "positive_exposure_share",
            "At least half of the rows give policies or premium above zero.",
            "critical",
            "exposure_to_be_positive",
            at_least=0.5,
        ),
        _NO_PERSONAL_DATA,
        _KNOWN_BRANCHES,
        Rule(
            "branches_present_share",
            "A file covers at least 95 % of the branches.",
            "warning",
            "branches_to_be_complete",
            about="branch",
            at_least=0.95,
        ),
        *_ORDERLY,
    ),
}
