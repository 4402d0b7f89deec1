"""The colours of the page, in the light and in the dark, as variables of its style."""

from __future__ import annotations

from orchestration.report import palette
from orchestration.report.document import Role

DARK_PAPER, DARK_INK = "#14191F", "#E6EBF0"

# where the palette's own colour is too dark to be seen on dark paper, or too light to stand back on it
_IN_THE_DARK = {
    palette.BLUE: "#3E9FDB",
    palette.VERMILION: "#F0803C",
    palette.SKY: "#8FD3F7",
    "#BBBBBB": "#6F7A85",
    "#555555": "#B5BEC7",
}

_PAGE = {
    "paper": (palette.PAPER, DARK_PAPER),
    "ink": (palette.INK, DARK_INK),
    "quiet": (palette.QUIET, "#A3AFBA"),
    "rule": (palette.RULE, "#36414D"),
    "ground": (palette.GROUND, "#1E252D"),
    "heading": (palette.NAVY, "#BFD7F0"),
    "link": ("#0B5CAD", "#7DB8F5"),
    "warning": ("#8A4B00", "#F0B060"),
    "warning-ground": ("#FDF3E3", "#33291A"),
}


def color_of(role: Role) -> str:
    """The variable that holds a role's colour."""
    return f"var(--{role.replace('_', '-')})"


def text_on(role: Role) -> str:
    """The variable that holds the colour of text on a role's colour."""
    return f"var(--on-{role.replace('_', '-')})"


def variables() -> str:
    """All of them, each with its value in the light and in the dark; legends call a role's own colour `--own`."""
    pairs = dict(_PAGE)
    for role, light in palette.COLORS.items():
        dark, name = _IN_THE_DARK.get(light, light), role.replace("_", "-")
        pairs[name] = (light, dark)
        pairs[f"on-{name}"] = (palette.text_on(light), palette.text_on(dark))
    values = "\n".join(f"  --{name}: light-dark({light}, {dark});" for name, (light, dark) in pairs.items())
    owned = "\n".join(f".{role.replace('_', '-')} {{ --own: {color_of(role)}; }}" for role in palette.COLORS)
    return f":root {{\n  color-scheme: light dark;\n{values}\n}}\n{owned}\n"
