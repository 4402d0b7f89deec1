"""What sentences on one branch claim."""

from __future__ import annotations

from hypothesis import strategies as st

from orchestration.report.figures import Unit, given
from tests.report.claims import WHO, Claim, always, count, phrase
from tests.report.claims.listing import listed, names_first, numbers, shares

_BANDS = ("above_998", "above_95", "within", "below_95", "below_998", "no_exposure")
_index = st.one_of(st.none(), st.floats(0, 9)).map(lambda value: given(value, Unit.NUMBER))
_rank = st.integers(1, 36).map(given)
_MONTHS = phrase("March", "3月", "March and June")

CLAIMS = {
    "branch_by_count": Claim(
        st.fixed_dictionaries(
            {"who": WHO, "n": numbers.map(count), "branches": numbers.map(count), "rank": _rank, "share": shares}
        ),
        {"none": always, "some": lambda values: values["rank"] > 0},
    ),
    "branch_by_rate": Claim(
        st.fixed_dictionaries(
            {
                "who": WHO,
                "band": st.sampled_from(_BANDS).map(lambda band: given(band, Unit.TEXT)),
                "index": _index,
                "expected": _index,
                **dict.fromkeys(("rank", "low", "high"), _rank),
            }
        ),
        {"no_index": always, **{band: lambda values: values["index"] >= 0 for band in _BANDS[:5]}},
    ),
    "leading_months": Claim(
        st.fixed_dictionaries({"months": _MONTHS, "k": numbers.map(count), "n": numbers.map(count)}),
        {
            "none": always,
            "one": lambda values: bool(values["months"]),
            "tied": lambda values: bool(values["months"]),
            "many": lambda values: values["k"] > 8,
        },
    ),
    "leading_categories": Claim(
        listed("categories", "k", who=WHO, n=numbers.map(count), share=shares), names_first("categories")
    ),
}
