from __future__ import annotations

import gzip
import os
from dataclasses import replace

import pyarrow.parquet as pq
import pytest
import yaml
from landing_fixtures import (
    CALL_CENTER_HEADER,
    call_center_row,
    call_center_text,
    csv_text,
    end_state,
    lake_rows,
    put,
    put_workbook,
)

from orchestration.landing import (
    ContractError,
    LandingInProgressError,
    lake,
    land_feed,
    ledger,
    small_files,
    stray_items,
    writing,
)
from orchestration.settings import FEEDS


def statuses(result) -> dict[str, str]:
    return {entry.file_name: entry.status for entry in result.current}


def test_files_of_one_pass_land_in_the_order_in_which_they_were_made(settings):
    os.utime(put(settings, "call_center", "0.csv", call_center_text("CC3")), (2_000, 2_000))
    os.utime(put(settings, "call_center", "a.csv", call_center_text("CC1", "CC2")), (1_000, 1_000))
    result = land_feed(settings, "call_center")
    rows = lake_rows(settings, "call_center")
    assert [(row["complaint_number"], row["_load_sequence"], row["_row_number"]) for row in rows] == [
        ("CC1", 1, 2),
        ("CC2", 1, 3),
        ("CC3", 2, 2),
    ]
    assert rows[2]["_load_id"] == "call_center-000000002"
    assert rows[2]["_file_name"] == "0.csv"
    assert (result.files_loaded, result.rows_loaded, result.total_rows, result.left_out) == (2, 3, 3, [])
    entry = result.added[0]
    assert (entry.encoding, entry.rows_read, entry.content_hash) == ("gb18030", 2, rows[0]["_content_hash"])


def test_values_stay_as_they_were_and_empty_ones_are_null(settings):
    row = call_center_row("ＣＣ 1", 机构=" 北京　分公司", 受理时间="2011年3月5日")
    put(settings, "call_center", "a.csv", csv_text(CALL_CENTER_HEADER, row))
    land_feed(settings, "call_center")
    (landed,) = lake_rows(settings, "call_center")
    assert (landed["complaint_number"], landed["branch"], landed["received_at"], landed["cause"]) == (
        "ＣＣ 1",
        " 北京　分公司",
        "2011年3月5日",
        None,
    )


def test_a_second_pass_lands_nothing_and_a_new_file_lands_alone(settings):
    put(settings, "call_center", "a.csv", call_center_text("CC1"))
    land_feed(settings, "call_center")
    before = end_state(settings)
    assert land_feed(settings, "call_center").added == []
    assert end_state(settings) == before
    put(settings, "call_center", "0.csv", call_center_text("CC0"))
    assert [entry.load_id for entry in land_feed(settings, "call_center").added] == ["call_center-000000002"]


def test_the_same_content_under_another_name_is_a_duplicate(settings):
    put(settings, "call_center", "a.csv", call_center_text("CC1"))
    put(settings, "call_center", "b.csv", call_center_text("CC1"))
    result = land_feed(settings, "call_center")
    assert statuses(result) == {"a.csv": "loaded", "b.csv": "duplicate"}
    assert "same content as a.csv" in result.current[1].error
    assert len(lake_rows(settings, "call_center")) == 1
    assert land_feed(settings, "call_center").added == []


def test_bad_files_are_rejected_and_the_others_go_on(settings):
    put(settings, "call_center", "a.csv", b"")
    put(settings, "call_center", "b.pdf", b"%PDF")
    put(settings, "call_center", "c.csv", csv_text(["工单号", "机构"], ["CC1", "北京"]))
    (settings.landing / "call_center" / "d.csv").symlink_to("nowhere")
    put(settings, "call_center", "e.csv", call_center_text("CC1"))
    (settings.landing / "call_center" / "withdrawn").mkdir()
    put(settings, "call_center", ".hidden.csv", call_center_text("CC2"))
    put(settings, "call_center", "~$e.csv", call_center_text("CC3"))
    result = land_feed(settings, "call_center")
    errors = {entry.file_name: entry.error for entry in result.left_out}
    assert list(errors) == ["a.csv", "b.pdf", "c.csv", "d.csv"]
    assert "a.csv: is empty (0 bytes)" in errors["a.csv"]
    assert "received_at (受理时间 or 受理日期) is missing" in errors["c.csv"]
    assert "call_center.yml" in errors["c.csv"]
    assert result.rows_loaded == 1
    again = land_feed(settings, "call_center")
    assert (again.added, len(again.left_out)) == ([], 4)


