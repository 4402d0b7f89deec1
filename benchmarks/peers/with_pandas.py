"""The counts in pandas: a format of dates is tried on what the one before it could not read."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pandas as pd

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

_SPACE = r"[\s\u00a0\u3000\ufeff\u200b]+"
_WIDTHS = str.maketrans(FULL_WIDTH, HALF_WIDTH)


def count(feeds: Path, names: Path, out: Path) -> None:
    """Write the counts as CSV."""
    known = pd.read_csv(names, dtype=str)
    rows = pd.concat([_rows(feeds, feed, known) for feed in FEEDS], ignore_index=True)
    usable = rows[
        rows["number"].notna()
        & (rows["received"].dt.year >= EARLIEST_YEAR)
        & (rows["received"] < pd.Timestamp(date.today() + timedelta(days=2)))
    ]
    latest = usable.drop_duplicates(["source_system", "number"], keep="last")
    counted = latest[latest["status_code"] != VOID]
    months = counted["received"].dt.to_period("M").dt.start_time.dt.date
    counted.assign(received_month=months).groupby(list(COUNTED_BY)).size().rename("complaints").to_csv(out)


def _rows(feeds: Path, feed: str, known: pd.DataFrame) -> pd.DataFrame:
    """The rows of a feed, in the order in which they came."""
    renamed = {header: field for field, header in headers(feed).items()}
    read = [pd.read_csv(file, dtype=str, usecols=list(renamed), keep_default_na=False) for file in files(feeds, feed)]
    rows = pd.concat(read, ignore_index=True).rename(columns=renamed)
    meant = known[known["feed"] == feed]
    codes = {f"{name}_code": _codes(rows[name], meant[meant["domain"] == name]) for name in LOOKED_UP}
    return pd.DataFrame(
        {
            "source_system": feed,
            "number": _cleaned(rows["complaint_number"]),
            "received": _times(rows["received"]),
            **codes,
        }
    )


def _cleaned(texts: pd.Series) -> pd.Series:
    clean = texts.str.translate(_WIDTHS).str.replace(_SPACE, "", regex=True).str.upper()
    return clean.mask(clean == "")


def _times(texts: pd.Series) -> pd.Series:
    spaced = texts.str.translate(_WIDTHS).str.replace(_SPACE, " ", regex=True).str.strip()
    times = pd.Series(pd.NaT, index=texts.index, dtype="datetime64[us]")
    for form in FORMATS:
        unread = times.isna()
        times[unread] = pd.to_datetime(spaced[unread], format=form, errors="coerce")
    return times


def _codes(texts: pd.Series, meant: pd.DataFrame) -> pd.Series:
    """Each distinct text is cleaned and looked up once."""
    distinct = pd.Series(texts.unique())
    clean = _cleaned(distinct)
    found = clean.map(dict(zip(meant["name"], meant["code"], strict=True)))
    code = found.fillna(UNMAPPED).where(clean.notna(), UNSPECIFIED)
    return texts.map(dict(zip(distinct, code, strict=True)))
