from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from landing_fixtures import put
from reading_fixtures import CALL_CENTER, read_file, with_formats

from orchestration.landing.errors import FileRejectedError
from orchestration.landing.reading import archives, parquet_reader

PARQUET = with_formats(CALL_CENTER, "parquet")
CLEAN = {"工单号": ["CC1", "CC2"], "受理时间": ["2011-03-05", "2011-03-06"], "投诉类别": ["理赔", "保全"]}
UTC = dt.UTC


def put_parquet(settings, columns: dict, **options):
    path = settings.landing / "call_center" / "a.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(CLEAN | columns), path, **options)
    return path


def test_a_clean_file(settings):
    found = read_file(put_parquet(settings, {}), PARQUET)
    assert (found.encoding, found.header, found.numbers) == (None, list(CLEAN), [1, 2])
    assert found.rows == [["CC1", "2011-03-05", "理赔"], ["CC2", "2011-03-06", "保全"]]


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (pa.array([7, None]), ["7", ""]),
        (pa.array([7.0, 0.5]), ["7", "0.5"]),
        (pa.array([float("nan"), 1e300]), ["", str(int(1e300))]),
        (pa.array([True, None]), ["TRUE", ""]),
        (pa.array([Decimal("7.10"), Decimal("12345678901234567890.00")]), ["7.10", "12345678901234567890.00"]),
        (pa.array([dt.date(2011, 3, 5), None]), ["2011-03-05", ""]),
        (pa.array([dt.datetime(2011, 3, 5, 9, 7), None]), ["2011-03-05 09:07:00", ""]),
        (pa.array([1299287220_000_000_001, None], pa.timestamp("ns")), ["2011-03-05 01:07:00", ""]),
        (pa.array([dt.datetime(2011, 3, 5, 1, 7, tzinfo=UTC), None]), ["2011-03-05 09:07:00", ""]),
        (pa.array([1299287220_000_000, None], pa.timestamp("us", "No/Where")), ["2011-03-05 09:07:00", ""]),
        (pa.array([dt.time(9, 7), None]), ["09:07:00", ""]),
        (pa.array(["北京", None]).dictionary_encode(), ["北京", ""]),
        (pa.array(["北京", None], pa.large_string()), ["北京", ""]),
        (pa.array(["北京".encode(), None]), ["北京", ""]),
        (pa.array([["甲", "乙"], None]), ['["甲", "乙"]', ""]),
        (pa.array([{"d": dt.date(2011, 3, 5), "n": 1}, None]), ['{"d": "2011-03-05", "n": 1}', ""]),
    ],
    ids=lambda values: str(values.type) if isinstance(values, pa.Array) else "",
)
def test_every_type_becomes_text(settings, values, texts):
    found = read_file(put_parquet(settings, {"x": values}), PARQUET)
    assert (found.column("x"), found.problems) == (texts, {})


def test_bytes_that_are_no_text_mark_their_row_only(settings):
    offsets, data = pa.py_buffer(b"\0\0\0\0\1\0\0\0\2\0\0\0"), pa.py_buffer(b"\xffa")
    texts = pa.Array.from_buffers(pa.string(), 2, [None, offsets, data])
    nested = pa.StructArray.from_arrays([texts], ["t"])
    for values in (pa.array([b"\xff", b"a"]), texts, nested):
        found = read_file(put_parquet(settings, {"x": values}), PARQUET)
        assert found.problems == {1: ["undecodable_text"]}


def test_blank_rows(settings):
    blank = {name: [None, values[0], None, values[1], None] for name, values in CLEAN.items()}
    found = read_file(put_parquet(settings, blank), PARQUET)
    assert (found.numbers, found.problems) == ([1, 2, 3, 4], {1: ["empty_row"], 3: ["empty_row"]})


def test_batches_join_without_a_seam(settings, monkeypatch):
    monkeypatch.setattr(parquet_reader, "BATCH_ROWS", 4)
    for count in range(10):
        columns = {name: [f"{name}{i}" for i in range(count)] for name in CLEAN}
        found = read_file(put_parquet(settings, columns, row_group_size=3), PARQUET)
        assert found.column("工单号") == columns["工单号"]
        assert found.numbers == list(range(1, count + 1))


