"""Files of the scaled world, written from columns of encoded text without a loop over rows."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.generator import text

# a dictionary pays only where values repeat
_REPEATING = ("branch", "category", "cause", "grievance", "controllable", "channel", "status", "score", "service_item",
              "surveyed_on")  # fmt: skip


class FileWriter:
    """One CSV or Parquet file (by the path's suffix), filled chunk by chunk.

    `prepare` may run in any thread; it turns columns (field to encoded binary values) into what `write` takes in order.
    No value may hold a comma, a quote or a line break.
    """

    def __init__(self, path: Path, headers: dict[str, str], encoding: str) -> None:
        self.path = path
        self.rows = 0
        self._headers = headers
        path.parent.mkdir(parents=True, exist_ok=True)
        self._is_parquet = path.suffix == ".parquet"
        if self._is_parquet:
            schema = pa.schema([(header, pa.string()) for header in headers.values()])
            repeating = [header for field, header in headers.items() if field in _REPEATING]
            self._file = pq.ParquetWriter(path, schema, compression="snappy", use_dictionary=repeating)
        else:
            self._file = path.open("wb")
            self._file.write(",".join(headers.values()).encode(encoding) + b"\r\n")

    def prepare(self, columns: dict[str, pa.Array]) -> pa.Table | pa.Array:
        """The chunk as a table of text, or as the lines of the file."""
        ordered = [columns[field] for field in self._headers]
        if self._is_parquet:
            return pa.table([column.view(pa.string()) for column in ordered], names=list(self._headers.values()))
        ordered[-1] = text.join(ordered[-1], b"", separator=b"\r\n")
        return text.join(*ordered, separator=b",")

    def write(self, chunk: pa.Table | pa.Array) -> None:
        """Append a prepared chunk."""
        self.rows += len(chunk)
        if self._is_parquet:
            self._file.write_table(chunk)
        elif len(chunk):
            self._file.write(memoryview(chunk.buffers()[2])[: _end(chunk)])

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


def _end(lines: pa.Array) -> int:
    """Bytes of all values of a binary array that starts at offset 0."""
    return int.from_bytes(memoryview(lines.buffers()[1])[4 * len(lines) : 4 * len(lines) + 4], "little")