def test_an_unreadable_file_is_rejected(settings, monkeypatch):
    path = put(settings, "call_center", "a.csv", call_center_text("CC1"))
    opened = type(path).open

    def refuse(self, *arguments, **options):
        if self == path:
            raise PermissionError(13, "Permission denied")
        return opened(self, *arguments, **options)

    monkeypatch.setattr(type(path), "open", refuse)
    (entry,) = land_feed(settings, "call_center").left_out
    assert (entry.content_hash, entry.error.startswith("a.csv: cannot be read (Permission denied)")) == ("", True)


def test_a_rejected_file_that_is_corrected_lands(settings):
    put(settings, "call_center", "a.csv", csv_text(["工单号"], ["CC1"]))
    land_feed(settings, "call_center")
    put(settings, "call_center", "a.csv", call_center_text("CC1"))
    result = land_feed(settings, "call_center")
    assert (result.rows_loaded, result.left_out) == (1, [])


def test_a_rejected_file_lands_once_the_contract_knows_its_header(settings, tmp_path):
    contracts = tmp_path / "config" / "contracts"
    contracts.mkdir(parents=True)
    contract = yaml.safe_load((settings.contracts / "call_center.yml").read_text(encoding="utf-8"))
    own = replace(settings, config=tmp_path / "config")
    text = call_center_text("CC1").replace("受理时间", "来电时间")
    put(own, "call_center", "a.csv", text)
    for expected in ("rejected", "loaded"):
        (contracts / "call_center.yml").write_text(yaml.safe_dump(contract, sort_keys=False, allow_unicode=True))
        assert statuses(land_feed(own, "call_center")) == {"a.csv": expected}
        contract["fields"]["received_at"]["headers"].append("来电时间")
    assert len(ledger.read_entries(own.ledger / "call_center.jsonl")) == 1


def test_unknown_columns_are_dropped_and_reported(settings):
    put(settings, "call_center", "a.csv", csv_text([*CALL_CENTER_HEADER, "备注"], [*call_center_row("CC1"), "secret"]))
    result = land_feed(settings, "call_center")
    assert result.added[0].unknown_columns == ["备注"]
    assert any("备注" in warning for warning in result.warnings)
    assert "secret" not in str(lake_rows(settings, "call_center"))


def test_rows_that_a_stray_quotation_mark_swallowed_are_quarantined_and_not_kept(settings):
    lines = [call_center_row(f"CC{n}", 客户姓名="欧阳娜娜", 客户号=f"C{n:07}") for n in range(4)]
    texts = [",".join(line) for line in lines]
    texts[1] += '"客户说'
    texts[3] += '"引用"'
    content = "\r\n".join([",".join(CALL_CENTER_HEADER), *texts, ",".join(call_center_row("CC9"))])
    put(settings, "call_center", "a.csv", content)
    land_feed(settings, "call_center")
    rows = lake_rows(settings, "call_center")
    assert [(row["_row_number"], row["_row_problems"]) for row in rows] == [
        (2, None),
        (3, "misplaced_quote"),
        (4, None),
    ]
    assert rows[1]["complaint_number"] is None
    assert "欧阳" not in str(rows)
    assert "C0000002" not in str(rows)


def test_a_file_that_is_not_in_the_declared_utf_16_hinders_no_other(settings, tmp_path):
    contracts = tmp_path / "config" / "contracts"
    contracts.mkdir(parents=True)
    contract = (settings.contracts / "call_center.yml").read_text(encoding="utf-8")
    (contracts / "call_center.yml").write_text(contract.replace("[gb18030, utf-8]", "[utf-16]"), encoding="utf-8")
    own = replace(settings, config=tmp_path / "config")
    put(own, "call_center", "a.csv", call_center_text("CC1"), "utf-16-le")
    put(own, "call_center", "b.csv", call_center_text("CC2"), "utf-16")
    land_feed(own, "call_center")
    assert "CC2" in [row["complaint_number"] for row in lake_rows(own, "call_center")]


