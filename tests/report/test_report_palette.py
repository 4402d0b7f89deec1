"""The colours of a report are those of the dashboards, and text is readable on them."""

from pathlib import Path

import pytest
import yaml

from orchestration.report import palette
from orchestration.report.document import Role

DASHBOARD = Path(__file__).parents[2] / "bi/superset/template/dashboard.yml"
ALSO_IN_DASHBOARD = {
    Role.CURRENT: "complaints",
    Role.PRIOR: "complaints_prior_year",
    Role.CONTROLLABLE: "controllable",
    Role.UNCONTROLLABLE: "uncontrollable",
    Role.UNDETERMINED: "undetermined",
    Role.DIRECT: "Direct",
    Role.REFERRED: "Referred",
    Role.BAD: "More, beyond chance",
    Role.GOOD: "Fewer, beyond chance",
    Role.NEUTRAL: "Within chance",
    Role.LIMIT: "funnel_low_95",
    Role.OUTER_LIMIT: "funnel_low_998",
}


@pytest.mark.parametrize("role", Role)
def test_a_role_has_the_color_it_has_in_the_dashboards(role: Role) -> None:
    colors = yaml.safe_load(DASHBOARD.read_bytes())["colors"]
    color_of = {
        value["en"] if isinstance(value, dict) else value: color for color, values in colors.items() for value in values
    }
    assert palette.COLORS[role] == color_of[ALSO_IN_DASHBOARD[role]]


@pytest.mark.parametrize("ground", [*palette.COLORS.values(), palette.NAVY, palette.GROUND])
def test_text_on_every_ground_is_readable(ground: str) -> None:
    assert palette.contrast(ground, palette.text_on(ground)) >= 3.8


def test_contrast_is_that_of_the_standard() -> None:
    assert palette.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert palette.contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)
    assert palette.contrast(palette.QUIET, palette.PAPER) >= 4.5
