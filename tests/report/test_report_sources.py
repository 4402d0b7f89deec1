"""Sources: what is written beside a number is read as what it was, and nothing else is read at all."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.report.sources import (
    Cell,
    Count,
    Derived,
    Given,
    Range,
    Rows,
    Source,
    SourceError,
    Total,
    cell,
    count,
    derived,
    read_source,
    total,
)
from tests.drawing import drawn

NAMES = st.from_regex(r"[a-z_][a-z0-9_]{0,8}", fullmatch=True)
DAYS = st.dates(date(1000, 1, 1))
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False).filter(lambda number: not number.is_integer()),
    st.text(max_size=8),
    DAYS,
    st.datetimes(datetime(1000, 1, 1)).map(lambda time: time.replace(fold=0)),
)
RANGES = st.one_of(st.builds(Range, st.integers(), st.integers()), st.builds(Range, DAYS, DAYS))
KEYS = st.lists(st.tuples(NAMES, VALUES | RANGES), max_size=3).map(tuple)
CELLS = st.builds(Cell, NAMES, NAMES, KEYS)
# names that are no function, but begin a source of another kind
FUNCTIONS = NAMES.filter(lambda name: name not in ("given", "sum", "count"))
SOURCES = st.recursive(
    st.one_of(CELLS, CELLS.map(Total), st.builds(Rows, NAMES, KEYS).map(Count), VALUES.map(Given)),
    lambda inner: st.builds(Derived, FUNCTIONS, st.lists(inner, min_size=1, max_size=3).map(tuple)),
    max_leaves=4,
)


@drawn(400)
@given(SOURCES)
def test_a_source_is_read_as_it_was_written(source: Source) -> None:
    read = read_source(str(source))
    assert read == source
    # 1 and True, 1.0 and 1 are equal
    assert repr(read) == repr(source)


def test_sources_read_like_what_they_are() -> None:
    january_to_june = total("monthly", "complaints", line_code="operations", month=Range(1, 6))
    share = derived("ratio", january_to_june, cell("yearly", "complaints", report_year=2011, name="315 网站"))
    assert str(share) == (
        "ratio(sum(monthly.complaints[line_code=operations, month=1..6]), "
        'yearly.complaints[report_year=2011, name="315 网站"])'
    )
    at = count("figure_revisions", published_at=datetime(2011, 12, 31, 6), branch_code=None)
    assert str(at) == "count(figure_revisions[published_at=2011-12-31T06:00:00, branch_code=-])"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yearly",
        "yearly.complaints",
        "yearly.complaints[report_year=2011",
        "yearly.complaints[report_year]",
        "yearly.complaints[report_year=2011] and more",
        "sum(count(yearly[]))",
        "change()",
        "change(given(1),)",
        "given(1..2)",
        "yearly.complaints[month=1..2011-06-30]",
        "yearly.complaints[month=true..false]",
        'yearly.complaints[name="open]',
    ],
)
def test_a_text_that_is_no_source_is_refused(text: str) -> None:
    with pytest.raises(SourceError, match="is no source"):
        read_source(text)
