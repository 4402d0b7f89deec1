"""What sentences on printed figures claim."""

from __future__ import annotations

from hypothesis import strategies as st

from orchestration.report.figures import Unit, given
from orchestration.report.statements.slots import Slots
from tests.report.claims import Claim, Values, computed, count, counts, near, phrase
from tests.report.claims.listing import numbers

_WHICH = phrase("Call center, Operations: change", "呼叫中心·业管：同比")
_points = st.one_of(st.just(0.0), st.floats(-2, 2)).map(lambda value: given(value, Unit.POINTS))
_changes = st.floats(-1, 2).map(lambda value: given(value, Unit.CHANGE))


@st.composite
def rates(draw: st.DrawFn) -> Slots:
    now, before = draw(counts), draw(st.integers(1, 10_000))
    return {
        "which": draw(_WHICH),
        "printed": draw(_changes),
        "computed": computed(Unit.CHANGE, "change", now, before),
        "now": count(now),
        "before": count(before),
        "implied": draw(st.one_of(st.none(), counts).map(count)),
    }


@st.composite
def gaps(draw: st.DrawFn) -> Slots:
    rate, company = draw(st.floats(-1, 2)), draw(st.floats(-1, 2))
    gap = draw(st.one_of(st.just(round(rate - company, 3)), st.floats(-2, 2)))
    return {
        "gap": given(gap, Unit.POINTS),
        "rate": given(round(rate, 3), Unit.CHANGE),
        "company": given(round(company, 3), Unit.CHANGE),
    }


def is_rate_of_counts(values: Values) -> bool:
    return near(values["computed"], values["now"] / values["before"] - 1, 0.001)


def is_difference(values: Values) -> bool:
    return abs(values["rate"] - values["company"] - values["gap"]) <= 0.0035


CLAIMS = {
    "figures_checked": Claim(
        st.fixed_dictionaries(
            {
                "year": st.just(given(2011)),
                **{place: numbers.map(count) for place in ("match", "conflict", "no_data")},
            }
        ),
        {
            "none": lambda values: values["match"] == values["conflict"] == values["no_data"] == 0,
            "all_match": lambda values: values["match"] > 0 == values["conflict"] == values["no_data"],
            "conflicts": lambda values: values["conflict"] > 0 == values["no_data"],
            "unchecked": lambda values: values["no_data"] > 0 == values["conflict"],
            "both": lambda values: values["conflict"] > 0 and values["no_data"] > 0,
        },
    ),
    "rate_in_conflict": Claim(
        rates(),
        {
            "no_base": lambda values: values["implied"] is None and is_rate_of_counts(values),
            "with_base": lambda values: values["implied"] >= 0 and is_rate_of_counts(values),
        },
    ),
    "gap_in_conflict": Claim(
        st.fixed_dictionaries({"which": _WHICH, "printed": _points, "computed": _points}),
        {
            "turned_up": lambda values: values["printed"] <= 0 <= values["computed"],
            "turned_down": lambda values: values["computed"] <= 0 <= values["printed"],
            "same_side": lambda values: values["printed"] * values["computed"] >= 0,
        },
    ),
    "gap_follows": Claim(
        gaps(),
        {
            "from_printed": is_difference,
            "from_elsewhere": lambda values: abs(values["rate"] - values["company"] - values["gap"]) >= 0.001 - 1e-9,
        },
    ),
    "figure_in_conflict": Claim(
        st.fixed_dictionaries({"which": _WHICH, "printed": numbers.map(count), "computed": numbers.map(count)}),
        {
            "more": lambda values: values["computed"] > values["printed"],
            "less": lambda values: values["computed"] < values["printed"],
            "equal": lambda values: values["computed"] == values["printed"],
        },
    ),
}
