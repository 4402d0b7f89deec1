"""How cells look: number formats that show what the report shows, and the styles of texts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from orchestration.report.figures import MINUS, Figure, Language, Unit

FONTS: dict[Language, str] = {"en": "Arial", "zh": "Microsoft YaHei"}

# the colour of numbers within a text, by which they are found again
FIGURE_COLOUR = "#0B4F8A"

_INK, _QUIET, _RULE, _BAND = "#222222", "#595959", "#B5BCC4", "#E8EDF2"

_RULED: dict[str, Any] = {"valign": "top", "bottom": 1, "bottom_color": _RULE}
_TEXT: dict[str, Any] = {"valign": "top", "text_wrap": True}
_HEAD: dict[str, Any] = {"bold": True, "bg_color": _BAND, "text_wrap": True, "valign": "vcenter", "bottom": 1}

STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "valign": "vcenter"},
    "subtitle": {**_TEXT, "font_size": 11, "font_color": _QUIET},
    "page": {"bold": True, "font_size": 12, "text_wrap": True, "valign": "vcenter", "bottom": 2, "bottom_color": _RULE},
    "block": {**_TEXT, "bold": True},
    "lead": {**_TEXT, "font_size": 11},
    "body": _TEXT,
    "bullet": {**_TEXT, "indent": 1},
    "note": {**_TEXT, "italic": True, "font_color": _QUIET},
    "warning": {**_TEXT, "bg_color": "#FFF3E0"},
    "head": _HEAD,
    "head_number": {**_HEAD, "align": "right"},
    "cell": {**_RULED, "text_wrap": True},
    "number": {**_RULED, "align": "right"},
    "strong": {**_RULED, "text_wrap": True, "bold": True},
    "strong_number": {**_RULED, "align": "right", "bold": True},
    "remark": {**_RULED, "text_wrap": True, "indent": 1},
    "fact": {**_RULED, "align": "left"},
    "link": {"font_color": "#0563C1", "underline": 1},
}


def number_format(figure: Figure) -> str:
    """The format that shows a number as the report writes it."""
    decimals = figure.decimals
    digits = f"0.{'0' * decimals}" if decimals else "0"
    minus = f'"{MINUS}"'
    match figure.unit:
        case Unit.COUNT | Unit.NUMBER:
            return f"#,##{digits};{minus}#,##{digits}"
        case Unit.SHARE:
            return f"#,##{digits}%;{minus}#,##{digits}%"
        case Unit.CHANGE:
            return _signed(f"#,##{digits}%", 0.5 * 10 ** -(decimals + 2))
        case Unit.POINTS | Unit.DIFFERENCE:
            return _signed(f"#,##{digits}", 0.5 * 10**-decimals)
        case Unit.P_VALUE:
            bound = f"{10**-decimals:.{decimals}f}"
            return f'[<{bound}]"<{bound}";{digits}'
        case Unit.DATE:
            return "yyyy-mm-dd"
        case _:
            return f"{digits};{minus}{digits}"


def _signed(digits: str, half: float) -> str:
    """With a sign, except where nothing but zeros is left of the number."""
    return f'[>={half:.10f}]+{digits};[<=-{half:.10f}]"{MINUS}"{digits};{digits}'


@dataclass
class Formats:
    """The formats of a workbook, each made once."""

    workbook: Workbook
    _made: dict[tuple[str, str, bool], Format] = field(default_factory=dict)

    def style(self, name: str, number_format: str = "") -> Format:
        """A style, with a format for its numbers."""
        return self._format(name, number_format, is_figure=False)

    def figure(self, name: str) -> Format:
        """The style's letters in the colour of numbers."""
        return self._format(name, "", is_figure=True)

    def _format(self, name: str, number_format: str, is_figure: bool) -> Format:
        key = name, number_format, is_figure
        if key not in self._made:
            properties = {"font_color": _INK, **STYLES[name]}
            if is_figure:
                properties["font_color"] = FIGURE_COLOUR
            if number_format:
                properties["num_format"] = number_format
            self._made[key] = self.workbook.add_format(properties)
        return self._made[key]
