"""What every peer is given, and what it is to write."""

from __future__ import annotations

from pathlib import Path

import duckdb

from benchmarks.floor import reference, texts
from benchmarks.floor.landing import KEPT

FEEDS = ("call_center", "hq")
# what is looked up, each with the code of a blank and of a value that nobody knows
LOOKED_UP = ("branch", "category", "channel", "status")
UNSPECIFIED, UNMAPPED, VOID = "unspecified", "unmapped", "void"
EARLIEST_YEAR = 1990
FIELDS = ("complaint_number", "received", *LOOKED_UP)
COUNTED_BY = ("source_system", "received_month", "branch_code", "category_code", "channel_code")

_NAMES = f"""
select domain, feed, name, code from names where domain in {LOOKED_UP}
union all
select 'category', feed, name, category_code from category_names
"""


def headers(feed: str) -> dict[str, str]:
    """The header of each field, as the generator's files of a feed have it."""
    return {field: KEPT[feed][field] for field in FIELDS}


def files(feeds: Path, feed: str) -> list[Path]:
    """The files of a feed in the order in which they came; a later row stands for an earlier one."""
    return sorted((feeds / feed).glob("*.csv"))


def write_names(reference_data: Path, out: Path) -> None:
    """Write the meaning of each clean value: domain, feed, name, code."""
    with duckdb.connect() as connection:
        texts.define(connection)
        reference.read_names(connection, reference_data)
        connection.execute(f"copy ({_NAMES}) to '{out}' (header, delimiter ',')")
