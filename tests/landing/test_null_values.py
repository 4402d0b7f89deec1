"""Cells that say that there is nothing are empty: by default where nothing else is meant, elsewhere when declared."""

from __future__ import annotations

import pyarrow as pa
import pytest

from orchestration.contracts import Contract
from orchestration.landing import land_feed
from orchestration.landing.null_values import COMMON, OF_DATES_AND_NUMBERS, null_keys, without_null_values
from orchestration.settings import Settings
from tests.landing.landing_fixtures import CALL_CENTER_HEADER, call_center_row, csv_text, lake_rows, put

FIELDS = {
    "complaint_number": {"privacy": "keep", "type": "identifier"},
    "closed_at": {"privacy": "keep", "type": "date"},
    "premium": {"privacy": "keep", "type": "number"},
    "cause": {"privacy": "redact"},
    "customer_number": {"privacy": "tokenise"},
    "narrative": {"privacy": "redact"},
}


def contract_of(null_values: tuple[str, ...] = (), **of_fields: list[str]) -> Contract:
    fields = {name: {"headers": [name], "description": "x"} | entries for name, entries in FIELDS.items()}
    for name, own in of_fields.items():
        fields[name]["null_values"] = own
    return Contract(
        feed="x", kind="complaints", description="x", formats=("csv",), key=("complaint_number",), fields=fields,
        null_values=null_values,
    )  # fmt: skip


def left(contract: Contract, field: str, *values: str) -> list[str]:
    return without_null_values(pa.array(values, pa.string()), null_keys(contract)[field]).to_pylist()


@pytest.mark.parametrize("field", ["complaint_number", "closed_at", "premium", "cause", "customer_number"])
def test_the_usual_markers_are_empty_without_being_named(field: str) -> None:
    written = [*COMMON, "null", " NULL ", "ＮＵＬＬ", "　－　", "n/a", "\u200b-\xa0"]
    assert left(contract_of(), field, *written) == [""] * len(written)
    others = ["2011-03-05", "-1", "无效", "NULLA", "0", "理赔", "A-", "7", ""]
    assert left(contract_of(), field, *others) == others


def test_what_may_mean_something_elsewhere_is_empty_in_dates_and_numbers_only() -> None:
    assert left(contract_of(), "closed_at", *OF_DATES_AND_NUMBERS) == [""] * len(OF_DATES_AND_NUMBERS)
    assert left(contract_of(), "cause", "NA", "未知") == ["NA", "未知"]


def test_texts_keep_what_nobody_declared() -> None:
    assert left(contract_of(), "narrative", "无", "-", "N/A") == ["无", "-", "N/A"]


def test_declared_markers_add_to_the_usual_ones_and_those_of_a_field_take_the_place_of_all() -> None:
    contract = contract_of(("9999-12-31", "n.b."), cause=["keine"], premium=[])
    assert left(contract, "closed_at", "9999-12-31", "N.B.", "NULL", "2011-03-05") == ["", "", "", "2011-03-05"]
    assert left(contract, "narrative", "n.b.", "NULL") == ["", "NULL"]
    assert left(contract, "cause", "Keine", "NULL", "n.b.") == ["", "NULL", "n.b."]
    assert left(contract, "premium", "-", "n.b.") == ["-", "n.b."]


def test_a_slice_of_a_column_is_looked_at_where_it_stands() -> None:
    values = pa.array(["-", "A", "NULL", "B"], pa.string()).slice(1, 2)
    assert without_null_values(values, null_keys(contract_of())["cause"]).to_pylist() == ["A", ""]


def test_a_marker_lands_as_nothing_and_makes_no_token(settings: Settings) -> None:
    rows = [call_center_row(f"A{i}", 结案时间="NULL", 客户号="无", 投诉原因="-", 投诉内容="无") for i in range(2)]
    put(settings, "call_center", "a.csv", csv_text(CALL_CENTER_HEADER, *rows))
    land_feed(settings, "call_center")
    for row in lake_rows(settings, "call_center"):
        assert (row["closed_at"], row["customer_number_token"], row["cause"]) == (None, None, None)
        assert row["narrative"] == "无"