@pytest.mark.parametrize("damage", [lambda c: c[:-20], lambda c: b"PAR1", lambda c: c[:4] + b"z" * 60 + c[64:]])
def test_a_damaged_file_is_refused(settings, damage):
    content = put_parquet(settings, {"x": ["y" * 99, "z"]}).read_bytes()
    with pytest.raises(FileRejectedError, match="export"):
        read_file(put(settings, "call_center", "a.parquet", damage(content)), PARQUET)


def test_a_file_that_declares_absurdly_many_rows_is_refused(settings, monkeypatch):
    columns = {name: pa.repeat("x", 1_000_000) for name in CLEAN}
    path = put_parquet(settings, columns)
    monkeypatch.setattr(archives, "ALWAYS_ALLOWED_BYTES", 10_000)
    with pytest.raises(FileRejectedError, match="declares 1000000 rows, absurdly many for its size"):
        read_file(path, PARQUET)


@pytest.fixture
def long_texts(settings):
    """Twelve rows that share one text of a million characters, which no compression makes so small."""
    shared = pa.DictionaryArray.from_arrays(pa.array([0] * 11 + [None], pa.int32()), pa.array(["很" * 1_000_000]))
    columns = {name: [f"{name}{row}" for row in range(12)] for name in CLEAN}
    return put_parquet(settings, columns | {"投诉内容": shared}, store_schema=False, dictionary_pagesize_limit=2**25)


def test_a_text_that_rows_share_is_made_once_and_read_in_small_parts(long_texts, monkeypatch):
    assert long_texts.stat().st_size < 200_000
    monkeypatch.setattr(parquet_reader, "CHUNK_CHARACTERS", 4_000_000)
    chunks = list(parquet_reader._chunks(parquet_reader._opened(long_texts), ZoneInfo("UTC")))
    assert [(chunk.first, len(chunk.rows)) for chunk in chunks] == [(1, 4), (5, 4), (9, 4)]
    texts = [row[-1] for chunk in chunks for row in chunk.rows]
    assert len({id(text) for text in texts[:-1]}) == 1 and texts[-1] == ""


def test_texts_that_are_shared_too_often_are_refused(long_texts, monkeypatch):
    monkeypatch.setattr(archives, "ALWAYS_ALLOWED_BYTES", 16_000_000)
    assert len(read_file(put_copy(long_texts, rows=5), PARQUET).rows) == 5
    with pytest.raises(FileRejectedError, match="expands to more than 27 MB"):
        read_file(long_texts, PARQUET)


def put_copy(path, rows):
    copy = path.with_name("b.parquet")
    pq.write_table(pq.read_table(path).slice(0, rows), copy, store_schema=False, dictionary_pagesize_limit=2**25)
    return copy


def test_a_text_that_expands_beyond_reason_is_refused_unread(settings, monkeypatch):
    monkeypatch.setattr(archives, "ALWAYS_ALLOWED_BYTES", 1_000_000)
    path = put_parquet(settings, {"x": ["0" * 2_000_000, "1"]}, compression="zstd", use_dictionary=False)
    monkeypatch.setattr(parquet_reader, "batches_of", lambda *_, **__: pytest.fail("was read"))
    with pytest.raises(FileRejectedError, match="looks like a decompression bomb"):
        read_file(path, PARQUET)


def test_problems_of_shared_texts_are_those_of_their_rows(settings):
    offsets, data = pa.py_buffer(b"\0\0\0\0\1\0\0\0\2\0\0\0"), pa.py_buffer(b"\xffa")
    texts = pa.Array.from_buffers(pa.string(), 2, [None, offsets, data])
    rows = [0, None, 1, 0, 1]
    columns = {name: [f"{name}{row}" for row in range(5)] for name in CLEAN}
    shared = pa.DictionaryArray.from_arrays(pa.array(rows, pa.int32()), texts)
    found = read_file(put_parquet(settings, columns | {"a.b": shared, "c": shared.dictionary_decode()}), PARQUET)
    assert found.problems == {1: ["undecodable_text"], 4: ["undecodable_text"]}
    assert found.column("a.b") == found.column("c") == ["\ufffd", "", "a", "\ufffd", "a"]
