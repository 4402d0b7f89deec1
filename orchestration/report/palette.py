"""The colours of a report: one for each role, the same in every file, as in the dashboards.

Okabe and Ito's colours, which colour-blind readers tell apart: what is bad is vermilion, what is good is blue.
"""

from __future__ import annotations

from collections.abc import Mapping

from orchestration.report.document import Role

BLUE, SKY, GREEN, ORANGE, VERMILION, GREY = "#0072B2", "#56B4E9", "#009E73", "#E69F00", "#D55E00", "#999999"

COLORS: Mapping[Role, str] = {
    Role.CURRENT: BLUE,
    Role.PRIOR: "#BBBBBB",
    Role.GOOD: BLUE,
    Role.BAD: VERMILION,
    Role.NEUTRAL: GREY,
    Role.CONTROLLABLE: VERMILION,
    Role.UNCONTROLLABLE: SKY,
    Role.UNDETERMINED: GREY,
    Role.DIRECT: BLUE,
    Role.REFERRED: ORANGE,
    Role.LIMIT: GREY,
    Role.OUTER_LIMIT: "#555555",
}

# what is no data: text, headings, secondary text, rules, and a quiet ground behind tables' heads and cards
INK, NAVY, QUIET, RULE, GROUND, PAPER = "#1F2933", "#16324F", "#5B6770", "#D5DAE0", "#F3F5F8", "#FFFFFF"


def text_on(color: str) -> str:
    """The colour of text on a ground, white or ink: that which stands out more (WCAG's contrast)."""
    return PAPER if contrast(color, PAPER) >= contrast(color, INK) else INK


def contrast(one: str, other: str) -> float:
    """The contrast of two colours by WCAG 2: from 1 to 21; text needs 4.5."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    channels = (int(color[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
