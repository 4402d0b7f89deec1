"""Personal data, looked for everywhere but in the landing zone: of the bundled feeds, and planted in every field."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator

import pytest
import xlsxwriter

from orchestration.contracts import Contract
from orchestration.landing import load_contracts
from orchestration.settings import BUNDLED_CONFIG
from tests.conftest import BundledRun
from tests.pipeline import run, settings_for
from tests.search import found, in_files, in_tables

_SECRET_HEADERS = {"客户号", "证件号码", "联系电话", "保单号", "客户姓名"}

# written in ways in which people write them; the search is for the digits, however they are written
_CANARIES = {
    "identity number": ("110105198703142515", "身份证１１０１０５１９８７０３１４２５１５", "110105 19870314 2515"),
    "old identity number": ("110105870314251",),
    "mobile": ("13812345678", "电话：１３８１２３４５６７８", "+86 138-1234-5678", "138 1234 5678"),
    "landline": ("010-88886666", "(0411) 8888 6667", "０２１－８８８８６６６８"),
    "bank card": ("6222021001116245702", "6222 0210 0111 6245 702"),
    "policy number": ("P201000123456789", "保单号201000123456788"),
    "e-mail": ("xiaoming.wang@example.cn", "ｘｉａｏｍｉｎｇ＠ｅｘａｍｐｌｅ．ｃｎ"),
}
_CUSTOMER = "欧阳小明"
_CLEAN_ROWS = 1_500


@pytest.fixture(scope="module")
def secrets() -> set[str]:
    """Values that identify somebody, as the first 100 work orders hold them; names only where three letters long."""
    with (BUNDLED_CONFIG / "feeds/call_center/callcenter_2011.csv").open(encoding="gb18030", newline="") as file:
        rows = [row for row, _ in zip(csv.DictReader(file), range(100), strict=False)]
    values = {row[header].strip() for row in rows for header in _SECRET_HEADERS}
    found = {value for value in values if len(value) >= 8 or (len(value) == 3 and not value.isascii())}
    assert len(found) > 200
    return found


def test_no_personal_data_of_the_bundled_feeds_leaves_the_landing_zone(
    bundled_run: BundledRun, secrets: set[str]
) -> None:
    text = in_tables(bundled_run.settings)
    content = in_files(bundled_run.settings) + bundled_run.first_output.encode()
    assert "call_center-000000002" in text
    assert b"fct_complaints" in content
    assert found(secrets, text, content) == []


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, bytes]:
    """Tables and files of a deployment into which each kind of personal data came in each field of each feed."""
    settings = settings_for(tmp_path_factory.mktemp("canary"))
    for feed, contract in load_contracts(BUNDLED_CONFIG / "contracts").items():
        rows = [_header(contract), *_rows(contract)]
        path = settings.landing / feed / f"canary.{contract.formats[0]}"
        path.parent.mkdir(parents=True)
        if contract.formats[0] == "xlsx":
            with xlsxwriter.Workbook(path) as workbook:
                sheet = workbook.add_worksheet()
                for number, row in enumerate(rows):
                    sheet.write_row(number, 0, row)
        else:
            with path.open("w", encoding=contract.encodings[0], newline="") as file:
                csv.writer(file).writerows(rows)
    ran = run(settings)
    output = ran.stdout + ran.stderr
    assert ran.returncode == 0, output
    return in_tables(settings), in_files(settings) + output.encode()


def _header(contract: Contract) -> list[str]:
    return [field.headers[0] for field in contract.fields.values()]


def _clean_row(contract: Contract, number: int) -> dict[str, str]:
    values = {
        "complaint_number": f"N{number:06}",
        "received_at": "2011-03-05 09:07:00",
        "surveyed_on": "2011-03-05",
        "branch": "北京",
        "category": "理赔",
        "service_item": "理赔时效",
        "score": "3",
        "exposure_year": str(1000 + number),
        "policies_in_force": "1000",
        "premium_yuan": "1000",
        "respondent": f"R{number:06}",
        "customer_name": _CUSTOMER,
    }
    return {name: values.get(name, "") for name in contract.fields}


def _rows(contract: Contract) -> Iterator[list[str]]:
    number = 0
    for number in range(_CLEAN_ROWS):
        yield list(_clean_row(contract, number).values())
    for name, field in contract.fields.items():
        for kind, spellings in _CANARIES.items():
            for spelling in spellings:
                number += 1
                # a work order's number may well look like a telephone number, a premium like a mobile number
                if _may_look_like(kind, field):
                    continue
                yield list((_clean_row(contract, number) | {name: spelling}).values())
        # a name is known as such by the column that holds it
        if field.type == "text" and "customer_name" in contract.fields:
            number += 1
            yield list((_clean_row(contract, number) | {name: f"客户{_CUSTOMER}不满"}).values())


def _may_look_like(kind: str, field: object) -> bool:
    is_open = field.privacy == "keep"
    if field.type == "identifier":
        return is_open and kind not in ("identity number", "e-mail")
    return is_open and field.type == "number" and kind == "mobile"


@pytest.mark.slow
def test_planted_personal_data_is_found_nowhere(planted: tuple[str, bytes]) -> None:
    text, content = planted
    assert "canary." in text
    assert b"canary." in content
    spellings = {spelling for kind in _CANARIES.values() for spelling in kind}
    digits = {re.sub(r"\D", "", unicodedata.normalize("NFKC", spelling)) for spelling in spellings} - {""}
    assert found(spellings | digits | {_CUSTOMER}, text, content) == []
