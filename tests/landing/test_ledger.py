from __future__ import annotations

from dataclasses import replace

import pytest

from orchestration.landing.errors import LakeError
from orchestration.landing.ledger import Ledger, LedgerEntry, read_entries

ENTRY = LedgerEntry(
    feed="hq",
    file_name="登记.xlsx",
    content_hash="aa",
    load_id="hq-000000001",
    load_sequence=1,
    received_at="2011-12-31 00:00:00",
    status="loaded",
    rows_read=3,
    size_bytes=9,
    encoding=None,
    error=None,
    unknown_columns=["备注"],
    contract_hash="cc",
    event=1,
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "ledger" / "hq.jsonl"


def test_a_new_ledger_is_an_empty_file(path):
    assert Ledger(path).entries == []
    assert path.read_bytes() == b""


def test_what_is_appended_is_read_back_and_the_file_is_readable_by_people(path):
    Ledger(path).append(ENTRY)
    assert read_entries(path) == Ledger(path).entries == [ENTRY]
    assert "登记.xlsx" in path.read_text(encoding="utf-8")


def test_a_later_line_with_the_same_key_replaces_the_earlier(path):
    ledger = Ledger(path)
    rejected = replace(ENTRY, status="rejected", load_id=None, load_sequence=None, rows_read=0, error="x")
    other = replace(rejected, content_hash="bb")
    for entry in (rejected, other, ENTRY):
        ledger.append(entry)
    assert ledger.entries == read_entries(path) == [replace(ENTRY, event=3), replace(other, event=2)]
    assert (ledger.load_ids, ledger.next_sequence) == ({"hq-000000001"}, 2)


@pytest.mark.parametrize("torn", [b'{"feed": "hq", "file_na', b"\x00\x00\x00", b"{}"])
def test_a_torn_last_line_is_cut_off(path, torn):
    Ledger(path).append(ENTRY)
    whole = path.read_bytes()
    path.write_bytes(whole + torn)
    assert read_entries(path) == [ENTRY]
    assert Ledger(path).entries == [ENTRY]
    assert path.read_bytes() == whole


def test_a_damaged_line_in_the_middle_is_an_error_that_names_it(path):
    Ledger(path).append(ENTRY)
    path.write_bytes(b"garbage\n" + path.read_bytes())
    with pytest.raises(LakeError, match=r"hq\.jsonl, line 1"):
        Ledger(path)
