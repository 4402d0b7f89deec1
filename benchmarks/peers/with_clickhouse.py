"""The counts in ClickHouse, run in this process (chDB)."""

from __future__ import annotations

from pathlib import Path

from chdb import session

from benchmarks.floor.texts import FORMATS, FULL_WIDTH, HALF_WIDTH
from benchmarks.peers.task import (
    COUNTED_BY,
    EARLIEST_YEAR,
    FEEDS,
    LOOKED_UP,
    UNMAPPED,
    UNSPECIFIED,
    VOID,
    files,
    headers,
)

# ClickHouse writes minutes as MySQL does
_PATTERNS = [form.replace("%M", "%i") for form in FORMATS]
_SPACE = r"[\\s\\x{00A0}\\x{3000}\\x{FEFF}\\x{200B}]+"
_HALF = HALF_WIDTH.replace("\\", "\\\\").replace("'", "\\'")

_COUNTS = f"""
with
latest as (
    select source_system,
        argMax((received_date, {", ".join(f"{name}_code" for name in LOOKED_UP)}), (file, place)) as latest_row
    from ({{rows}})
    where number <> '' and received_date is not null
        and toYear(received_date) >= {EARLIEST_YEAR} and received_date <= today() + 1
    group by source_system, number
),
counted as (
    select source_system, toStartOfMonth(latest_row.1) as received_month,
        {", ".join(f"latest_row.{at} as {name}_code" for at, name in enumerate(LOOKED_UP, 2))}
    from latest
)
select {", ".join(COUNTED_BY)}, count() as complaints
from counted where status_code <> '{VOID}' group by {", ".join(COUNTED_BY)}
"""


def count(feeds: Path, names: Path, out: Path) -> None:
    """Write the counts as CSV."""
    with session.Session() as connection:
        for feed in FEEDS:
            for name in LOOKED_UP:
                connection.query(
                    f"create table {name}_of_{feed} engine = Join(any, left, name) as select name, code "
                    f"from file('{names}', CSVWithNames, 'domain String, feed String, name String, code String') "
                    f"where domain = '{name}' and feed = '{feed}'"
                )
        rows = " union all ".join(_rows(file, at, feed) for feed in FEEDS for at, file in enumerate(files(feeds, feed)))
        texts = ", ".join(sorted({f"`{header}` String" for feed in FEEDS for header in headers(feed).values()}))
        connection.query(
            f"{_COUNTS.format(rows=rows)} into outfile '{out}' format CSVWithNames "
            f"settings schema_inference_hints = '{texts}'"
        )


def _rows(file: Path, at: int, feed: str) -> str:
    columns = headers(feed)
    codes = ", ".join(f"{_code_of(name, columns[name], feed)} as {name}_code" for name in LOOKED_UP)
    return f"""
        select '{feed}' as source_system, {at} as file, rowNumberInAllBlocks() as place,
            {_cleaned(columns["complaint_number"])} as number, {_date_of(columns["received"])} as received_date, {codes}
        from file('{file}', CSVWithNames)
    """


def _text(header: str) -> str:
    return f"translateUTF8(`{header}`, '{FULL_WIDTH}', '{_HALF}')"


def _cleaned(header: str) -> str:
    return f"upper(replaceRegexpAll({_text(header)}, '{_SPACE}', ''))"


def _date_of(header: str) -> str:
    spaced = f"trim(replaceRegexpAll({_text(header)}, '{_SPACE}', ' '))"
    tried = ", ".join(f"parseDateTimeOrNull({spaced}, '{pattern}')" for pattern in _PATTERNS)
    return f"toDate(coalesce({tried}))"


def _code_of(name: str, header: str, feed: str) -> str:
    clean = _cleaned(header)
    found = f"joinGet('{name}_of_{feed}', 'code', {clean})"
    return f"multiIf({clean} = '', '{UNSPECIFIED}', {found} = '', '{UNMAPPED}', {found})"
