"""Contracts drafted from unknown files: what is guessed, what is left to a person, and that nothing of a cell shows."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from orchestration.landing import Contract, load_contract
from orchestration.landing.__main__ import main
from orchestration.landing.errors import FileRejectedError
from orchestration.landing.tools.draft import draft_contract
from orchestration.settings import BUNDLED_CONFIG
from tests.landing.landing_fixtures import csv_text

HEADER = ["Case ID", "Date Received", "dateClosed", "Issue Category", "Customer Name", "Phone", "Account", "Story"]


def _row(number: int) -> list[str]:
    return [
        f"C-{number:05}",
        f"{1 + number % 12:02}/{1 + number % 28:02}/2021",
        f"{1 + number % 12:02}/28/2022" if number % 2 else "",
        ("Claims", "Billing", "Service")[number % 3],
        f"Doe{number}",
        f"138{number:08}",
        f"ACC{number}",
        f"The customer {number} says at some length that nothing at all was ever done about it.",
    ]


ROWS = [_row(number) for number in range(200)]


def _file(folder: Path, text: str, name: str = "export.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def _loaded(text: str, folder: Path, feed: str = "call_center") -> Contract:
    path = folder / f"{feed}.yml"
    path.write_text(text, encoding="utf-8")
    return load_contract(path)


def test_an_english_file(tmp_path: Path) -> None:
    text = draft_contract(_file(tmp_path, csv_text(HEADER, *ROWS)))
    contract = _loaded(text, tmp_path)
    assert {name: (field.headers[0], field.type, field.privacy) for name, field in contract.fields.items()} == {
        "complaint_number": ("Case ID", "identifier", "keep"),
        "received_at": ("Date Received", "date", "keep"),
        "closed_at": ("dateClosed", "date", "keep"),
        "category": ("Issue Category", "text", "redact"),
        "customer_name": ("Customer Name", "identifier", "drop"),
        "phone": ("Phone", "identifier", "tokenise"),
        "account": ("Account", "identifier", "tokenise"),
        "story": ("Story", "text", "redact"),
    }
    assert (contract.formats, contract.encodings, contract.delimiter) == (("csv",), ("utf-8",), ",")
    assert contract.date_formats == ("%m/%d/%Y",)
    assert contract.key == ("complaint_number",)
    assert [name for name, field in contract.fields.items() if field.required] == [
        "complaint_number",
        "received_at",
        "category",
    ]
    cells = {cell for row in ROWS for cell in row if cell}
    assert not [cell for cell in cells if cell in text]


def test_a_day_that_may_be_a_month_is_left_to_a_person(tmp_path: Path) -> None:
    rows = [[f"C{number}", f"0{1 + number % 9}/0{1 + number % 7}/2021"] for number in range(50)]
    text = draft_contract(_file(tmp_path, csv_text(["case", "received"], *rows)))
    assert 'date_formats: ["%m/%d/%Y"]' in text
    assert "# received_at: %d/%m/%Y reads every date that %m/%d/%Y reads in the sample as well; decide" in text


def test_what_cannot_be_guessed_is_named(tmp_path: Path) -> None:
    text = draft_contract(_file(tmp_path, csv_text(["colour", "size"], ["red", "12"], ["blue", "12"])))
    for name in ("complaint_number", "received_at", "category"):
        assert f"#   {name}: the column with the" in text
    assert "key: []" in text


def test_chinese_headers_keep_their_names_for_a_person_to_translate(tmp_path: Path) -> None:
    known = ["工单号", "受理时间", "投诉类别"]
    rows = [[f"G{number}", "2021-03-05", "理赔", "坐席甲", "备"] for number in range(9)]
    path = _file(tmp_path, csv_text([*known, "坐席姓名", "处理\n备注"], *rows), encoding="gb18030")
    text = draft_contract(path)
    contract = _loaded(text, tmp_path)
    assert contract.encodings == ("gb18030",)
    assert list(contract.fields) == ["complaint_number", "received_at", "category", "column_4", "column_5"]
    assert contract.fields["column_4"].privacy == "drop"
    assert contract.fields["column_5"].headers == ("处理\n备注",)
    assert text.count("# name this field") == 2


def test_a_header_that_stands_twice_or_not_at_all(tmp_path: Path) -> None:
    header = ["case", "received", "category", "note", "note", ""]
    text = draft_contract(_file(tmp_path, csv_text(header, ["C1", "2021-03-05", "Claims", "a", "b", "c"])))
    contract = _loaded(text, tmp_path)
    assert list(contract.fields) == ["complaint_number", "received_at", "category", "note"]
    assert "# column 5 has the header of column 4: give it one of its own, or leave it out" in text
    assert "# column 6 has no header: it is left out" in text


def test_a_header_below_a_title_and_another_delimiter(tmp_path: Path) -> None:
    rows = [["Complaints of the year"], ["as of June"], HEADER, *ROWS]
    path = _file(tmp_path, csv_text(*rows).replace(",", ";"), "export.txt", "utf-16")
    contract = _loaded(draft_contract(path), tmp_path)
    assert (contract.delimiter, contract.encodings) == (";", ("utf-16",))
    assert contract.fields["complaint_number"].headers == ("Case ID",)


def test_a_workbook_of_which_nothing_is_known(tmp_path: Path) -> None:
    path = tmp_path / "export.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        workbook.add_worksheet("Contents").write_row(0, 0, ["See the next sheet"])
        sheet = workbook.add_worksheet("Cases")
        for number, row in enumerate([["Complaints"], HEADER, *ROWS]):
            sheet.write_row(number, 0, row)
    contract = _loaded(draft_contract(path), tmp_path)
    assert contract.formats == ("xlsx",)
    assert contract.fields["complaint_number"].headers == ("Case ID",)


@pytest.mark.parametrize("first", [["C1", "2021-03-05"], ["C1", "13800138000"], ["C1", "12.5"]])
def test_a_first_row_of_values_is_not_shown(tmp_path: Path, first: list[str]) -> None:
    with pytest.raises(FileRejectedError, match="first row seems to hold values"):
        draft_contract(_file(tmp_path, csv_text(first, ["C2", "x"])))


@pytest.mark.parametrize("feed", ["branch_exposure", "call_center", "hq", "satisfaction_survey"])
def test_the_bundled_feeds_are_recognised(tmp_path: Path, feed: str) -> None:
    path = sorted((BUNDLED_CONFIG / "feeds" / feed).iterdir())[0]
    drafted = _loaded(draft_contract(path), tmp_path, feed)
    bundled = load_contract(BUNDLED_CONFIG / "contracts" / f"{feed}.yml")
    assert (drafted.kind, drafted.key) == (bundled.kind, bundled.key)
    for name, field in drafted.fields.items():
        own = bundled.fields[name]
        assert (field.privacy, field.type, field.required) == (own.privacy, own.type, own.required)


def test_the_draft_goes_to_the_terminal_or_to_a_new_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, target = _file(tmp_path, csv_text(HEADER, *ROWS)), tmp_path / "hq.yml"
    assert main(["draft", str(path), "--feed", "hq"]) == 0
    text = capsys.readouterr().out
    assert main(["draft", str(path), "--feed", "hq", "--output", str(target)]) == 0
    assert target.read_text(encoding="utf-8") == text
    assert load_contract(target).feed == "hq"
    assert main(["draft", str(path), "--feed", "hq", "--output", str(target)]) == 2
    assert "exists already" in capsys.readouterr().err


def test_a_file_without_a_good_row_is_drafted_from_its_header(tmp_path):
    text = draft_contract(_file(tmp_path, "complaint number,received date,category\nC1,2021-03-05\nC2\n"))
    assert 'headers: ["complaint number"]' in text


def test_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["draft", str(tmp_path / "none.csv")]) == 2
    assert "is not there" in capsys.readouterr().err


def test_a_file_in_latin_1_is_not_drafted_in_chinese(tmp_path: Path) -> None:
    rows = [[f"C{number}", "18/02/2021", "Não é fácil", "São João"] for number in range(9)]
    header = ["case", "received", "Situação", "Região"]
    contract = _loaded(draft_contract(_file(tmp_path, csv_text(header, *rows), encoding="latin-1")), tmp_path)
    assert contract.encodings == ("cp1252",)
    assert [field.headers[0] for field in contract.fields.values()] == header


def test_insurers_stand_for_branches_and_file_numbers_for_complaints(tmp_path: Path) -> None:
    rows = [[f"Insurer {number}", "2020", f"{number}.5"] for number in range(9)]
    exposure = draft_contract(_file(tmp_path, csv_text(["Insurer", "Filing Year", "Premiums Written"], *rows)))
    contract = _loaded(exposure, tmp_path, "branch_exposure")
    assert (contract.kind, list(contract.fields)) == ("exposure", ["branch", "exposure_year", "premium_yuan"])
    lines = [[str(201 + number // 2), "2020-01-05", f"Reason {number}"] for number in range(8)]
    text = draft_contract(_file(tmp_path, csv_text(["File No.", "Opened", "Reason"], *lines), "lines.csv"))
    assert "lines_by: [reason]" in text
