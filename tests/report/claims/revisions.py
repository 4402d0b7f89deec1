"""What sentences on revised figures claim."""

from __future__ import annotations

from hypothesis import strategies as st

from orchestration.report.figures import given
from tests.report.claims import Claim, count, phrase
from tests.report.claims.listing import numbers, parts

_WHICH = phrase("Call center, Operations, complaints", "呼叫中心·业管，投诉件数")

CLAIMS = {
    "figures_revised": Claim(
        parts("n", "all", "unused", year=st.just(given(2011)), release=st.integers(0, 3).map(given)),
        {
            "nothing_followed": lambda values: values["all"] == 0,
            "first_release": lambda values: values["all"] > 0 == values["n"] and values["release"] == 1,
            "none": lambda values: values["all"] > 0 == values["n"] and values["release"] != 1,
            "some": lambda values: 0 < values["n"] <= values["all"],
        },
    ),
    "revisions_new": Claim(
        st.fixed_dictionaries({"n": numbers.map(count)}),
        {"none": lambda values: values["n"] == 0, "some": lambda values: values["n"] > 0},
    ),
    "figures_followed_up": Claim(
        st.fixed_dictionaries({"n": numbers.map(count)}),
        {"none": lambda values: values["n"] == 0, "some": lambda values: values["n"] > 0},
    ),
    "verdicts_turned": Claim(
        st.fixed_dictionaries({"n": numbers.map(count)}),
        {"none": lambda values: values["n"] == 0, "some": lambda values: values["n"] > 0},
    ),
    "figure_revised": Claim(
        st.fixed_dictionaries(
            {"which": _WHICH, "first": numbers.map(count), "now": st.one_of(st.none(), numbers).map(count)}
        ),
        {
            "withdrawn": lambda values: values["now"] is None,
            "up": lambda values: values["now"] > values["first"],
            "down": lambda values: values["now"] < values["first"],
            "back": lambda values: values["now"] == values["first"],
        },
    ),
}
