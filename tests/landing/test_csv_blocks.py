"""Blocks that Arrow splits give the very rows that the csv module reads, whatever the bytes."""

from __future__ import annotations

import csv
import io
from contextlib import closing
from functools import partial

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from orchestration.contracts import Contract
from orchestration.landing.errors import FileRejectedError
from orchestration.landing.reading import csv_blocks, csv_reader, tables
from orchestration.landing.reading.tables import Chunk
from tests.drawing import drawn

FIELD = {"headers": ["a"], "privacy": "keep", "description": "Text."}
PIECES = [b'"', b'""', b",", b";", b"\n", b"\r", b"\r\n", b"a", b"b c", b" ", b"\t", b"\0", b"\x1c", b"\x85", b"\xff"]
PIECES += [
    text.encode() for text in ("投诉", "，", "　", "\u2028", "\ufeff", "\ufffd", '"x","y"', "1,2,3\r\n", '"p\nq",r\n')
]
PIECES += ["工单号".encode("gb18030"), b"\xe4\xb8", b"x,y\n" * 5]

hostile = st.lists(st.sampled_from(PIECES), max_size=40).map(b"".join)
plausible = st.lists(
    st.lists(st.sampled_from(["", " ", "a", "投诉", 'q"q', "p\nq", "r\r\n", "s,t", "\ufffd"]), min_size=1, max_size=3),
    min_size=1,
    max_size=30,
)


def contract_with(**entries) -> Contract:
    return Contract(
        feed="x", kind="complaints", description="x", formats=("csv",), key=("a",), fields={"a": FIELD}, **entries
    )


def by_the_csv_module(pieces, delimiter):
    """What `blocks_of` must come to, without cutting anything."""
    csv.field_size_limit(csv_blocks.LONGEST_FIELD)
    text = io.StringIO(b"".join(pieces).decode(), newline="")
    # an open quotation mark swallows both of the lines more
    rows = list(csv.reader([*text, "more", "more"], delimiter=delimiter))
    if rows[-2:] == [["more"]] * 2:
        rows = rows[:-2]
    else:
        count = len(rows)
        raise FileRejectedError(
            f"a quotation mark that opens in row {count} is never closed; close it, or double it if it is text"
        )
    problems = {index: ["misplaced_quote"] for index in range(len(rows)) if is_lax(text, index, delimiter)}
    yield Chunk(1, rows, problems)


def is_lax(text: io.StringIO, wanted: int, delimiter: str) -> bool:
    """Whether the csv module reads a record only because it is not strict."""
    text.seek(0)
    lines: list[str] = []
    for index, _ in enumerate(csv.reader(taken(text, lines), delimiter=delimiter)):
        if index == wanted:
            break
        lines.clear()
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return True
    return False


def taken(source, lines: list[str]):
    for line in source:
        lines.append(line)
        yield line


def outcome(content: bytes, contract: Contract) -> tuple | str:
    """Encoding, header and rows of the file, or why it is rejected."""
    try:
        with closing(csv_reader.read_csv(partial(io.BytesIO, content), contract)) as attempts:
            for table in attempts:
                try:
                    batches = list(table.batches)
                except UnicodeDecodeError:
                    continue
                return table.encoding, table.header, [row for batch in batches for row in rows_of(batch)]
    except FileRejectedError as error:
        return str(error)
    raise AssertionError("no encoding reads the file")


def rows_of(batch: tables.Batch) -> list:
    for column in batch.columns:
        column.validate(full=True)
    numbers = batch.row_numbers.to_pylist()
    values = zip(*(column.to_pylist() for column in batch.columns), strict=True)
    assert len(numbers) == len(batch.columns[0])
    return [
        (number, row, batch.surplus.get(i), batch.problems.get(i))
        for i, (number, row) in enumerate(zip(numbers, values, strict=True))
    ]


def assert_same(content: bytes, contract: Contract, block: int, rows: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(csv_reader, "OPENING_BYTES", block)
        patched.setattr(csv_reader, "BLOCK_BYTES", block)
        patched.setattr(tables, "BATCH_ROWS", rows)
        found = outcome(content, contract)
        patched.setattr(csv_reader, "blocks_of", by_the_csv_module)
        assert found == outcome(content, contract)


sizes = st.tuples(st.integers(1, 60), st.integers(1, 4))


@drawn(400)
@given(content=hostile, size=sizes, delimiter=st.sampled_from([None, ";", "\t", "|"]))
@example(b'a,b\n"c""d",e\n', (3, 1), None)
@example(b"a,b\n\xef\xbb\xbfc,d\n", (4, 1), None)
@example(b"a\n\n\nb\n", (3, 1), None)
def test_hostile_bytes_read_as_by_the_csv_module(content, size, delimiter):
    assert_same(content, contract_with(encodings=("utf-8", "gb18030"), delimiter=delimiter), *size)


@drawn(200)
@given(
    rows=plausible,
    size=st.tuples(st.integers(1, 400), st.integers(1, 4)),
    ending=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
)
def test_plausible_files_read_as_by_the_csv_module(rows, size, ending, encoding):
    written = io.StringIO()
    csv.writer(written, lineterminator=ending).writerows(rows)
    assert_same(written.getvalue().encode(encoding), contract_with(encodings=("utf-8", "gb18030")), *size)


def test_a_regular_file_is_split_by_arrow_alone(monkeypatch):
    content = b"a,b\r\n" + b'1,"2, ""3""\r\n4"\r\n' * 10_000
    monkeypatch.setattr(csv_blocks, "_exact", None)
    monkeypatch.setattr(csv_blocks, "_chunks", None)
    encoding, header, rows = outcome(content, contract_with())
    assert (encoding, header, len(rows)) == ("utf-8", ("a", "b"), 10_000)
    assert rows[-1] == (10_001, ("1", '2, "3"\r\n4'), None, None)


def test_a_ragged_row_among_many_leaves_the_others_to_arrow():
    (block,) = csv_blocks.blocks_of([b"1,2\n" * 5_000 + b"1\n" + b"3,4\n" * 5_000], ",")
    found = [(type(piece).__name__, len(getattr(piece, "row_numbers", ()))) for piece in block.pieces(2)]
    assert found == [("Batch", 5_000), ("Chunk", 0), ("Batch", 5_000)]


def test_a_record_longer_than_many_blocks_is_put_together(monkeypatch):
    monkeypatch.setattr(csv_reader, "BLOCK_BYTES", 100)
    text = "很，\n" * 30_000
    _, _, rows = outcome(f'a,b\n1,"{text}"\n2,3\n'.encode(), contract_with())
    assert rows == [(2, ("1", text), None, None), (3, ("2", "3"), None, None)]
