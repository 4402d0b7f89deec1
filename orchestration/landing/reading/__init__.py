"""Files of any format as batches of text columns, in bounded memory."""

from orchestration.landing.reading.files import read_tables
from orchestration.landing.reading.tables import (
    EMPTY_ROW,
    FORMULA_ERROR,
    TOTAL_OR_FOOTNOTE,
    UNDECODABLE_TEXT,
    UNREADABLE_RECORD,
    WRONG_FIELD_COUNT,
    Batch,
    Table,
)

__all__ = [
    "EMPTY_ROW",
    "FORMULA_ERROR",
    "TOTAL_OR_FOOTNOTE",
    "UNDECODABLE_TEXT",
    "UNREADABLE_RECORD",
    "WRONG_FIELD_COUNT",
    "Batch",
    "Table",
    "read_tables",
]
