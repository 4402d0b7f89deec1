"""What sentences on the data's quality claim."""

from __future__ import annotations

from hypothesis import strategies as st

from orchestration.report.figures import given
from orchestration.report.statements.slots import Slots
from tests.report.claims import Claim, Values, count, phrase
from tests.report.claims.listing import is_part, numbers, parts


@st.composite
def rows(draw: st.DrawFn) -> Slots:
    accepted, superseded, quarantined = (draw(numbers) for _ in range(3))
    return {
        "read": count(accepted + superseded + quarantined),
        "accepted": count(accepted),
        "superseded": count(superseded),
        "quarantined": count(quarantined),
    }


def adds_up(values: Values) -> bool:
    return values["read"] == values["accepted"] + values["superseded"] + values.get("quarantined", 0) > 0


def some_linked(values: Values) -> bool:
    return 0 < values["linked"] <= values["hq"] and is_part(values, "linked", "hq", "share")


CLAIMS = {
    "rows_landed": Claim(
        rows(),
        {"nothing": lambda values: values["read"] == 0, "none_quarantined": adds_up, "some_quarantined": adds_up},
    ),
    "files_rejected": Claim(
        st.fixed_dictionaries({"n": numbers.map(count), "files": phrase("late.csv", "late.csv and torn.xlsx")}),
        {"none": lambda values: values["n"] == 0, "some": lambda values: values["n"] > 0},
    ),
    "values_unmapped": Claim(
        st.fixed_dictionaries({"year": st.just(given(2011)), "n": numbers.map(count)}),
        {"none": lambda values: values["n"] == 0, "some": lambda values: values["n"] > 0},
    ),
    "checks_made": Claim(
        st.fixed_dictionaries({"passed": numbers.map(count), "warnings": numbers.map(count)}),
        {
            "none": lambda values: values["passed"] == values["warnings"] == 0,
            "all_passed": lambda values: values["passed"] > 0 == values["warnings"],
            "warnings": lambda values: values["warnings"] > 0,
        },
    ),
    "feeds_overlap": Claim(
        parts("linked", "hq", "share", year=st.just(given(2011))),
        {
            "nothing_received": lambda values: values["hq"] == 0,
            "none": lambda values: values["hq"] > 0 == values["linked"],
            "some": some_linked,
        },
    ),
    "links_disagree": Claim(
        st.fixed_dictionaries({place: numbers.map(count) for place in ("broken", "branch", "category")}),
        {
            "none": lambda values: values["broken"] == values["branch"] == values["category"] == 0,
            "some": lambda values: values["broken"] + values["branch"] + values["category"] > 0,
        },
    ),
}