def test_how_a_file_was_read_is_noted(settings):
    text = "投诉登记表\r\n" + call_center_text("CC1")
    put(settings, "call_center", "a.csv", text.encode("gb18030") + b"CC2,\xff\r\n")
    result = land_feed(settings, "call_center")
    title, bytes_ = result.added[0].notes
    assert "the header is row 2" in title
    assert bytes_ == f"bytes that are no text in gb18030, first at offset {len(text.encode('gb18030')) + 4:,}"
    assert all(any(note in warning for warning in result.warnings) for note in (title, bytes_))
    assert land_feed(settings, "call_center").warnings == []


def test_rows_with_problems_land_with_the_reasons(settings):
    short, bad = ",".join(call_center_row("CC2")[:15]), ",".join(call_center_row("CC3")) + ",more"
    content = (call_center_text("CC1") + f"{short}\r\n").encode("gb18030") + bad.encode("gb18030") + b"\xff\r\n"
    put(settings, "call_center", "a.csv", content)
    land_feed(settings, "call_center")
    rows = lake_rows(settings, "call_center")
    assert [row["_row_problems"] for row in rows] == [None, "wrong_field_count", "wrong_field_count, undecodable_text"]
    assert [row["complaint_number"] for row in rows] == ["CC1", "CC2", "CC3"]


def test_no_personal_value_slips_into_an_open_column_of_a_misplaced_row(settings):
    row = call_center_row("CC1", 客户号="C778899", 客户姓名="王小明", 结案时间="2011-03-06", 投诉内容="王小明不满")
    short = [value for header, value in zip(CALL_CENTER_HEADER, row, strict=True) if header != "机构"]
    put(settings, "call_center", "a.csv", csv_text(CALL_CENTER_HEADER, short, [*row, "王小明"], ["CC3", "王小明不满"]))
    land_feed(settings, "call_center")
    landed = str(lake_rows(settings, "call_center"))
    assert "C778899" not in landed
    assert "王小明" not in landed


def test_workbooks_land(settings):
    put_workbook(settings, "hq", "登记 2011.xlsx", [["编号", "登记日期", "投诉类型"], [7, "2011.3.5", "理赔"]])
    assert land_feed(settings, "hq").added[0].encoding is None
    (row,) = lake_rows(settings, "hq")
    assert (row["complaint_number"], row["received_at"], row["_file_name"]) == ("7", "2011.3.5", "登记 2011.xlsx")


def test_one_customer_has_one_token_in_both_feeds_and_another_under_another_key(settings, tmp_path):
    put(settings, "call_center", "a.csv", csv_text(CALL_CENTER_HEADER, call_center_row("CC1", 客户号="c-7788")))
    put_workbook(settings, "hq", "a.xlsx", [["编号", "登记日期", "投诉类型", "客户号"], ["1", "x", "理赔", "Ｃ 7788"]])
    land_feed(settings, "call_center")
    land_feed(settings, "hq")
    token = lake_rows(settings, "call_center")[0]["customer_number_token"]
    assert lake_rows(settings, "hq")[0]["customer_number_token"] == token
    other = replace(settings, home=tmp_path / "other", token_key="another key of the tests")
    put(other, "call_center", "a.csv", csv_text(CALL_CENTER_HEADER, call_center_row("CC2", 客户号="c-7788")))
    land_feed(other, "call_center")
    assert lake_rows(other, "call_center")[0]["customer_number_token"] not in (None, token)


def test_no_personal_data_in_lake_ledger_or_messages(settings, caplog):
    personal = {"客户号": "C7788990", "客户姓名": "王小明", "证件号码": "11010119900101123X"}
    personal |= {"联系电话": "13812345678", "保单号": "P2010001234567"}
    text = "，".join(personal.values()) + "，微信 a@b.cn，固话010-88886666"
    row = call_center_row("CC1", **personal, 投诉内容=text)
    content = csv_text(CALL_CENTER_HEADER, row, row[3:])
    put(settings, "call_center", "a.csv", content)
    put(settings, "call_center", "headerless.csv", csv_text(row))
    result = land_feed(settings, "call_center")
    assert statuses(result) == {"a.csv": "loaded", "headerless.csv": "rejected"}
    ledger_text = (settings.ledger / "call_center.jsonl").read_text(encoding="utf-8")
    seen = str(lake_rows(settings, "call_center")) + ledger_text + str(result) + caplog.text
    for value in (*personal.values(), "a@b.cn", "88886666"):
        assert value not in seen


