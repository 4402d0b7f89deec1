"""SQL macros that clean text, read dates, and make tokens."""

from __future__ import annotations

import hashlib

import duckdb

_KEY = b"the floor's own key"
_BLOCK = 64

FORMATS = (
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d",
    "%Y年%m月%d日 %H时%M分", "%Y年%m月%d日 %H:%M", "%Y年%m月%d日",
    "%Y.%m.%d %H:%M:%S", "%Y.%m.%d %H:%M", "%Y.%m.%d", "%Y%m%d",
)  # fmt: skip

FULL_WIDTH = "".join(map(chr, range(0xFF01, 0xFF5F)))
HALF_WIDTH = "".join(map(chr, range(0x21, 0x7F)))
_HALF_WIDTH_IN_SQL = HALF_WIDTH.replace("'", "''")
SPACE = r"[\s\x{00A0}\x{3000}\x{FEFF}\x{200B}]+"

_MACROS = f"""
create temp macro half_width(x) as
    case when regexp_matches(x, '[！-～]') then translate(x, '{FULL_WIDTH}', '{_HALF_WIDTH_IN_SQL}') else x end;

create temp macro cleaned(x) as nullif(upper(regexp_replace(half_width(x), '{SPACE}', '', 'g')), '');

-- numbers are clean but for a few
create temp macro number_of(x) as case when regexp_full_match(x, '[0-9A-Z-]+') then x else cleaned(x) end;

create temp macro spaced(x) as nullif(trim(regexp_replace(half_width(x), '{SPACE}', ' ', 'g')), '');

create temp macro time_of(x) as
    case
        when try_cast(x as timestamp) is null then try_strptime(spaced(x), {list(FORMATS)})
        else try_cast(x as timestamp)
    end;

create temp macro amount_of(x) as try_cast(replace(cleaned(x), ',', '') as double);

create temp macro masked(x, name) as
    regexp_replace(
        regexp_replace(
            case when length(name) > 1 then replace(x, name, '[name]') else x end,
            '[A-Za-z]{{0,6}}[0-9０-９](?:[ 　-]?[0-9０-９]){{9,}}[Xx]?', '[number]', 'g'
        ),
        '[A-Za-z0-9_.+-]+[@＠][A-Za-z0-9-]+([.][A-Za-z0-9-]+)+', '[e-mail]', 'g'
    );
"""


def define(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the macros."""
    connection.execute(_MACROS)


def token_of(field: str, column: str) -> str:
    """An expression: HMAC-SHA-256 of a value under a key of the field's own, as 32 hexadecimal digits."""
    key = hashlib.sha256(_KEY + field.encode()).digest().ljust(_BLOCK, b"\0")
    inner, outer = (bytes(byte ^ pad for byte in key).hex() for pad in (0x36, 0x5C))
    value = f"encode(replace(number_of({column}), '-', ''))"
    hashed = f"sha256(unhex('{outer}') || unhex(sha256(unhex('{inner}') || {value})))"
    return f"case when {column} <> '' then left({hashed}, 32) end"
