"""What sentences on parts of complaints claim."""

from __future__ import annotations

from hypothesis import strategies as st

from orchestration.report.figures import Unit
from orchestration.report.figures import given as given_figure
from orchestration.report.statements.slots import Slots
from tests.report.claims import WHO, Claim, Values, computed, count, counts, near, phrase


@st.composite
def parts(draw: st.DrawFn) -> Slots:
    part, rest, unknown = (draw(st.one_of(st.just(0), counts)) for _ in range(3))
    if draw(st.booleans()):
        unknown = 0
    if draw(st.booleans()):
        rest = part
    now = part + rest + unknown
    one, other = (computed(Unit.SHARE, "ratio", number, now) for number in (part, rest))
    return {
        "who": draw(WHO),
        "now": count(now),
        "controllable": count(part),
        "uncontrollable": count(rest),
        "undetermined": count(unknown),
        "rate": one,
        "other_rate": other,
        "direct": count(part),
        "referred": count(rest),
        "direct_share": one,
        "referred_share": other,
        "closed": count(part),
        "by": draw(phrase("so far", "by the end of the year", "年末前")),
    }


@st.composite
def of_a_whole(draw: st.DrawFn) -> Slots:
    now, rest = draw(counts), draw(st.one_of(st.just(0), counts))
    share = computed(Unit.SHARE, "ratio", now, now + rest)
    return {"who": draw(WHO), "now": count(now), "whole": count(now + rest), "share": share}


@st.composite
def days(draw: st.DrawFn) -> Slots:
    within = draw(st.one_of(st.none(), st.floats(0, 1)))
    median = draw(st.one_of(st.none(), st.integers(0, 400)))
    return {"within": given_figure(within, Unit.SHARE), "median": given_figure(median, Unit.COUNT)}


def add_up(part: str, rest: str, part_rate: str, rest_rate: str, unknown: int = 0):
    """Whether two parts are all but `unknown` of the complaints, and their shares are theirs."""

    def holds(values: Values) -> bool:
        now = values["now"]
        undetermined = values.get("undetermined", unknown)
        return (
            values[part] + values[rest] + undetermined <= now
            and near(values[part_rate], values[part] / now, 0.001)
            and near(values[rest_rate], values[rest] / now, 0.001)
        )

    return holds


def is_rate(values: Values) -> bool:
    return 0 < values["closed"] < values["now"] and near(values["rate"], values["closed"] / values["now"], 0.001)


CONTROLLED = add_up("controllable", "uncontrollable", "rate", "other_rate")
CAME = add_up("direct", "referred", "direct_share", "referred_share")

CLAIMS = {
    "part_of_all": Claim(
        of_a_whole(),
        {
            "no_whole": lambda values: values["whole"] == 0,
            "none": lambda values: values["now"] == 0 < values["whole"],
            "part": lambda values: near(values["share"], values["now"] / values["whole"], 0.001),
            "all": lambda values: values["now"] == values["whole"] > 0,
        },
    ),
    "controllable": Claim(
        parts(),
        {
            "none": lambda values: values["now"] == 0,
            "unknown": lambda values: values["now"] == values["undetermined"] > 0,
            "all": lambda values: values["now"] == values["controllable"] > 0,
            "nothing": lambda values: values["now"] == values["uncontrollable"] > 0,
            "some": lambda values: (
                values["controllable"] > 0
                and values["controllable"] + values["uncontrollable"] == values["now"]
                and CONTROLLED(values)
            ),
            "some_undetermined": lambda values: (
                values["controllable"] + values["uncontrollable"] + values["undetermined"] == values["now"]
                and CONTROLLED(values)
            ),
        },
    ),
    "direct_and_referred": Claim(
        parts(),
        {
            "none": lambda values: values["now"] == 0,
            "not_given": lambda values: values["now"] > 0 == values["direct"] + values["referred"],
            "all_direct": lambda values: values["now"] == values["direct"] > 0,
            "all_referred": lambda values: values["now"] == values["referred"] > 0,
            "more_direct": lambda values: values["direct"] > values["referred"] and CAME(values),
            "more_referred": lambda values: values["direct"] < values["referred"] and CAME(values),
            "equal": lambda values: 0 < values["direct"] == values["referred"] < values["now"],
        },
    ),
    "closed": Claim(
        parts(),
        {
            "none": lambda values: values["now"] == 0,
            "all": lambda values: values["now"] == values["closed"] > 0,
            "not_one": lambda values: values["closed"] == 0 < values["now"],
            "some": is_rate,
        },
    ),
    "days_to_close": Claim(
        days(),
        {
            "unknown": lambda values: values["within"] is values["median"] is None,
            "within": lambda values: 0 <= values["within"] <= 1,
            "median": lambda values: values["median"] >= 0,
            "both": lambda values: 0 <= values["within"] <= 1 and values["median"] >= 0,
        },
    ),
}
