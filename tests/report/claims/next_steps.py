"""What sentences on open cases, customers who come again and controllable causes claim."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from orchestration.report.figures import Unit, given
from tests.report.claims import WHO, Claim, Values, count
from tests.report.claims.listing import is_part, listed, names_first, numbers, parts, shares

_DAY = st.just(given(date(2011, 12, 31), Unit.DATE))
_YEAR = st.just(given(2011))


def some_come_again(values: Values) -> bool:
    return 0 < values["n"] <= values["customers"] and is_part(values, "n", "customers", "rate")


CLAIMS = {
    "cases_open": Claim(
        parts("overdue", "n", "unused", who=WHO, day=_DAY),
        {
            "none": lambda values: values["n"] == 0,
            "none_overdue": lambda values: values["n"] > 0 == values["overdue"],
            "some_overdue": lambda values: values["n"] > values["overdue"] > 0,
            "all_overdue": lambda values: values["n"] == values["overdue"] > 0,
        },
    ),
    "most_overdue": Claim(listed("branches", "k", n=numbers.map(count)), names_first("branches")),
    "watchlist": Claim(
        parts("n", "repeat", "unused"),
        {
            "nobody": lambda values: values["repeat"] == 0,
            "none_listed": lambda values: values["repeat"] > 0 == values["n"],
            "some": lambda values: 0 < values["n"] <= values["repeat"],
        },
    ),
    "customers_again": Claim(
        parts("n", "customers", "rate", who=WHO, year=_YEAR, low=shares, high=shares),
        {
            "unknown": lambda values: values["customers"] == 0,
            "none": lambda values: values["customers"] > 0 == values["n"],
            "some": some_come_again,
        },
    ),
    "leading_causes": Claim(listed("causes", "k", n=numbers.map(count)), names_first("causes")),
}
