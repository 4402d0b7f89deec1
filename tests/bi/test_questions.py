"""The questions of the document: each query is short, and its answer is the one that plain Python gives."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

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
def facts(bundled_run: BundledRun) -> Facts:
    return Facts(bundled_run.settings)


@pytest.fixture(scope="module")
def release(bundled_run: BundledRun) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(bundled_run.settings.published_database), read_only=True) as connection:
        yield connection


def test_there_are_forty_questions_with_short_queries() -> None:
    assert list(QUERIES) == list(range(1, 41))
    assert [number for number, query in QUERIES.items() if len(query.splitlines()) > 8] == []
    assert [number for number, query in QUERIES.items() if re.search(r"\b(core|marts)\.", query)] == []


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.__name__)
def test_queries_give_the_right_answers(
    facts: Facts, release: duckdb.DuckDBPyConnection, group: Callable[[Facts], dict[int, list[tuple]]]
) -> None:
    for number, expected in group(facts).items():
        found = release.execute(QUERIES[number]).fetchall()
        assert found, number
        assert len(found) == len(expected), (number, found, expected)
        unlike = [pair for pair in zip(found, expected, strict=True) if not _alike(*pair)]
        assert unlike == [], number


def test_every_question_has_an_answer(facts: Facts) -> None:
    assert sorted(number for group in GROUPS for number in group(facts)) == list(QUERIES)


def _alike(row: tuple, wanted: tuple) -> bool:
    return len(row) == len(wanted) and all(
        found == pytest.approx(value, rel=1e-9) if isinstance(value, float) else found == value
        for found, value in zip(row, wanted, strict=True)
    )
