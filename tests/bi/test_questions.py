"""The questions of the document: each query is short, and its answer is the one that plain Python gives."""

from __future__ import annotations

import re
from collections.abc import Iterator

import duckdb
import pytest

from orchestration.settings import CHECKOUT
from tests.bi.answers import GROUPS
from tests.bi.facts import Facts
from tests.conftest import BundledRun

_QUERY = re.compile(r"^\*\*(\d+)\. [^\n]+\*\*\n\n```sql\n(.*?)```$", re.MULTILINE | re.DOTALL)

QUERIES = {
    int(number): query.strip()
    for number, query in _QUERY.findall((CHECKOUT / "docs" / "questions.md").read_text(encoding="utf-8"))
}


@pytest.fixture(scope="module")
def answers(bundled_run: BundledRun) -> dict[int, list[tuple]]:
    facts = Facts(bundled_run.settings)
    return {number: answer for group in GROUPS for number, answer in group(facts).items()}


@pytest.fixture(scope="module")
def release(bundled_run: BundledRun) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(bundled_run.settings.published_database), read_only=True) as connection:
        yield connection


def test_there_are_forty_questions_with_short_queries() -> None:
    assert list(QUERIES) == list(range(1, 41))
    assert [number for number, query in QUERIES.items() if len(query.splitlines()) > 8] == []
    assert [number for number, query in QUERIES.items() if re.search(r"\b(core|marts)\.", query)] == []


@pytest.mark.parametrize("number", QUERIES)
def test_the_query_gives_the_right_answer(
    answers: dict[int, list[tuple]], release: duckdb.DuckDBPyConnection, number: int
) -> None:
    found, expected = release.execute(QUERIES[number]).fetchall(), answers[number]
    assert expected
    assert len(found) == len(expected)
    assert [pair for pair in zip(found, expected, strict=True) if not _alike(*pair)] == []


def _alike(row: tuple, wanted: tuple) -> bool:
    return len(row) == len(wanted) and all(
        found == pytest.approx(value, rel=1e-9) if isinstance(value, float) else found == value
        for found, value in zip(row, wanted, strict=True)
    )
