"""Files of any format as batches of text columns, in bounded memory."""

from orchestration.landing.reading.files import read_tables
from orchestration.landing.reading.tables import Batch, Table

__all__ = ["Batch", "Table", "read_tables"]
