from __future__ import annotations

import csv
import gzip
import io

import pytest
from landing_fixtures import CALL_CENTER_HEADER, call_center_row, call_center_text, put
from reading_fixtures import CALL_CENTER, read_file

from orchestration.landing.reading.delimiters import find_delimiter

ROWS = [CALL_CENTER_HEADER, call_center_row("CC1", 投诉内容='a, b; c | d\te "f"'), call_center_row("CC2")]


def delimited(delimiter: str, rows=ROWS, **options) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, **options).writerows(rows)
    return buffer.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("name", ["a.csv", "a.txt", "a.tsv"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_the_header_tells_the_delimiter_whatever_the_suffix(settings, name, delimiter, quoting):
    found = read_file(put(settings, "call_center", name, delimited(delimiter, quoting=quoting)), CALL_CENTER)
    assert (found.header, found.rows, found.problems) == (ROWS[0], ROWS[1:], {})


def test_the_contract_decides_before_the_header(settings):
    contract = CALL_CENTER.model_copy(update={"delimiter": "|"})
    path = put(
        settings, "call_center", "a.csv", "\n".join("|".join(row) for row in ([*ROWS[0], "a,b,c"], [*ROWS[2], "x"]))
    )
    assert read_file(path, contract).header == [*ROWS[0], "a,b,c"]


@pytest.mark.parametrize("name", ["a.tsv.gz", "A.TXT.GZ", "a.csv.gz"])
def test_every_suffix_may_be_compressed(settings, name):
    path = put(settings, "call_center", name, gzip.compress(call_center_text("CC1").encode("gb18030")))
    assert read_file(path, CALL_CENTER).rows == [call_center_row("CC1")]


@pytest.mark.parametrize(
    ("opening", "usual", "delimiter"),
    [
        ("a\n1\n", ",", ","),
        ("a\n1\n", "\t", "\t"),  # one column: what the suffix promises
        ("a;b,c;d\n", ",", ";"),  # no known header: the one that gives more fields
        ('"工单号,受理时间";x\n', ",", ";"),  # a quoted delimiter is text
        ("a,b,c,d,e\n工单号;受理时间\n", ",", ";"),  # a title above the header
    ],
)
def test_what_decides_where_headers_say_little(opening, usual, delimiter):
    assert find_delimiter(opening, CALL_CENTER, usual) == delimiter
