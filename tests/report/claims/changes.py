"""What sentences on changes claim."""

from __future__ import annotations

from hypothesis import strategies as st

from orchestration.report.figures import Unit
from orchestration.report.statements.slots import Slots
from tests.report.claims import WHEN, WHO, Claim, Values, computed, count, counts, near


@st.composite
def pairs(draw: st.DrawFn) -> Slots:
    now = draw(counts)
    before = draw(st.one_of(counts, st.just(now)))
    return {
        "who": draw(WHO),
        "when": draw(WHEN),
        "now": count(now),
        "before": count(before),
        "change": computed(Unit.CHANGE, "change", now, before),
    }


def rises(values: Values) -> bool:
    now, before = values["now"], values["before"]
    return now > before > 0 and near(values["change"], (now - before) / before, 0.001)


def falls(values: Values) -> bool:
    now, before = values["now"], values["before"]
    return 0 < now < before and near(values["change"], (before - now) / before, 0.001)


DIRECTIONS = {
    "none_in_both": lambda values: values["now"] == values["before"] == 0,
    "from_none": lambda values: values["now"] > 0 == values["before"],
    "unchanged": lambda values: values["now"] == values["before"] > 0,
    "rise": rises,
    "fall": falls,
    "to_none": lambda values: values["before"] > 0 == values["now"],
}


@st.composite
def p_values(draw: st.DrawFn) -> Slots:
    before, now = draw(counts), draw(counts)
    return {"p": computed(Unit.P_VALUE, "change_p_value", now, before)}


VERDICTS = {
    "no_p_value": lambda values: values["p"] is None,
    "beyond": lambda values: values["p"] <= 0.05,
    "within": lambda values: 0.05 <= values["p"] <= 1,
}

CLAIMS = {
    "complaints_counted": Claim(
        pairs(), {"none": lambda values: values["now"] == 0, "some": lambda values: values["now"] > 0}
    ),
    "complaints_changed": Claim(pairs(), DIRECTIONS),
    "part_changed": Claim(pairs(), DIRECTIONS),
    "chance": Claim(p_values(), VERDICTS),
    "adjusted_chance": Claim(p_values(), VERDICTS),
    "gap_chance": Claim(p_values(), VERDICTS),
    "peak_chance": Claim(p_values(), VERDICTS),
}
