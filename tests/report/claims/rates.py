"""What sentences on branches by exposure claim."""

from __future__ import annotations

from hypothesis import strategies as st

from orchestration.report.figures import Unit, given
from tests.report.claims import Claim
from tests.report.claims.listing import listed, names_all, names_first, numbers, parts

_INDEX = st.floats(0, 9).map(lambda value: given(value, Unit.NUMBER))
_RANK = numbers.map(given)

CLAIMS = {
    "funnel_above": Claim(listed("branches", "n"), names_all("branches")),
    "funnel_below": Claim(listed("branches", "n"), names_all("branches")),
    "funnel_outliers": Claim(listed("branches", "n"), names_all("branches")),
    "first_by_index": Claim(listed("branches", "k", index=_INDEX, low=_RANK, high=_RANK), names_first("branches")),
    "exposure_known": Claim(
        parts("lacking", "all", "unused", year=st.just(given(2011))),
        {
            "of_none": lambda values: values["lacking"] == values["all"],
            "of_some": lambda values: 0 < values["lacking"] < values["all"],
            "of_all": lambda values: values["all"] > 0 == values["lacking"],
        },
    ),
}
