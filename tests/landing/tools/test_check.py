"""What `check` says of a file beforehand, clean and dirty, and that it is what the warehouse does afterwards."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.contracts import ContractError
from orchestration.landing import land_feed, row_validation
from orchestration.landing.__main__ import main
from orchestration.landing.tools.check import check_file, render
from orchestration.settings import BUNDLED_CONFIG, Settings
from tests.conftest import BundledRun
from tests.landing.landing_fixtures import CALL_CENTER_HEADER, call_center_row, call_center_text, csv_text, put

PERSONAL = {"客户姓名": "张三丰", "联系电话": "13800138000", "证件号码": "110101199003071234", "投诉内容": "请回电"}


@pytest.fixture
def command(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """A deployment in the environment, as a command finds it."""
    monkeypatch.setenv("COMPLAINTS_HOME", str(settings.home))
    monkeypatch.setenv("COMPLAINTS_CONFIG", str(settings.config))
    yield settings


def _file(folder: Path, text: str, name: str = "export.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode("gb18030"))
    return path


def test_a_clean_file(command: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    header = [*CALL_CENTER_HEADER, "坐席备注"]
    path = _file(tmp_path, csv_text(header, [*call_center_row("A1", **PERSONAL), "x"]))
    assert main(["check", str(path), "--feed", "call_center"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("export.csv: would land\n")
    assert "encoding    gb18030" in said
    assert "1 read, 1 fine, 0 to quarantine" in said
    lines = [line.split() for line in said.splitlines()]
    assert ["客户姓名", "customer_name", "drop"] in lines
    assert ["坐席备注", "-", "not", "in", "the", "contract:", "left", "out"] in lines
    assert "the file has no column for: is_complex, is_extended, updated_at" in said
    assert not any(value in said for value in PERSONAL.values())
    assert not command.home.exists()


def test_a_contract_without_a_category_is_told(settings: Settings, tmp_path: Path) -> None:
    config = tmp_path / "config"
    shutil.copytree(BUNDLED_CONFIG, config, ignore=shutil.ignore_patterns("feeds"))
    own = replace(settings, config=config)
    path, without = _file(tmp_path, call_center_text("A1")), "no field of the contract is named category"
    assert without not in render(check_file(own, path, "call_center"))
    contract = config / "contracts" / "call_center.yml"
    contract.write_text(contract.read_text(encoding="utf-8").replace("  category:\n", "  product:\n"), encoding="utf-8")
    assert without in render(check_file(own, path, "call_center"))


def test_kept_numbers_that_are_masked_are_told(command: Settings, tmp_path: Path) -> None:
    text = csv_text(CALL_CENTER_HEADER, call_center_row("A1"), call_center_row("11010519491231002X"))
    said = render(check_file(command, _file(tmp_path, text), "call_center"))
    assert "complaint_number looks personal and is masked (looks_personal: true keeps" in said
    assert "own numbers) in 1 row, taken all the same" in said


def test_a_dirty_file(command: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        call_center_row("A1"),
        call_center_row("", 受理时间=""),  # neither number nor date
        call_center_row("A3", 受理时间="去年三月"),  # no date
        call_center_row("A4", 受理时间="1911-03-05", 投诉类别=""),  # a century early; without a category it would land
        call_center_row("A5", 结案时间="2011-03-04"),  # closed before it was received
        call_center_row("A6", 结案时间="2011-03-05"),  # closed on the same day, at no time
        [*call_center_row("A7"), "13800138000"],  # a field too many
    ]
    path = _file(tmp_path, csv_text(CALL_CENTER_HEADER, *rows))
    assert main(["check", str(path), "--feed", "call_center"]) == 1
    said = capsys.readouterr().out
    assert "7 read, 3 fine, 4 to quarantine" in said
    assert [line.strip() for line in said.splitlines() if line.startswith("  row ")] == [
        "row 3: missing_number, missing_received_date",
        "row 4: unparseable_received_date",
        "row 5: received_date_out_of_range",
        "row 8: wrong_field_count",
    ]
    assert "category is empty in 1 row, taken all the same" in said
    assert "closed_at cannot be used (closed_before_received) in 1 row, taken all the same" in said
    assert "去年三月" not in said and "13800138000" not in said


def test_a_file_that_would_be_rejected(command: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = _file(tmp_path, "工单号,受理時間,投诉类别\nA1,2011-03-05,理赔\n")
    assert main(["check", str(path), "--feed", "call_center"]) == 2
    said = capsys.readouterr()
    assert "required column received_at" in said.err and "nearest header: 受理時間" in said.err
    assert said.out == ""


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.csv", "", "is empty (0 bytes)"),
        ("letter.docx", "x", "files of the type .docx cannot be read"),
        ("missing.csv", None, "is not there"),
    ],
)
def test_what_is_no_file_of_the_feed(command: Settings, tmp_path: Path, capsys, name: str, content, reason) -> None:
    if content is not None:
        _file(tmp_path, content, name)
    assert main(["check", str(tmp_path / name), "--feed", "call_center"]) == 2
    assert reason in capsys.readouterr().err


def test_a_feed_without_a_contract(
    command: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "reference").mkdir()
    monkeypatch.setenv("COMPLAINTS_CONFIG", str(tmp_path))
    path = str(_file(tmp_path, call_center_text("A1")))
    assert main(["check", path, "--feed", "call_center"]) == 2
    assert "call_center.yml: there is no such contract" in capsys.readouterr().err
    assert main(["check", path, "--feed", "texas"]) == 2
    assert "the warehouse knows no feed texas" in capsys.readouterr().err


def test_a_header_without_rows_is_a_nil_return(settings: Settings, tmp_path: Path) -> None:
    found = check_file(settings, _file(tmp_path, call_center_text()), "call_center")
    assert found.is_fine
    assert "holds a header and no row: it would be recorded as a nil return" in found.notes


def test_what_has_landed_is_known(settings: Settings, tmp_path: Path) -> None:
    put(settings, "call_center", "january.csv", call_center_text("A1", "A2"))
    land_feed(settings, "call_center")
    before = sorted(settings.home.rglob("*"))

    def outcome(name: str, *numbers: str) -> str:
        return check_file(settings, _file(tmp_path, call_center_text(*numbers), name), "call_center").outcome

    assert outcome("january.csv", "A1", "A2").startswith("has landed already, as call_center-000000001")
    assert "the same content has landed as january.csv" in outcome("copy.csv", "A1", "A2")
    assert outcome("january.csv", "A3") == (
        "would replace call_center-000000001, the file of this name that has landed, and its 2 rows"
    )
    assert outcome("february.csv", "A3") == "would land"
    assert sorted(settings.home.rglob("*")) == before


def test_dates_are_read_in_the_formats_of_the_contract(tmp_path: Path) -> None:
    contracts = tmp_path / "contracts"
    contracts.mkdir()
    contract = (BUNDLED_CONFIG / "contracts" / "call_center.yml").read_text(encoding="utf-8")
    contract += 'date_formats: ["%m/%d/%Y"]\ntime_zone: America/Chicago\n'
    (contracts / "call_center.yml").write_text(contract, encoding="utf-8")
    settings = Settings(home=tmp_path / "home", config=tmp_path, token_key="")
    rows = [
        call_center_row("A1", 受理时间="03/25/2011"),
        call_center_row("A2", 受理时间="25.3.2011"),
        call_center_row("A3", 受理时间="2011-03-25T01:00:00Z", 结案时间="03/24/2011"),  # still the 24th in Chicago
        call_center_row("A4", 受理时间="2011-03-25"),  # as landing writes the dates of a workbook
    ]
    found = check_file(settings, _file(tmp_path, csv_text(CALL_CENTER_HEADER, *rows)), "call_center")
    assert found.judgement.first == [(3, "unparseable_received_date")]


def test_only_the_first_bad_rows_are_listed(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_validation, "ROWS_AT_ONCE", 1)
    rows = [call_center_row("", 受理时间="" if number % 2 else "2011-03-05") for number in range(5_000)]
    found = check_file(settings, _file(tmp_path, csv_text(CALL_CENTER_HEADER, *rows)), "call_center").judgement
    assert (found.rows, found.bad, len(found.first)) == (5_000, 5_000, row_validation.ROWS_SHOWN)
    assert [number for number, _ in found.first] == list(range(2, 2 + row_validation.ROWS_SHOWN))
    assert found.reasons == {"missing_number": 5_000, "missing_received_date": 2_500}


def test_a_day_after_the_last_is_out_of_range(settings: Settings, tmp_path: Path) -> None:
    tomorrow_but_one = date.fromordinal(date.today().toordinal() + 2).isoformat()
    path = _file(tmp_path, csv_text(CALL_CENTER_HEADER, call_center_row("A1", 受理时间=tomorrow_but_one)))
    assert check_file(settings, path, "call_center").judgement.first == [(2, "received_date_out_of_range")]


def test_the_warehouse_quarantines_what_was_foretold(bundled_run: BundledRun, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_validation, "ROWS_SHOWN", 1_000)
    settings = bundled_run.settings
    with duckdb.connect(str(settings.published_database), read_only=True) as release:
        built = release.execute("select feed, file_name, row_number, reasons from marts.quarantined_rows").fetchall()
    foretold = {}
    for path in settings.landing.glob("*/*.*"):
        found = check_file(settings, path, path.parent.name)
        assert len(found.judgement.first) == found.judgement.bad
        foretold |= {(path.parent.name, path.name, row): reasons for row, reasons in found.judgement.first}
    assert foretold == {(*key, row): reasons for *key, row, reasons in built}


def test_names_that_the_reference_data_do_not_know_are_foretold(settings: Settings, tmp_path: Path) -> None:
    header = ["受访者编号", "调查日期", "业务类别", "服务项目", "评分"]
    rows = [["R1", "2011-03-05", "承保", "核保结论", "5"], ["R2", "2011-03-05", "理赔", "核保结论", "5"]]
    path = tmp_path / "answers.csv"
    path.write_text(csv_text(header, *rows), encoding="utf-8")
    assert check_file(settings, path, "satisfaction_survey").judgement.first == [(3, "unknown_service_item")]


def test_a_check_says_how_many_complaints_the_rows_make(settings: Settings, tmp_path: Path) -> None:
    def said(*numbers: str) -> str:
        found = check_file(settings, _file(tmp_path, call_center_text(*numbers)), "call_center")
        return next(line.strip() for line in render(found).splitlines() if line.startswith("  complaints"))

    assert said("A1", "A2") == "complaints  2, each in a row of its own"
    assert said("A1", "a1", "A2", "Ａ1", "").startswith(
        "complaints  2, up to 3 rows each; 2 rows more than complaints: versions, of which the latest by updated_at"
    )


def test_a_marker_for_nothing_is_no_number_and_no_date(settings: Settings, tmp_path: Path) -> None:
    rows = [call_center_row("A1", 结案时间="NULL"), call_center_row("-"), call_center_row("A3", 受理时间="N/A")]
    found = check_file(settings, _file(tmp_path, csv_text(CALL_CENTER_HEADER, *rows)), "call_center")
    assert found.judgement.first == [(3, "missing_number"), (4, "missing_received_date")]


def test_what_landing_finds_in_values_is_foretold(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", config=BUNDLED_CONFIG, token_key="")
    rows = [call_center_row("A1"), call_center_row("A\x072"), call_center_row("A3", 投诉内容="长" * 40_000)]
    found = check_file(settings, _file(tmp_path, csv_text(CALL_CENTER_HEADER, *rows)), "call_center")
    assert found.judgement.first == [(3, "control_characters"), (4, "value_too_long")]


def test_a_clock_that_was_set_back_makes_no_future(command: Settings, tmp_path: Path) -> None:
    """The feed's last landing was in 2091, so that is about the day on which a file would land."""
    put(command, "call_center", "a.csv", call_center_text("CC1"))
    (landed,) = land_feed(command, "call_center").added
    path = _file(tmp_path, csv_text(CALL_CENTER_HEADER, call_center_row("A1", 受理时间="2091-03-05", 结案时间="")))
    assert not check_file(command, path, "call_center").is_fine
    ledger = command.ledger / "call_center.jsonl"
    ledger.write_text(ledger.read_text(encoding="utf-8").replace(landed.received_at, "2091-03-04 10:00:00"), "utf-8")
    assert check_file(command, path, "call_center").is_fine


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "branch_code,branch_name,branch_name_zh\na,A,甲\nb,B,乙,丙\n",
            "branches.csv, line 3: has 4 cells, the header 3; put",
        ),
        ("branch_code,branch_name\na,A\n", "branches.csv, line 1: lacks the column branch_name_zh"),
        (
            'branch_code,branch_name,branch_name_zh\na,A,"甲"乙\n',
            "branches.csv, line 2: a quote is not closed, or text stands beside it",
        ),
    ],
)
def test_a_list_of_the_reference_data_that_cannot_be_read_is_named_with_its_line(
    tmp_path: Path, text: str, said: str
) -> None:
    shutil.copytree(BUNDLED_CONFIG, tmp_path / "config", ignore=shutil.ignore_patterns("feeds"))
    settings = Settings(home=tmp_path, config=tmp_path / "config", token_key="test")
    (settings.reference / "branches.csv").write_text(text, encoding="utf-8")
    path = BUNDLED_CONFIG / "feeds" / "branch_exposure" / "branch_exposure.xlsx"
    with pytest.raises(ContractError, match=said):
        check_file(settings, path, "branch_exposure")
