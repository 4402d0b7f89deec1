"""What sentences on service items claim."""

from __future__ import annotations

from hypothesis import strategies as st

from orchestration.report.figures import given
from tests.report.claims import Claim, count, names, phrase
from tests.report.claims.listing import listed, names_all, numbers, shares

_REASON = phrase("nobody rated it", "no cause of a complaint speaks of it")

CLAIMS = {
    "items_first": Claim(listed("items", "n", category=names), names_all("items")),
    "items_unplaced": Claim(listed("items", "n", category=names, reason=_REASON), names_all("items")),
    "item_measured": Claim(
        st.fixed_dictionaries(
            {
                "item": names,
                **dict.fromkeys(("dissatisfied", "category", "share", "even", "chance"), shares),
            }
        ),
        {
            "sure": lambda values: values["chance"] >= 0.95,
            "unsure": lambda values: values["chance"] <= 0.95,
        },
    ),
    "survey_answered": Claim(
        st.fixed_dictionaries(
            {"year": st.just(given(2011)), "ratings": numbers.map(count), "items": numbers.map(count)}
        ),
        {"nobody": lambda values: values["ratings"] == 0, "some": lambda values: values["ratings"] > 0},
    ),
}
