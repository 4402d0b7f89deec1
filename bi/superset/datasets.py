"""The datasets as Superset imports them: the query of the template, with the name of each column and measure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from bi.superset.template import Template, dataset_names

DATABASE_UUID = "1d0a51a6-31f6-4c2c-8d60-6a27a2b3ad5e"
DATABASE_NAME = "Complaint warehouse"

# a reader of the release changes nothing, and reaches no other file of the machine
_CONNECTION = {"read_only": True, "config": {"enable_external_access": False}}

Described = dict[str, dict[str, str]]


def describe(release: Path, template: Template) -> Described:
    """The type of each column of each dataset, as DuckDB has it for the release."""
    with duckdb.connect(str(release), read_only=True) as connection:
        return {
            name: {column: kind for column, kind, *_ in connection.execute(f"describe {template.sql(name)}").fetchall()}
            for name in dataset_names()
        }


def database(release: Path) -> dict[str, Any]:
    """The release as a database of Superset, opened read-only for each query."""
    return {
        "database_name": DATABASE_NAME,
        "sqlalchemy_uri": f"duckdb:///{release}",
        "cache_timeout": None,
        "expose_in_sqllab": True,
        "allow_run_async": False,
        "allow_ctas": False,
        "allow_cvas": False,
        "allow_dml": False,
        "allow_csv_upload": False,
        "extra": {"engine_params": {"connect_args": _CONNECTION}, "allows_virtual_table_explore": True},
        "uuid": DATABASE_UUID,
        "version": "1.0.0",
    }


def dataset(template: Template, name: str, types: dict[str, str]) -> dict[str, Any]:
    """One dataset, whose columns have the `types`."""
    return {
        "table_name": f"{name} ({template.language})",
        "schema": "bi",
        "sql": template.sql(name),
        "source_db_engine": "duckdb",
        "main_dttm_col": None,
        "filter_select_enabled": True,
        "columns": [_column(template, column, kind) for column, kind in types.items()],
        "metrics": [_measure(template, measure, sql) for measure, sql in template.measures(name).items()],
        "uuid": template.uuid("dataset", name),
        "database_uuid": DATABASE_UUID,
        "version": "1.0.0",
    }


def _column(template: Template, name: str, kind: str) -> dict[str, Any]:
    return {
        "column_name": name,
        "verbose_name": template.label(name),
        "type": kind,
        "is_dttm": kind in ("DATE", "TIMESTAMP"),
        "groupby": True,
        "filterable": True,
        "is_active": True,
    }


def _measure(template: Template, name: str, sql: str) -> dict[str, Any]:
    return {
        "metric_name": name,
        "verbose_name": template.label(name),
        "expression": sql,
        "d3format": template.number_format(name),
    }
