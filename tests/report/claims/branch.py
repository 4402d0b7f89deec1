"""What sentences on one branch claim."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st

from orchestration.report.figures import Unit, given
from tests.report.claims import WHO, Claim, Values, count
from tests.report.claims.listing import numbers, shares

_BANDS = ("above_998", "above_95", "within", "below_95", "below_998", "no_exposure")
_index = st.one_of(st.none(), st.floats(0, 9)).map(lambda value: given(value, Unit.NUMBER))
_rank = st.integers(1, 36).map(given)


def _is_in(band: str) -> Callable[[Values], bool]:
    return lambda values: values["index"] >= 0 and values["band"] == band


CLAIMS = {
    "branch_by_count": Claim(
        st.fixed_dictionaries(
            {"who": WHO, "n": numbers.map(count), "branches": numbers.map(count), "rank": _rank, "share": shares}
        ),
        {"none": lambda values: values["n"] == 0, "some": lambda values: values["n"] > 0},
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
        {
            "no_index": lambda values: values["index"] is None or values["band"] == "no_exposure",
            **{band: _is_in(band) for band in _BANDS[:5]},
        },
    ),
}
