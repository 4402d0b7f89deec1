"""A drafted contract reads the dates of its file as they were meant, or says what it could not tell."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from orchestration.landing import load_contract
from orchestration.landing.tools.check import check_file
from orchestration.landing.tools.draft import draft_contract
from orchestration.landing.tools.errors import ToolError
from orchestration.settings import BUNDLED_CONFIG, Settings
from tests.landing.landing_fixtures import csv_text

DAYS = [datetime(2015, 1, 3, 14, 5) + timedelta(days=11 * number, minutes=number) for number in range(60)]


def _draft(folder: Path, header: list[str], rows: list[list[str]], **options: str) -> str:
    path = folder / "export.csv"
    path.write_text(csv_text(header, *rows), encoding="utf-8")
    return draft_contract(path, **options)


def _dates(folder: Path, *columns: list[str]) -> str:
    header = ["complaint no", "received", "closed", "category"][: 1 + len(columns)]
    rows = [[f"C{index}", *cells] for index, cells in enumerate(zip(*columns, strict=True))]
    return _draft(folder, header, rows)


def _written(date_format: str) -> list[str]:
    return [day.strftime(date_format) for day in DAYS]


@pytest.mark.parametrize(
    "date_format",
    [
        *("%d-%b-%y", "%d-%b-%Y", "%d/%m/%y", "%m/%d/%y %H:%M", "%d.%m.%Y", "%m-%d-%Y", "%b %d, %Y", "%d %B %Y"),
        *("%Y/%m/%d", "%Y年%m月%d日", "%m/%d/%Y %I:%M %p", "%Y%m%d", "%d %b %y %H:%M:%S", "%Y-%m-%dT%H:%M:%S"),
    ],
)
def test_a_format_is_found_under_which_check_takes_every_row(tmp_path: Path, date_format: str) -> None:
    (tmp_path / "contracts").mkdir()
    header = ["complaint no", "received", "closed", "category"]
    rows = [[f"C{index}", text, "NULL", "Claims"] for index, text in enumerate(_written(date_format))]
    text = _draft(tmp_path, header, rows)
    (tmp_path / "contracts" / "call_center.yml").write_text(text, encoding="utf-8")
    settings = Settings(home=tmp_path / "home", config=tmp_path, token_key="")
    assert f'date_formats: ["{date_format}"]' in text
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "rules.csv").write_text("rule_code,rule_value\nearliest_received_year,1990\n")
    assert check_file(settings, tmp_path / "export.csv", "call_center").judgement.bad == 0


def test_a_year_of_two_digits_under_a_format_for_four_is_foretold_as_the_build_reads_it(tmp_path: Path) -> None:
    (tmp_path / "contracts").mkdir()
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "rules.csv").write_text("Rule_Code, rule_value\nearliest_received_year,1990.0\n")
    rows = [["C1", "22-Apr-15", "Claims"]]
    text = _draft(tmp_path, ["complaint no", "received", "category"], rows)
    text = text.replace("%d-%b-%y", "%d-%b-%Y")
    (tmp_path / "contracts" / "call_center.yml").write_text(text, encoding="utf-8")
    settings = Settings(home=tmp_path / "home", config=tmp_path, token_key="")
    found = check_file(settings, tmp_path / "export.csv", "call_center").judgement
    assert found.first == [(2, "received_date_out_of_range")]


def test_years_of_two_and_of_four_digits_are_both_read(tmp_path: Path) -> None:
    mixed = [*_written("%d-%b-%Y")[:40], *_written("%d-%b-%y")[40:]]
    assert 'date_formats: ["%d-%b-%y", "%d-%b-%Y"]' in _dates(tmp_path, mixed)


def test_the_order_of_one_column_settles_that_of_another(tmp_path: Path) -> None:
    open_order = [f"0{1 + number % 9}/0{1 + number % 7}/2021" for number in range(60)]
    text = _dates(tmp_path, open_order, _written("%d/%m/%Y"))
    assert 'date_formats: ["%d/%m/%Y"]' in text
    assert "decide" not in text.partition("fields:")[0].replace("what has to be\n# decided", "")


def test_columns_of_two_orders_are_told(tmp_path: Path) -> None:
    text = _dates(tmp_path, _written("%m/%d/%Y"), _written("%d/%m/%Y"))
    assert "# Day and month stand in either order" in text
    assert "received_at %m/%d/%Y, closed_at %d/%m/%Y" in text


def test_times_with_their_offset_need_no_format_and_are_told(tmp_path: Path) -> None:
    text = _dates(tmp_path, [f"{day:%Y-%m-%dT%H:%M:%S}+02:00" for day in DAYS])
    assert "date_formats" not in text
    assert "# received_at: its times carry their offset from UTC, and are brought to this time zone" in text
    assert "type: date" in text


def test_the_time_zone_is_written_to_the_contract(tmp_path: Path) -> None:
    rows = [["C1", "2021-03-05", "Claims"]]
    header = ["complaint no", "received", "category"]
    assert "time_zone: America/Chicago " in _draft(tmp_path, header, rows, time_zone="America/Chicago")
    assert "time_zone: Asia/Shanghai " in _draft(tmp_path, header, rows)
    with pytest.raises(ToolError, match="There is no time zone Peking; use a name such as Asia/Shanghai"):
        _draft(tmp_path, header, rows, time_zone="Peking")


def test_rows_of_one_number_that_differ_are_drafted_as_lines(tmp_path: Path) -> None:
    header = ["complaint no", "received", "category", "product", "customer name"]
    rows = [[f"C{number // 2}", "2021-03-05", "Claims", ("Car", "House")[number % 2], "x"] for number in range(20)]
    text = _draft(tmp_path, header, rows)
    assert "# 10 of the sample's numbers stand in more than one row, which differ in these fields" in text
    assert "\nlines_by: [product]\n" in text
    path = tmp_path / "call_center.yml"
    path.write_text(text, encoding="utf-8")
    assert load_contract(path).lines_by == ("product",)


def test_rows_of_one_number_that_differ_in_a_date_may_be_versions(tmp_path: Path) -> None:
    header = ["complaint no", "received", "category", "changed"]
    rows = [[f"C{number // 2}", "2021-03-05", "Claims", f"2021-04-{1 + number:02}"] for number in range(20)]
    text = _draft(tmp_path, header, rows)
    assert "\nlines_by" not in text
    assert "newest_by may name the date" in text and "They differ in changed." in text


def test_rows_of_one_number_that_are_alike_are_repetitions(tmp_path: Path) -> None:
    rows = [["C1", "2021-03-05", "Claims"]] * 3
    assert "all of them alike: repetitions" in _draft(tmp_path, ["complaint no", "received", "category"], rows)


@pytest.mark.parametrize(
    "header",
    [
        ["Branch", "Year", "Policies in force", "Premium income (CNY)"],
        ["Branch office", "Calendar year", "Number of policies", "Gross premium"],
        ["分支机构", "会计年度", "期末有效保单", "总保费"],
        ["机构名称", "年度", "保单件数", "保费"],
    ],
)
def test_the_fields_of_exposure_are_known_in_both_languages(tmp_path: Path, header: list[str]) -> None:
    rows = [[branch, year, "1200", "3400000"] for branch in ("北京", "上海") for year in ("2010", "2011")]
    path = tmp_path / "branch_exposure.yml"
    path.write_text(_draft(tmp_path, header, rows), encoding="utf-8")
    contract = load_contract(path)
    bundled = load_contract(BUNDLED_CONFIG / "contracts" / "branch_exposure.yml")
    assert list(contract.fields) == list(bundled.fields)
    for name, field in contract.fields.items():
        own = bundled.fields[name]
        assert (field.type, field.privacy, field.required) == (own.type, own.privacy, own.required)
