"""What a data test of dbt holds true, in words, by its entry in dbt's manifest."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import takewhile
from typing import Any

# an opening comment may hold one more line, which is for dbt
_FOR_DBT = "depends_on:"


def described_test(test: Mapping[str, Any]) -> str:
    """What a test holds true: its own words, or else those for its kind."""
    return own_words(test) or _described_by_kind(test)


def own_words(test: Mapping[str, Any]) -> str:
    """The description of a test, or else the words that its file begins with; empty where it has neither."""
    return test.get("description") or _opening_comment(test["raw_code"])


def model_named_in(reference: str) -> str:
    """The name in `ref('name')`, as dbt writes it."""
    return reference.split("'")[1]


def _opening_comment(sql: str) -> str:
    comment = takewhile(lambda line: line.startswith("--"), sql.splitlines())
    lines = (line.removeprefix("--").strip() for line in comment)
    return " ".join(line for line in lines if not line.startswith(_FOR_DBT))


def _described_by_kind(test: Mapping[str, Any]) -> str:
    kind = test["test_metadata"]["name"]
    arguments = test["test_metadata"]["kwargs"]
    column = f"`{test['column_name']}`" if test["column_name"] else ""
    match kind:
        case "not_null":
            return f"Every row gives {column}."
        case "unique":
            return f"No two rows have the same {column}."
        case "unique_combination":
            return f"No two rows agree in {', '.join(f'`{name}`' for name in arguments['columns'])}."
        case "accepted_values":
            return f"{column} is one of: {', '.join(map(str, arguments['values']))}."
        case "relationships":
            return f"Each {column} is one of `{model_named_in(arguments['to'])}`."
    name: str = test["name"]
    return name.replace("_", " ").capitalize() + "."
