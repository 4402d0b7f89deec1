"""What sentences on gaps claim."""

from __future__ import annotations

from hypothesis import strategies as st

from orchestration.report.figures import Unit
from orchestration.report.statements.slots import Slots
from tests.report.claims import Claim, Values, computed, counts, names, near


@st.composite
def gaps(draw: st.DrawFn) -> Slots:
    now, before, company_now, company_before = (draw(counts) for _ in range(4))
    if draw(st.booleans()):
        company_now, company_before = now, before
    rate = computed(Unit.CHANGE, "change", now, before)
    company = computed(Unit.CHANGE, "change", company_now, company_before)
    gap = computed(Unit.POINTS, "difference", rate.value, company.value)
    return {"who": draw(names), "rate": rate, "company": company, "gap": gap}


def sized(sign: int, direction: int = 1):
    """Whether the gap is that of the two changes as written, and lies on the side that the sentence names."""

    def holds(values: Values) -> bool:
        gap = direction * (values["rate"] - values["company"]) * 100
        return sign * gap >= -0.1001 and near(values["gap"], abs(gap), 0.3)

    return holds


CLAIMS = {
    "gap_to_company": Claim(
        gaps(),
        {
            "unknown": lambda values: None in (values["rate"], values["company"]),
            "same": lambda values: values["gap"] == 0 and near(values["rate"], values["company"], 0.001),
            "fell_less": sized(1, -1),
            "fell_more": sized(-1, -1),
            "rose_less": sized(-1),
            "rose_more": sized(1),
            "above": sized(1),
            "below": sized(-1),
        },
    ),
}