@pytest.mark.parametrize("feed", FEEDS)
def test_a_feed_without_folder_or_contract_still_has_schema_and_ledger(settings, tmp_path, feed):
    own = replace(settings, config=tmp_path / "empty")
    assert land_feed(own, feed).current == []
    without_contract = pq.read_schema(settings.lake / feed / "_schema.parquet")
    land_feed(settings, feed)
    assert pq.read_schema(settings.lake / feed / "_schema.parquet").equals(without_contract)
    assert "customer_name" not in without_contract.names
    assert (settings.ledger / f"{feed}.jsonl").read_bytes() == b""


def test_columns_that_a_deployment_adds_or_leaves_out(settings, tmp_path):
    contracts = tmp_path / "config" / "contracts"
    contracts.mkdir(parents=True)
    contract = yaml.safe_load((settings.contracts / "branch_exposure.yml").read_text(encoding="utf-8"))
    del contract["fields"]["premium_yuan"]
    contract["fields"]["region"] = {"headers": ["大区"], "privacy": "keep", "description": "Region."}
    (contracts / "branch_exposure.yml").write_text(yaml.safe_dump(contract, sort_keys=False, allow_unicode=True))
    own = replace(settings, config=tmp_path / "config")
    put_workbook(own, "branch_exposure", "a.xlsx", [["机构", "年份", "大区"], ["北京", 2011, "华北"]])
    land_feed(own, "branch_exposure")
    (row,) = lake_rows(own, "branch_exposure")
    assert (row["branch"], row["exposure_year"], row["premium_yuan"], row["region"]) == ("北京", "2011", None, "华北")


def test_a_folder_without_contract_is_an_error_that_names_it(settings):
    put(settings, "texas", "a.csv", "x")
    put(settings, "hq", "a.txt", "x")
    (settings.landing / "loose.csv").touch()
    with pytest.raises(ContractError, match="landing/texas: there is no contract"):
        land_feed(settings, "texas")
    loose, folder = stray_items(settings)
    assert "loose.csv" in loose
    assert "landing/texas is not read: the warehouse knows no feed texas" in folder


def test_a_pass_while_another_runs_is_refused(settings):
    lake.prepare_lake(settings.lake, "call_center")
    with lake.feed_lock(settings.lake, "call_center"), pytest.raises(LandingInProgressError):
        land_feed(settings, "call_center")


@pytest.mark.parametrize(("most_bytes", "module", "name"), [(-1, lake, "write_tables"), (10_000, writing, "beginning")])
def test_a_file_that_changes_while_it_is_read_waits_for_the_next_pass(settings, monkeypatch, most_bytes, module, name):
    path = put(settings, "call_center", "a.csv", call_center_text("CC1"))
    read = getattr(module, name)

    def read_while_growing(*arguments, **options):
        path.write_bytes(path.read_bytes() + csv_text(call_center_row("CC2")).encode("gb18030"))
        return read(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(small_files, "MOST_BYTES", most_bytes)
        patched.setattr(module, name, read_while_growing)
        result = land_feed(settings, "call_center")
    assert (result.current, len(result.warnings)) == ([], 1)
    assert land_feed(settings, "call_center").rows_loaded == 2


def test_names_that_are_not_utf_8_and_compressed_files_land(settings):
    path = put(settings, "call_center", "a.csv.gz", gzip.compress(call_center_text("CC1").encode("gb18030")))
    path.rename(os.fsdecode(os.fsencode(path.parent) + "/投诉.csv.gz".encode("gb18030")))
    (entry,) = land_feed(settings, "call_center").added
    assert entry.file_name.endswith("\\xcb\\xdf.csv.gz")
