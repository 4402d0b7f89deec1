"""What sentences that name several claim."""

from __future__ import annotations

from hypothesis import strategies as st

from orchestration.report.statements.slots import Slots
from tests.report.claims import WHO, Claim, count, several


@st.composite
def numbers(draw: st.DrawFn) -> Slots:
    names = draw(several(0))
    more = draw(st.sampled_from([0, 0, 1, 30])) if names else 0
    least = count(draw(st.integers(1, 500)))
    return {"who": draw(WHO), "number": count(len(names) + more), "names": names, "least": least}


@st.composite
def ups_and_downs(draw: st.DrawFn) -> Slots:
    names = draw(several(0))
    split = draw(st.integers(0, len(names)))
    return {"who": draw(WHO), "up": names[:split], "down": names[split:]}


HOW_MANY = {
    "none": lambda values: values["number"] == 0,
    "one": lambda values: len(values["names"]) == values["number"] == 1,
    "several": lambda values: len(values["names"]) == values["number"] > 1,
    "many": lambda values: 0 < len(values["names"]) < values["number"],
}

CLAIMS = {
    "high_incidence": Claim(numbers(), HOW_MANY),
    "no_complaints": Claim(numbers(), HOW_MANY),
    "none_two_years": Claim(numbers(), HOW_MANY),
    "months_next": Claim(
        numbers(), {"none": lambda values: values["names"] == (), "some": lambda values: len(values["names"]) > 0}
    ),
    "changed_beyond_chance": Claim(
        ups_and_downs(),
        {
            "neither": lambda values: values["up"] == values["down"] == (),
            "up": lambda values: len(values["up"]) > 0 == len(values["down"]),
            "down": lambda values: len(values["down"]) > 0 == len(values["up"]),
            "both": lambda values: all(values[place] for place in ("up", "down")),
        },
    ),
}
