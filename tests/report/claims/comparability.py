"""What sentences on coverage and comparability claim."""

from __future__ import annotations

from hypothesis import strategies as st

from orchestration.report.figures import given
from orchestration.report.statements.slots import Slots
from tests.report.claims import WHEN, WHO, Claim, count
from tests.report.claims.listing import listed, names_all


@st.composite
def years(draw: st.DrawFn) -> Slots:
    months = st.one_of(st.just(0), st.integers(0, 12))
    return {
        "who": draw(WHO),
        "year": given(2011),
        "covered": count(draw(months)),
        "covered_before": count(draw(months)),
        "is_comparable": given(draw(st.booleans())),
        "months": count(draw(st.one_of(st.just(12), months))),
    }


@st.composite
def months(draw: st.DrawFn) -> Slots:
    of_all = draw(st.integers(1, 12))
    covered = draw(st.one_of(st.just(0), st.just(of_all), st.integers(0, of_all)))
    partly = draw(st.integers(0, of_all - covered))
    return {
        "who": draw(WHO),
        "when": draw(WHEN),
        "months": count(of_all),
        "covered": count(covered),
        "partly": count(partly),
    }


CLAIMS = {
    "years_compared": Claim(
        years(),
        {
            "not_covered": lambda values: values["covered"] == 0,
            "no_year_before": lambda values: values["covered"] > 0 == values["covered_before"],
            "too_little": lambda values: values["covered_before"] > 0 and not values["is_comparable"],
            "whole": lambda values: values["is_comparable"] and values["months"] == 12,
            "in_part": lambda values: values["is_comparable"] and values["months"] < 12,
        },
    ),
    "months_covered": Claim(
        months(),
        {
            "none": lambda values: values["covered"] == values["partly"] == 0,
            "whole": lambda values: values["covered"] == values["months"],
            "in_part": lambda values: values["covered"] < values["months"],
        },
    ),
    "scopes_broken": Claim(listed("scopes", "n"), names_all("scopes")),
    "scopes_bridged": Claim(listed("scopes", "n"), names_all("scopes")),
    "codes_undeclared": Claim(listed("scopes", "n"), names_all("scopes")),
}
