"""What both engines read in the same text."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlglot
from sqlglot import exp

from orchestration.settings import CHECKOUT
from orchestration.spark.translation import translated
from tests.dbt_project.compiled import CompiledProject
from tests.spark.translation.drawn_texts import dates, numbers

pytestmark = [pytest.mark.slow, pytest.mark.job]

PYTHON = CHECKOUT / ".venv" / "spark" / "bin" / "python"
_LETTERS = [chr(place) for place in range(1, 0x110000) if not 0xD800 <= place < 0xE000]
_SEARCHED = ["a\n", "a\r", "a", "ab", "a\n\n", "a\u2028", "a\x85", "\na", "a\nb", "a\u3000b", "a\x0bb", "ａ"]


def _read_as(project: CompiledProject, model: str, column: str, field: str) -> str:
    """How a staging model makes a column, of a text `value` in place of the field of its feed."""
    query = sqlglot.parse_one(project.models[model].sql, read="duckdb")
    made = [
        projection.unalias().copy()
        for select in query.find_all(exp.Select)
        for projection in select.expressions
        if projection.alias_or_name == column and projection.find(exp.TryCast, exp.Anonymous)
    ]
    for found in made[0].find_all(exp.Column):
        assert found.name == field
        found.replace(exp.column("value", "texts"))
    return made[0].sql("duckdb")


def test_both_read_the_same_in_every_text(project: CompiledProject, tmp_path: Path) -> None:
    if not PYTHON.exists():
        pytest.skip("Spark's environment is not installed: make .venv/spark/.installed")
    date = _read_as(project, "stg_call_center__complaints", "received_at", "received_at")
    whole = _read_as(project, "stg_branch_exposure__years", "policies_in_force", "policies_in_force")
    double = _read_as(project, "stg_branch_exposure__years", "premium_yuan", "premium_yuan")
    random = Random(20_261_127)
    read = {
        "moments": (f"epoch_us({date})", dates(random, 20_000)),
        "whole numbers": (whole, numbers(random, 5_000)),
        "doubles": (double, numbers(random, 5_000)),
        "capitals": ("upper(texts.value)", _LETTERS),
        "blanks": ("trim(texts.value)", [f"{letter}a{letter}" for letter in _LETTERS]),
        "white space": ("regexp_replace(texts.value, '[\\s\\x{00A0}\\x{3000}]+', '', 'g')", _LETTERS),
        "ends": ("regexp_matches(texts.value, '[abc]$')", _SEARCHED),
        "any letter": ("regexp_full_match(texts.value, 'a.?')", _SEARCHED),
        "order": ("row_number() over (order by texts.value)", _LETTERS),
    }
    by_duckdb = {name: _by_duckdb(made, texts) for name, (made, texts) in read.items()}
    assert sum(value is not None for value in by_duckdb["moments"].values()) > 1_000
    for name, by_spark in _by_spark(read, tmp_path).items():
        differ = {
            text: (value, by_spark[text])
            for text, value in by_duckdb[name].items()
            if repr(value) != repr(by_spark[text])
        }
        assert not differ, f"{name}: {len(differ)}, among them {list(differ.items())[:10]}"


def _by_duckdb(made: str, values: list[str]) -> dict[str, Any]:
    texts = pa.table({"value": values})
    with duckdb.connect() as connection:
        connection.register("texts", texts)
        return dict(connection.execute(f"select texts.value, {made} from texts").fetchall())


def _by_spark(read: Mapping[str, tuple[str, list[str]]], folder: Path) -> dict[str, dict[str, Any]]:
    jobs = []
    for name, (made, texts) in read.items():
        rows = str(folder / f"{name}.parquet")
        pq.write_table(pa.table({"value": texts}), rows)
        sql = translated(f"select texts.value, {made} as made from s.texts", {"s": {"texts": {"value": "VARCHAR"}}})
        jobs.append({"sql": sql.replace("s.texts", "texts"), "rows": rows, "made": str(folder / name)})
    listed = folder / "jobs.json"
    listed.write_text(json.dumps(jobs), encoding="utf-8")
    script = Path(__file__).with_name("run_on_spark.py")
    done = subprocess.run([PYTHON, script, listed], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return {name: dict(zip(*pq.read_table(folder / name).to_pydict().values(), strict=True)) for name in read}
