from __future__ import annotations

import gzip
import zipfile

import pytest
from landing_fixtures import call_center_row, call_center_text, put
from reading_fixtures import CALL_CENTER, HQ, put_zip, read_file, with_formats

from orchestration.landing.errors import FileRejectedError
from orchestration.landing.reading import archives
from tests.drawing import some_of

TEXT = call_center_text("CC1", "CC2").encode("gb18030")
ROWS = [call_center_row("CC1"), call_center_row("CC2")]
EVERY_FORMAT = with_formats(CALL_CENTER, "csv", "jsonl", "xlsx", "parquet")


@pytest.fixture
def small_limit(monkeypatch):
    """Files of 10 kB are suspicious already."""
    monkeypatch.setattr(archives, "ALWAYS_ALLOWED_BYTES", 10_000)


@pytest.mark.parametrize("name", ["a.csv", "投诉 2011.TXT", "folder/a.tsv", "../../etc/a.csv", "/a.csv"])
def test_a_zip_with_one_data_file_is_read_in_place(settings, name):
    path = put_zip(settings, "call_center", "a.zip", {name: TEXT})
    before = sorted(settings.home.rglob("*"))
    assert read_file(path, CALL_CENTER).rows == ROWS
    assert sorted(settings.home.rglob("*")) == before


def test_folders_hidden_files_and_those_of_macos_do_not_count(settings):
    others = {"data/": b"", "__MACOSX/._a.csv": b"x", ".DS_Store": b"x", "data/.a.csv": b"x", "data/~$a.xlsx": b"x"}
    assert read_file(put_zip(settings, "call_center", "a.ZIP", others | {"data/a.csv": TEXT}), CALL_CENTER).rows == ROWS


def test_records_in_a_zip(settings):
    path = put_zip(settings, "call_center", "a.zip", {"a.jsonl": b'{"\xe5\xb7\xa5\xe5\x8d\x95\xe5\x8f\xb7": 1}'})
    with pytest.raises(FileRejectedError, match="received_at"):
        read_file(path, EVERY_FORMAT)


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"a.csv": TEXT, "投诉.csv": TEXT}, "this one holds a.csv, 投诉.csv; drop each file by itself"),
        ({"13812345678.csv": TEXT, "b.csv": TEXT}, r"holds \[phone\].csv, b.csv"),
        ({".hidden": b"x"}, "this one holds none"),
        ({"a.xlsx": b"x"}, "of the type .xlsx, which is not read out of a zip; unpack it"),
        ({"a.csv.gz": b"x"}, "of the type .gz, which is not read out of a zip"),
        ({"a": b"x"}, r"\(no suffix\)"),
    ],
)
def test_a_zip_that_holds_anything_else_is_refused(settings, members, message):
    with pytest.raises(FileRejectedError, match=message):
        read_file(put_zip(settings, "call_center", "a.zip", members), EVERY_FORMAT)


def test_of_many_members_the_first_are_named(settings):
    path = put_zip(settings, "call_center", "a.zip", {f"{number:05}.csv": b"x" for number in range(1_500)})
    with pytest.raises(FileRejectedError, match=r"holds 00000\.csv, .* 00019\.csv and 1,480 more; drop each file"):
        read_file(path, CALL_CENTER)


def test_the_contract_must_allow_what_the_zip_holds(settings):
    with pytest.raises(FileRejectedError, match="allows csv, parquet only; export the file so, or add jsonl"):
        read_file(put_zip(settings, "call_center", "a.zip", {"a.ndjson": b"{}"}), CALL_CENTER)


def test_names_in_the_code_page_of_a_chinese_computer(settings):
    path = put_zip(settings, "call_center", "a.zip", {"Œ™.csv": TEXT, "b.csv": TEXT})
    content = path.read_bytes().replace("Œ™".encode(), "投诉.".encode("gb18030"))
    path.write_bytes(_without_utf_8_flag(content))
    with pytest.raises(FileRejectedError, match=r"holds b.csv, 投诉\.\.csv"):
        read_file(path, CALL_CENTER)


def _without_utf_8_flag(content: bytes) -> bytes:
    return content.replace(b"\x14\x00\x00\x08", b"\x14\x00\x00\x00")


def test_an_encrypted_zip_is_refused(settings):
    path = put_zip(settings, "call_center", "a.zip", {"a.csv": TEXT})
    content = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + offset] |= 1
    path.write_bytes(content)
    with pytest.raises(FileRejectedError, match="protected by a password; unpack it and drop the file itself"):
        read_file(path, CALL_CENTER)


def test_a_compression_that_is_not_read_is_refused(settings):
    path = settings.landing / "call_center" / "a.zip"
    path.parent.mkdir(parents=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.csv", TEXT)
    with pytest.raises(FileRejectedError, match="compression that is not read here; unpack it"):
        read_file(path, CALL_CENTER)


@pytest.mark.parametrize("damage", [lambda c: c[:-30], lambda c: c[: len(c) // 2], lambda c: b"no zip"])
def test_a_damaged_zip_is_refused(settings, damage):
    path = put_zip(settings, "call_center", "a.zip", {"a.csv": TEXT})
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(FileRejectedError, match="damaged or cut off; copy or export the file again"):
        read_file(path, CALL_CENTER)


def test_a_member_with_a_wrong_checksum_is_refused(settings):
    path = settings.landing / "call_center" / "a.zip"
    path.parent.mkdir(parents=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.csv", TEXT)
    path.write_bytes(path.read_bytes().replace(b"CC2", b"CC3"))
    with pytest.raises(FileRejectedError, match="damaged or cut off"):
        read_file(path, CALL_CENTER)


def put_expanding(settings, kind: str):
    """A file of a few hundred bytes that holds 100 kB."""
    content = TEXT + b"\n" * 100_000
    if kind == "gz":
        return put(settings, "call_center", "a.csv.gz", gzip.compress(content))
    path = put_zip(settings, "call_center", "a.zip", {"a.csv": content})
    if kind == "lying zip":
        path.write_bytes(path.read_bytes().replace(len(content).to_bytes(4, "little"), (5_000).to_bytes(4, "little")))
    return path


@pytest.mark.parametrize(
    ("kind", "message"),
    [("gz", "decompression bomb"), ("zip", "decompression bomb"), ("lying zip", "damaged or cut off")],
)
def test_what_expands_beyond_reason_is_refused(settings, small_limit, kind, message):
    with pytest.raises(FileRejectedError, match=message):
        read_file(put_expanding(settings, kind), CALL_CENTER)


@pytest.mark.parametrize("kind", ["gz", "zip"])
def test_what_expands_less_than_so_many_times_is_read_however_large(settings, small_limit, kind, monkeypatch):
    monkeypatch.setattr(archives, "MOST_TIMES_LARGER", 2_000)
    assert read_file(put_expanding(settings, kind), CALL_CENTER).rows == ROWS


@pytest.mark.parametrize("kind", some_of(["gz", "zip"], "zip"))
def test_what_expands_to_less_than_a_certain_size_is_read_however_often(settings, kind):
    assert read_file(put_expanding(settings, kind), CALL_CENTER).rows == ROWS


def test_a_workbook_that_expands_beyond_reason_is_refused(settings, small_limit):
    path = put_zip(settings, "hq", "a.xlsx", {"xl/worksheets/sheet1.xml": b" " * 1_000_000})
    with pytest.raises(FileRejectedError, match="looks like a decompression bomb; export it uncompressed"):
        read_file(path, HQ)
