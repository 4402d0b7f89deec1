"""What sentences on first places claim."""

from __future__ import annotations

from hypothesis import strategies as st

from orchestration.report.figures import Unit
from orchestration.report.statements.rankings import KINDS
from orchestration.report.statements.slots import Slots
from tests.report.claims import WHO, Claim, Values, computed, count, counts, near, several


@st.composite
def places(draw: st.DrawFn) -> Slots:
    first = draw(st.one_of(several(), several(7)))
    now = draw(counts)
    others = draw(st.one_of(st.just(0), counts))
    whole = now * len(first) + others
    share = computed(Unit.SHARE, "ratio", now, whole)
    return {"who": draw(WHO), "first": first, "now": count(now), "whole": count(whole), "share": share}


def is_share(values: Values) -> bool:
    return near(values["share"], values["now"] / values["whole"], 0.001)


HOLDS = {
    "none": lambda values: values["whole"] == 0,
    "none_named": lambda values: values["now"] == 0 < values["whole"],
    "all": lambda values: values["now"] == values["whole"] > 0 and len(values["first"]) == 1,
    "one": lambda values: 0 < values["now"] < values["whole"] and len(values["first"]) == 1 and is_share(values),
    "tied": lambda values: (
        1 < len(values["first"]) <= 6 and values["now"] * len(values["first"]) <= values["whole"] and is_share(values)
    ),
    "many_tied": lambda values: (
        len(values["first"]) > 6 and values["now"] * len(values["first"]) <= values["whole"] and is_share(values)
    ),
}

CLAIMS = {kind.name: Claim(places(), HOLDS) for kind in KINDS}
