"""A plain reading of the feeds with pandas and the reference data, independent of generator and warehouse."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
import yaml
from python_calamine import CalamineWorkbook

ROOT = Path(__file__).resolve().parents[2]
FEEDS = ROOT / "seeds" / "feeds"
DATE_PATTERN = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: (\d{2})[:时](\d{2})(?::(\d{2})|分)?)?"
    r"|(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2}))?"
)

# what people write in the place of a date that they do not have
NO_DATE = {"", "NULL", "N/A", "-", "/", "无", "不详", "未知"}


def reference(name: str) -> pd.DataFrame:
    return _table(*_as_it_is(name)).copy()


def reference_rows(name: str) -> list[Any]:
    """The rows of a reference file, with their columns as attributes."""
    return _rows(*_as_it_is(name))


def _as_it_is(name: str) -> tuple[Path, int]:
    path = ROOT / "seeds" / "reference" / f"{name}.csv"
    return path, path.stat().st_mtime_ns


@lru_cache
def _table(path: Path, _changed: int) -> pd.DataFrame:
    return pd.read_csv(path, dtype="string", keep_default_na=False)


@lru_cache
def _rows(path: Path, changed: int) -> list[Any]:
    return list(_table(path, changed).itertuples())


def _fields_by_header(feed: str) -> dict[str, str]:
    fields = yaml.safe_load((ROOT / "seeds" / "contracts" / f"{feed}.yml").read_text(encoding="utf-8"))["fields"]
    return {header: name for name, field in fields.items() for header in field["headers"]}


def read_csv(feed: str, path: Path, encoding: str) -> pd.DataFrame:
    frame = pd.read_csv(path, encoding=encoding, dtype=object, keep_default_na=False)
    return frame.rename(columns=_fields_by_header(feed))


def read_xlsx(feed: str, path: Path) -> pd.DataFrame:
    header, *rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    return pd.DataFrame(rows, columns=header, dtype=object).rename(columns=_fields_by_header(feed))


@cache
def tidy(value: object) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", str(value)))


@cache
def parse_date(value: object) -> pd.Timestamp | None:
    """The date, None where there is none or where it cannot be read."""
    match = DATE_PATTERN.fullmatch(unicodedata.normalize("NFKC", str(value)).strip())
    if not match:
        return None
    parts = [int(part) for part in match.groups() if part is not None]
    try:
        return pd.Timestamp(*parts)
    except ValueError:
        return None


def canonical(values: pd.Series, domain: str, feed: str) -> pd.Series:
    aliases = reference("aliases")
    own = aliases[(aliases.domain == domain) & aliases.source_system.isin(["", feed])]
    return values.map(tidy).replace(dict(zip(own.alias, own.canonical_value, strict=True)))


def of_each(rows: pd.DataFrame, judge: Callable[[Any], object]) -> pd.Series:
    """What `judge` says of each row, whose columns it reads as attributes."""
    return pd.Series([judge(row) for row in rows.itertuples()], index=rows.index, dtype=object)


def reasons_against(row: Any) -> list[str]:
    """Why a complaint row cannot be used; empty for one that can."""
    received = parse_date(row.received_at)
    has_received = tidy(row.received_at) not in NO_DATE
    found = {
        "missing_number": not tidy(row.complaint_number),
        "missing_received_date": not has_received,
        "unparseable_received_date": has_received and received is None,
        "received_date_out_of_range": received is not None
        and not pd.Timestamp(1990, 1, 1) <= received.normalize() <= pd.Timestamp.today(),
    }
    return [reason for reason, holds in found.items() if holds]


def closing_problem(row: Any) -> str | None:
    """What is wrong with a complaint's closing date; None for one that can be used, or where there is none."""
    received, closed = parse_date(row.received_at), parse_date(row.closed_at)
    found = {
        "unparseable_closed_date": tidy(row.closed_at) not in NO_DATE and closed is None,
        "closed_date_out_of_range": closed is not None and closed.normalize() > pd.Timestamp.today(),
        "closed_before_received": received is not None and closed is not None and closed < received,
    }
    return ", ".join(problem for problem, holds in found.items() if holds) or None


def read_complaint_file(feed: str, path: Path) -> pd.DataFrame:
    frame = read_csv(feed, path, "gb18030") if path.suffix == ".csv" else read_xlsx(feed, path)
    return frame.assign(file=path.name)


def read_complaints(feed: str) -> pd.DataFrame:
    """Every row of a complaint feed's files in order, with its file and the reasons against it."""
    rows = pd.concat([read_complaint_file(feed, path) for path in sorted((FEEDS / feed).iterdir())], ignore_index=True)
    rows["reasons"] = of_each(rows, reasons_against)
    return rows


def keep_latest(rows: pd.DataFrame) -> pd.DataFrame:
    """The usable rows without those that a later row replaces."""
    usable = rows[rows.reasons.map(len) == 0]
    number = usable.complaint_number.map(lambda value: tidy(value).upper())
    return usable[~number.duplicated(keep="last")].assign(complaint_number=number)


def resolve(rows: pd.DataFrame, feed: str) -> pd.DataFrame:
    """The complaints in canonical words, with category, subcategory and line codes, and their dates."""
    lines = reference("categories").set_index("category_code").line_code
    source_category = canonical(rows.category, "category", feed)
    received = pd.to_datetime(rows.received_at.map(parse_date))
    categories = _categories(source_category, received, feed)
    resolved = rows.assign(
        received=received,
        closed=pd.to_datetime(rows.closed_at.map(parse_date)).where(of_each(rows, closing_problem).isna()),
        source_category=source_category,
        branch=canonical(rows.branch, "branch", feed),
        category=[category for category, _ in categories],
        subcategory=[subcategory for _, subcategory in categories],
        channel=canonical(rows.channel, "channel", feed),
        cause=canonical(rows.cause, "cause", feed),
        grievance=canonical(rows.grievance, "grievance", feed),
        controllable=canonical(rows.controllable, "controllability", feed),
        status=canonical(rows.status, "status", feed),
    )
    return resolved.assign(line=resolved.category.map(lines), year=resolved.received.dt.year)


def _categories(names: pd.Series, received: pd.Series, feed: str) -> list[tuple[str | None, str | None]]:
    """Category and subcategory that each name stood for on the day received."""
    held: dict[str, list[tuple[str, str, str, str]]] = {}
    for row in reference("category_crosswalk").itertuples():
        if row.source_system == feed:
            period = (row.valid_from or "0001-01-01", row.valid_to or "9999-12-31")
            held.setdefault(row.source_value, []).append((*period, row.category_code, row.subcategory_code))
    days = received.dt.strftime("%Y-%m-%d")
    return [
        next(((*codes,) for begin, end, *codes in held.get(name, ()) if begin <= day <= end), (None, None))
        for name, day in zip(names, days, strict=True)
    ]
