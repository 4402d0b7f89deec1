"""What is said of a failed or warned dbt test: rows by key, files, remedy; no text and no token."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.settings import Settings
from orchestration.warehouse import Finding, build_errors, findings_of_tests, forget_results
from orchestration.warehouse.environment import target_folder
from tests.pipeline import settings_for

MODEL = "model.complaint_warehouse.fct_complaints"
KEY_TEST = {"name": "unique", "kwargs": {"column_name": "complaint_key"}}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = settings_for(tmp_path)
    target_folder(settings).mkdir(parents=True)
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute("""
            create schema core; create schema intermediate; create schema marts;
            create table core.fct_complaints as
            select 'k' || i as complaint_key, 't' || i as customer_token, 'call-' || (i % 2) as load_id,
                   i + 2 as row_number, 'a text' as narrative, if(i = 3, null, 'c') as cause_code
            from range(8) as t (i);
            create table intermediate.int_ledger_current as
            select * from (values ('call_center', 'even.csv', 'call-0'), ('call_center', 'odd.csv', 'call-1'))
                as t (feed, file_name, load_id);
            create table marts.shares as select 'hq' as source_system, 2011 as report_year, 1.5 as share;
        """)
    return settings


def judged(settings: Settings, sql: str, status: str = "fail", **node: Any) -> Finding:
    """The finding of one test on the fact, whose key is `complaint_key`, or on the model that `node` names."""
    attached = {"resource_type": "test", "attached_node": MODEL, "column_name": None, "config": {"meta": {}}}
    key = {**attached, "name": "key", "column_name": "complaint_key", "test_metadata": KEY_TEST}
    nodes = {
        MODEL: _model("fct_complaints", "core"),
        "model.shares": {**_model("shares", "marts"), "config": {"meta": {"key": ["source_system", "report_year"]}}},
        "test.key": key,
        "test.one": {**attached, "name": "one", **node},
    }
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        failures = len(connection.execute(sql).fetchall()) if status != "error" else None
    result = {"unique_id": "test.one", "status": status, "failures": failures, "compiled_code": sql, "message": sql}
    (target_folder(settings) / "manifest.json").write_text(json.dumps({"nodes": nodes}))
    (target_folder(settings) / "run_results.json").write_text(json.dumps({"results": [result]}))
    return findings_of_tests(settings)["one"]


def _model(name: str, schema: str) -> dict[str, Any]:
    return {
        "resource_type": "model",
        "unique_id": MODEL if schema == "core" else f"model.{name}",
        "name": name,
        "alias": name,
        "schema": schema,
        "config": {},
        "relation_name": f'"warehouse"."{schema}"."{name}"',
    }


def test_rows_are_named_by_key_file_and_row_the_first_five(settings: Settings) -> None:
    finding = judged(settings, "-- a comment\nselect * from core.fct_complaints where row_number < 9")
    assert finding.where.startswith("7 in core.fct_complaints: complaint_key k0, call_center/even.csv row 2; ")
    assert finding.where.count("complaint_key") == 5
    assert "withdrawn" in finding.remedy
    assert not finding.is_warning
    assert "a text" not in str(finding)
    assert "t0" not in str(finding)


def test_the_remedy_of_the_test_itself_comes_first(settings: Settings) -> None:
    sql = "select complaint_key from core.fct_complaints where row_number = 2"
    finding = judged(settings, sql, "warn", config={"meta": {"remedy": "Call the branch."}})
    assert finding == Finding(
        "one", "1 in core.fct_complaints: complaint_key k0, call_center/even.csv row 2.", "Call the branch.", True
    )


@pytest.mark.parametrize(
    ("test", "sql"),
    [
        ("not_null", "select cause_code from core.fct_complaints where cause_code is null"),
        (
            "unique",
            "select complaint_key as unique_field, 1 as n_records from core.fct_complaints where row_number = 5",
        ),
        ("accepted_values", "select row_number as value_field, 1 as n from core.fct_complaints where row_number = 5"),
        ("relationships", "select row_number as from_field from core.fct_complaints where row_number = 5"),
    ],
)
def test_tests_of_a_column_lead_back_to_its_rows(settings: Settings, test: str, sql: str) -> None:
    column = {"not_null": "cause_code", "unique": "complaint_key"}.get(test, "row_number")
    finding = judged(settings, sql, column_name=column, test_metadata={"name": test, "kwargs": {"column_name": column}})
    assert finding.where == "1 in core.fct_complaints: complaint_key k3, call_center/odd.csv row 5."


def test_a_test_that_stands_alone_is_told_of_the_model_that_it_names(settings: Settings) -> None:
    meta = {"meta": {"dagster": {"ref": {"name": "shares"}}}}
    finding = judged(settings, "select * from marts.shares where share > 1", attached_node=None, config=meta)
    assert finding.where == "1 in marts.shares: source_system hq, report_year 2011."
    assert "the models are wrong" in finding.remedy


def test_a_test_of_many_tables_tells_each_by_its_own_key(settings: Settings) -> None:
    finding = judged(
        settings,
        """
        select 'core.fct_complaints' as relation, complaint_key, 2 as rows_with_the_key
        from core.fct_complaints where row_number = 5
        union all by name
        select 'marts.shares' as relation, source_system, report_year, 2 as rows_with_the_key from marts.shares
        """,
        attached_node=None,
    )
    assert finding.where == (
        "1 in core.fct_complaints: complaint_key k3, call_center/odd.csv row 5; "
        "1 in marts.shares: source_system hq, report_year 2011."
    )


def test_what_could_not_be_evaluated_repeats_no_cell(settings: Settings) -> None:
    finding = judged(settings, "Conversion Error: Could not convert string '13812345678' to INT32", "error")
    assert finding.where == (
        "It could not be evaluated on core.fct_complaints: "
        "Conversion Error: Could not convert string (left out) to INT32"
    )


def test_models_that_could_not_be_built_are_named(settings: Settings) -> None:
    result = {"unique_id": f"{MODEL}", "status": "error", "message": "no such\n column"}
    (target_folder(settings) / "run_results.json").write_text(json.dumps({"results": [result]}))
    assert build_errors(settings) == ["fct_complaints could not be built: no such column"]
    forget_results(settings)
    assert (build_errors(settings), findings_of_tests(settings)) == ([], {})
