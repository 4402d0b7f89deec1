from __future__ import annotations

import gzip
import json

import pytest
from landing_fixtures import put
from reading_fixtures import CALL_CENTER, read_file, with_formats

from orchestration.landing.errors import FileRejectedError, HeaderMismatchError
from orchestration.landing.reading import jsonl_reader

RECORDS = with_formats(CALL_CENTER.model_copy(update={"encodings": ("utf-8", "gb18030")}), "jsonl")
CLEAN = {"工单号": "CC1", "受理时间": "2011-03-05", "投诉类别": "理赔"}


def lines(*documents) -> bytes:
    return "".join(f"{json.dumps(each, ensure_ascii=False)}\n" for each in documents).encode()


def read(settings, content: bytes, name="a.jsonl"):
    return read_file(put(settings, "call_center", name, content), RECORDS)


@pytest.mark.parametrize("name", ["a.jsonl", "a.NDJSON"])
def test_an_object_per_line_is_a_row(settings, name):
    found = read(settings, lines(CLEAN, CLEAN), name)
    assert (found.encoding, found.header) == ("utf-8", list(CLEAN))
    assert (found.rows, found.numbers, found.problems) == ([list(CLEAN.values())] * 2, [1, 2], {})


def test_compressed_records(settings):
    assert len(read(settings, gzip.compress(lines(CLEAN)), "a.jsonl.gz").rows) == 1


def test_records_in_other_encodings(settings):
    for encoding in ("gb18030", "utf-8-sig", "utf-16"):
        assert read(settings, lines(CLEAN).decode().encode(encoding)).rows == [list(CLEAN.values())]


def test_keys_are_columns_in_order_of_first_appearance_however_late(settings):
    late = {"机构": "北京", **CLEAN}
    found = read(settings, lines(*[CLEAN] * 5000, late))
    assert found.header == [*CLEAN, "机构"]
    assert (found.rows[0][-1], found.rows[-1][-1]) == ("", "北京")


def test_missing_keys_and_nulls_are_empty_and_values_become_text(settings):
    values = {"a": None, "b": 7, "c": 7.0, "d": 0.5, "e": True, "f": {"甲": [1, "x"]}, "g": 123456789012345678901}
    found = read(settings, lines(CLEAN, CLEAN | values))
    assert found.rows[0][3:] == [""] * 7
    assert found.rows[1][3:] == ["", "7", "7", "0.5", "TRUE", '{"甲": [1, "x"]}', "123456789012345678901"]


@pytest.mark.parametrize(
    "line",
    [
        *(b"no json", b'{"a": 1', b"[1]", b'"text"', b"null", b'{"a": 1} {"b": 2}'),
        *(b"[" * 100_000, b'{"a": ' + b"9" * 5000 + b"}"),
    ],
    ids=range(8),
)
def test_a_line_that_is_no_object_is_a_row_with_a_problem(settings, line):
    found = read(settings, lines(CLEAN) + line + b"\n" + lines(CLEAN))
    assert (found.numbers, found.problems) == ([1, 2, 3], {2: ["unreadable_record"]})
    assert found.rows[1] == ["", "", ""]


def test_a_last_line_that_is_cut_off_is_a_row_with_a_problem(settings):
    assert read(settings, lines(CLEAN, CLEAN)[:-10]).problems == {2: ["unreadable_record"]}


def test_blank_lines_between_records_are_rows_with_a_problem_and_those_at_the_end_are_none(settings):
    found = read(settings, lines(CLEAN) + b"\n{}\r\n" + lines(CLEAN) + b"\n\n")
    assert (found.numbers, found.problems) == ([1, 2, 3, 4], {2: ["empty_row"], 3: ["empty_row"]})


def test_undecodable_bytes_and_half_characters(settings):
    bad = lines(CLEAN | {"工单号": "CC2"}).replace(b"CC2", b"CC\xff")
    half = b'{"\\u5de5\\u5355\\u53f7": "CC\\ud800"}\n'
    found = read(settings, lines(CLEAN) + bad + half)
    assert found.problems == {2: ["undecodable_text"], 3: ["undecodable_text"]}
    assert found.column("工单号") == ["CC1", "CC\ufffd", "CC\ufffd"]
    assert found.undecodable_at == ((lines(CLEAN) + bad).index(b"\xff"),)


@pytest.mark.parametrize("content", [b"[\n" + lines(CLEAN).strip() + b"\n]\n"])
def test_an_array_over_several_lines_shows_as_bad_rows(settings, content):
    assert read(settings, content).problems == {1: ["unreadable_record"], 3: ["unreadable_record"]}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\n", "no line that is a JSON object"),
        (b"a,b\n1,2\n", "no line that is a JSON object"),
        (b"{}\n", "no line that is a JSON object with a key; write one object per line"),
    ],
)
def test_a_file_without_any_object_is_refused(settings, content, message):
    with pytest.raises(FileRejectedError, match=message):
        read(settings, content)


def test_a_missing_required_key_is_refused(settings):
    with pytest.raises(HeaderMismatchError, match="received_at"):
        read(settings, lines({"工单号": "CC1"}))


def test_endless_keys_are_refused(settings, monkeypatch):
    monkeypatch.setattr(jsonl_reader, "MOST_COLUMNS", 10)
    with pytest.raises(FileRejectedError, match="more than 10 different keys"):
        read(settings, lines(*({f"k{i}": 1} for i in range(11))))
