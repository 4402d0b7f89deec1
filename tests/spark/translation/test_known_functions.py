from __future__ import annotations

import pytest
import sqlglot
from sqlglot.errors import ParseError

from orchestration.spark.translation import translated
from orchestration.spark.translation.known import unknown_functions
from orchestration.spark.translation.translate import NAMED
from tests.dbt_project.compiled import CompiledProject

# sources are relations of their own on Spark: none of these is called there
_READERS = {"ReadCSV", "ReadParquet", "read_json"}


def test_every_function_of_the_models_and_their_tests_is_known(project: CompiledProject) -> None:
    unknown = {
        f"{name}: {call.sql('duckdb')[:100]}"
        for name, compiled in {**project.models, **project.tests}.items()
        for call in unknown_functions(sqlglot.parse_one(compiled.sql, read="duckdb"), NAMED)
        if type(call).__name__ not in _READERS and call.name not in _READERS
    }
    assert not unknown


@pytest.mark.parametrize("call", ["levenshtein(a, 'b')", "lower(a)", "strange(a)"])
def test_a_function_that_is_not_known_is_refused_with_the_remedy(call: str) -> None:
    with pytest.raises(ParseError, match=r"has no translation: use another function"):
        translated(f"select {call} as b from s.t", {"s": {"t": {"a": "VARCHAR"}}})
