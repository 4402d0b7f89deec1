"""Mark the rows that people write below a table: totals, remarks, signatures, sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from orchestration.contracts import Contract
from orchestration.contracts.header_keys import header_key
from orchestration.landing.headers import fields_by_header
from orchestration.landing.reading.tables import TOTAL_OR_FOOTNOTE, Batch

# Read by Python and by Arrow alike, whose regular expressions know no look-ahead and no white space beyond ASCII.
GAP = r"[\s　]*"
OPENING = (
    rf"^{GAP}(?:[合总小共累]{GAP}计|(?:注|备注|说明){GAP}[:：]|制表|填表人|审核人|数据来源|报表日期"
    rf"|(?i:(?:grand\s+)?total(?:\s|[:：]|$)|(?:note|source){GAP}[:：]))"
)


def mark_trailer_rows(batches: Iterable[Batch], header: Sequence[str], contract: Contract) -> Iterator[Batch]:
    """The batches, in which each row that is a total or a footnote has that problem.

    Such a row begins with a word for it, and in the columns of the contract's key it has nothing, or this very text.
    """
    fields = fields_by_header(contract)
    found = {fields.get(header_key(text)): position for position, text in enumerate(header)}
    key = [found[name] for name in contract.key if name in found]
    for batch in batches:
        yield _marked(batch, key) if key else batch


def _marked(batch: Batch, key: Sequence[int]) -> Batch:
    problems = dict(batch.problems)
    for index in _candidates(batch, key):
        text = next((cell for column in batch.columns if (cell := column[index].as_py().strip())), "")
        if re.match(OPENING, text) and all(batch.columns[p][index].as_py().strip() in ("", text) for p in key):
            problems[index] = [*problems.get(index, ()), TOTAL_OR_FOOTNOTE]
    return replace(batch, problems=problems)


def _candidates(batch: Batch, key: Sequence[int]) -> list[int]:
    """The rows whose key columns may be those of a footnote, found at a fraction of the cost of looking at each."""
    may_be = pa.scalar(True)
    for position in key:
        column = batch.columns[position]
        is_blank = pc.equal(pc.utf8_trim_whitespace(column), "")
        may_be = pc.and_(may_be, pc.or_(is_blank, pc.match_substring_regex(column, OPENING)))
    rows: list[int] = pc.indices_nonzero(may_be).to_pylist()
    return rows
