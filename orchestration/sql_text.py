"""SQL expressions on text as feeds write it: cleaning, dates, numbers. The dbt project's macros read it alike."""

from __future__ import annotations

from orchestration.settings import TYPED_DATE_FORMATS, DateReading, default_date_formats

_FULL_WIDTH = "".join(chr(code) for code in range(0xFF01, 0xFF5F))
_HALF_WIDTH = "".join(chr(code) for code in range(0x21, 0x7F))
_ENDS_IN_OFFSET = r":\d\d(\.\d+)? ?(Z|[+-]\d\d(:?\d\d)?)\s*$"
_SPACE = r"[\s\x{00A0}\x{3000}\x{FEFF}\x{200B}]"
# blanks but for single ones between words
_UNTIDY = "^ | $|  |" + _SPACE.replace(r"\s", r"\t\n\f\r")
_COMMON_DATE = r"\d{4}-\d\d-\d\d( ([01]\d|2[0-3]):\d\d(:\d\d)?)?"


def identifier(name: str) -> str:
    """`name` as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """`text` as a SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def cleaned(expression: str) -> str:
    """Half width, without any white space; NULL when nothing is left."""
    return _tidied(expression, _SPACE, f"regexp_replace({_half_width(expression)}, '{_SPACE}+', '', 'g')")


def spaced(expression: str) -> str:
    """The same, but inner white space survives as one blank: dates need it between day and time."""
    return _tidied(expression, _UNTIDY, f"trim(regexp_replace({_half_width(expression)}, '{_SPACE}+', ' ', 'g'))")


def parsed_date(expression: str, reading: DateReading) -> str:
    """Local time in the first of the formats that fits, or NULL; a time with its offset from UTC is brought to it.

    With the project's own formats, dates of the commonest form are cast: the same, in a tenth of the time.
    """
    formats = [*reading.formats, *TYPED_DATE_FORMATS]
    local = f"timezone({literal(reading.time_zone)}, try_cast({spaced(expression)} as timestamptz))"
    is_common = (
        f"when regexp_full_match({expression}, {literal(_COMMON_DATE)}) then try_cast({expression} as timestamp) "
    )
    return (
        f"case {is_common if reading.formats == default_date_formats() else ''}"
        f"when {carries_offset(expression)} then {local} "
        f"else try_strptime({spaced(expression)}, [{', '.join(map(literal, formats))}]) end"
    )


def carries_offset(expression: str) -> str:
    """Whether a text ends in a time of day and its offset from UTC."""
    return f"regexp_matches({expression}, {literal(_ENDS_IN_OFFSET)})"


def parsed_number(expression: str, data_type: str = "double") -> str:
    """A number with or without thousands separators, or NULL."""
    return f"try_cast(replace({cleaned(expression)}, ',', '') as {data_type})"


def _tidied(expression: str, untidy: str, tidy: str) -> str:
    # most values are so already: one look tells
    return f"nullif(case when regexp_matches({expression}, '[！-～]|{untidy}') then {tidy} else {expression} end, '')"


def _half_width(expression: str) -> str:
    # translate() takes microseconds a row, even where there is nothing to translate
    translated = f"translate({expression}, {literal(_FULL_WIDTH)}, {literal(_HALF_WIDTH)})"
    return f"case when regexp_matches({expression}, '[！-～]') then {translated} else {expression} end"
