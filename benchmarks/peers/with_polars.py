"""The counts in polars: one lazy query, run by its streaming engine."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import polars as pl

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

_SPACE = r"[\s\u{A0}\u{3000}\u{FEFF}\u{200B}]+"


def count(feeds: Path, names: Path, out: Path) -> None:
    """Write the counts as CSV."""
    known = pl.read_csv(names, infer_schema=False)
    rows = pl.concat(_rows(feeds, feed, known) for feed in FEEDS)
    usable = rows.filter(
        pl.col("number").is_not_null(),
        pl.col("received_date").dt.year() >= EARLIEST_YEAR,
        pl.col("received_date") <= date.today() + timedelta(days=1),
    )
    later = pl.struct("file", "place")
    columns = ["received_date", *(f"{name}_code" for name in LOOKED_UP)]
    latest = usable.group_by("source_system", "number").agg(pl.col(columns).sort_by(later).last())
    counts = (
        latest.filter(pl.col("status_code") != VOID)
        .with_columns(received_month=pl.col("received_date").dt.truncate("1mo"))
        .group_by(COUNTED_BY)
        .agg(complaints=pl.len())
    )
    counts.collect(engine="streaming").write_csv(out)


def _rows(feeds: Path, feed: str, known: pl.DataFrame) -> pl.LazyFrame:
    renamed = {header: field for field, header in headers(feed).items()}
    read = [
        pl.scan_csv(file, infer_schema=False, row_index_name="place")
        .rename(renamed)
        .select("place", *renamed.values(), file=pl.lit(place))
        for place, file in enumerate(files(feeds, feed))
    ]
    cleaned = pl.concat(read).select(
        "file",
        "place",
        source_system=pl.lit(feed),
        number=_cleaned("complaint_number"),
        received_date=_time_of("received").dt.date(),
        **{name: _cleaned(name) for name in LOOKED_UP},
    )
    return cleaned.with_columns(_code_of(name, feed, known) for name in LOOKED_UP)


def _half_width(name: str) -> pl.Expr:
    return pl.col(name).str.replace_many(list(FULL_WIDTH), list(HALF_WIDTH))


def _cleaned(name: str) -> pl.Expr:
    clean = _half_width(name).str.replace_all(_SPACE, "").str.to_uppercase()
    return pl.when(clean != "").then(clean)


def _time_of(name: str) -> pl.Expr:
    spaced = _half_width(name).str.replace_all(_SPACE, " ").str.strip_chars()
    return pl.coalesce(spaced.str.to_datetime(form, strict=False, time_unit="us") for form in FORMATS)


def _code_of(name: str, feed: str, known: pl.DataFrame) -> pl.Expr:
    meant = known.filter(pl.col("domain") == name, pl.col("feed") == feed)
    code = pl.col(name).replace_strict(meant["name"], meant["code"], default=UNMAPPED)
    return pl.when(pl.col(name).is_null()).then(pl.lit(UNSPECIFIED)).otherwise(code).alias(f"{name}_code")
