from __future__ import annotations

import codecs
import gzip

import pytest
from landing_fixtures import CALL_CENTER_HEADER, call_center_row, call_center_text, csv_text, put
from reading_fixtures import CALL_CENTER, read_file

from orchestration.landing.errors import FileRejectedError
from orchestration.landing.reading import encodings

ENGLISH = ["number", "received", "category", "text"]


def contract(*declared: str):
    """The call center's, with English headers beside the Chinese ones and these encodings."""
    fields = dict(CALL_CENTER.fields)
    for name, header in zip(("complaint_number", "received_at", "category", "narrative"), ENGLISH, strict=True):
        fields[name] = fields[name].model_copy(update={"headers": (*fields[name].headers, header)})
    return CALL_CENTER.model_copy(update={"encodings": declared, "fields": fields})


def mixed(own: str, other: str, header=CALL_CENTER_HEADER) -> bytes:
    """Three rows in one encoding, and between them one in another."""
    width = len(header)
    rows = [[*call_center_row(f"CC{i}", 机构="北京分公司")[: width - 1], "客户表示不满意"] for i in range(4)]
    texts = [csv_text(row) for row in rows]
    coded = [text.encode(other if i == 1 else own) for i, text in enumerate(texts)]
    return csv_text(header).encode(own) + b"".join(coded)


@pytest.mark.parametrize("declared", [("gb18030", "utf-8"), ("utf-8", "gb18030"), ("utf-8",)])
@pytest.mark.parametrize("header", [CALL_CENTER_HEADER, ENGLISH])
def test_utf_8_with_a_row_of_gb18030_is_utf_8_with_one_bad_row(settings, declared, header):
    path = put(settings, "call_center", "a.csv", mixed("utf-8", "gb18030", header))
    found = read_file(path, contract(*declared))
    assert (found.encoding, found.problems) == ("utf-8", {3: ["undecodable_text"]})
    assert found.rows[2][-1] == "客户表示不满意"


@pytest.mark.parametrize("declared", [("gb18030", "utf-8"), ("gb18030",)])
def test_gb18030_with_a_row_of_utf_8_is_gb18030_with_one_bad_row(settings, declared):
    found = read_file(put(settings, "call_center", "a.csv", mixed("gb18030", "utf-8")), contract(*declared))
    assert (found.encoding, found.problems) == ("gb18030", {3: ["undecodable_text"]})
    assert found.rows[2][-1] == "客户表示不满意"


def test_clean_files_have_no_undecodable_bytes(settings):
    for encoding in ("utf-8", "gb18030", "utf-16"):
        found = read_file(put(settings, "call_center", "a.csv", call_center_text("CC1"), encoding), CALL_CENTER)
        assert (found.encoding, found.undecodable_at, found.problems) == (encoding, (), {})


@pytest.mark.parametrize("block", [1, 7, 64 * 1024])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_undecodable_bytes_are_told_by_their_offsets(settings, monkeypatch, encoding, block):
    monkeypatch.setattr(encodings, "BLOCK_BYTES", block)
    content = bytearray(call_center_text("CC1", "CC2", "CC3").encode(encoding))
    places = [content.index(b"CC1"), content.index(b"CC3") + 2]
    for place in places:
        content[place] = 0xFF
    for name, data in (("a.csv", bytes(content)), ("a.csv.gz", gzip.compress(content))):
        found = read_file(put(settings, "call_center", name, data), contract("gb18030", "utf-8"))
        assert (found.encoding, list(found.undecodable_at)) == (encoding, places)
        assert found.problems == {2: ["undecodable_text"], 4: ["undecodable_text"]}


def test_only_the_first_offsets_are_kept(settings):
    content = call_center_text("CC1", *("CC\xff" for _ in range(50))).encode("utf-8").replace("ÿ".encode(), b"\xff")
    found = read_file(put(settings, "call_center", "a.csv", content), CALL_CENTER)
    assert (len(found.undecodable_at), len(found.problems)) == (encodings.OFFSETS_KEPT, 50)


@pytest.mark.parametrize("mark", [True, False])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("declared", [("gb18030", "utf-8"), ("utf-16-le", "utf-16-be")])
def test_utf_16_with_and_without_a_mark_declared_or_not(settings, declared, encoding, mark):
    bytes_of_mark = codecs.BOM_UTF16_LE if encoding == "utf-16-le" else codecs.BOM_UTF16_BE
    content = (bytes_of_mark if mark else b"") + call_center_text("CC1", "CC2").encode(encoding)
    found = read_file(put(settings, "call_center", "a.txt", content), contract(*declared))
    assert found.encoding == ("utf-16" if mark else encoding)
    assert found.rows == [call_center_row("CC1"), call_center_row("CC2")]


@pytest.mark.parametrize("encoding", ["utf-32-le", "utf-32-be"])
def test_utf_32_with_its_mark(settings, encoding):
    content = "\ufeff".encode(encoding) + call_center_text("CC1", "CC2").encode(encoding)
    bad = content.replace("C2".encode(encoding), "C".encode(encoding) + b"\xff\xff\xff\xff")
    found = read_file(put(settings, "call_center", "a.csv", content), CALL_CENTER)
    assert (found.encoding, found.problems) == ("utf-32", {})
    assert found.rows == [call_center_row("CC1"), call_center_row("CC2")]
    found = read_file(put(settings, "call_center", "a.csv", bad), CALL_CENTER)
    assert (found.encoding, found.problems) == ("utf-32", {3: ["undecodable_text"]})


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_half_a_character_of_utf_16_marks_its_row_only(settings, encoding):
    mark = codecs.BOM_UTF16_LE if encoding == "utf-16-le" else codecs.BOM_UTF16_BE
    half = "\ud800".encode(encoding, "surrogatepass")
    content = mark + call_center_text("CC1", "CC2").encode(encoding).replace("C2".encode(encoding), half)
    found = read_file(put(settings, "call_center", "a.csv", content), CALL_CENTER)
    assert (found.encoding, found.problems) == ("utf-16", {3: ["undecodable_text"]})
    assert found.undecodable_at == (content.index(half),)


def test_random_bytes_are_refused_in_bounded_time(settings):
    content = bytes(range(256)) * 40_000
    with pytest.raises(FileRejectedError):
        read_file(put(settings, "call_center", "a.csv", content), contract("gb18030", "utf-8"))


PORTUGUESE = csv_text(ENGLISH, *([f"C{i}", "2021-03-05", "Negação", "Região de São João, já não há"] for i in range(9)))


def test_accented_letters_in_one_byte_are_no_chinese(settings):
    path = put(settings, "call_center", "a.csv", PORTUGUESE, "latin-1")
    found = read_file(path, contract("utf-8"))
    assert (found.encoding, found.problems) == ("cp1252", {})
    assert found.rows[0][2:4] == ["Negação", "Região de São João, já não há"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5"])
def test_other_texts_are_not_taken_for_western_ones(encoding):
    text = (
        PORTUGUESE
        if encoding == "utf-8"
        else call_center_text("CC1").replace("诉", "訴") + "VIP客戶不滿意,理賠,一二三\n"
    )
    assert not encodings.looks_western(text.encode(encoding, "ignore"))
