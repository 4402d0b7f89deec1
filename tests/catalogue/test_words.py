"""English and Chinese of what is published: nothing lacks its Chinese, and no Chinese is left over."""

from __future__ import annotations

import json
import re

import pytest

from orchestration.catalogue.examples import QUESTIONS
from orchestration.catalogue.words import (
    Words,
    chinese_sentences,
    in_both,
    meaning_and_grain,
    sentences,
    words_of_test,
)
from orchestration.described_tests import own_words
from orchestration.warehouse.environment import target_folder
from tests.conftest import BundledRun

ADVICE = "add the sentence with its Chinese to the file of its kind in orchestration/catalogue/chinese/"


def published(manifest: dict) -> dict[str, dict]:
    return {
        key: node
        for key, node in manifest["nodes"].items()
        if node["resource_type"] == "model" and node["schema"] in ("bi", "marts", "core")
    }


def data_tests(manifest: dict) -> list[dict]:
    models = published(manifest)
    return [
        node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test"
        and ({node["attached_node"]} if node.get("attached_node") else set(node["depends_on"]["nodes"])) & models.keys()
    ]


@pytest.fixture(scope="module")
def manifest(bundled_run: BundledRun) -> dict:
    return json.loads((target_folder(bundled_run.settings) / "manifest.json").read_bytes())


@pytest.fixture(scope="module")
def said(manifest: dict) -> set[str]:
    """Every English sentence on the pages of tables, and every question."""
    texts = [node["description"] for node in published(manifest).values()]
    texts += [column["description"] for node in published(manifest).values() for column in node["columns"].values()]
    texts += [own_words(test) for test in data_tests(manifest)]
    questions = re.findall(r"^\*\*\d+\. ([^\n]+)\*\*$", QUESTIONS.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(questions) == 40
    return {sentence for text in texts for sentence in sentences(text)} | set(questions)


def test_every_sentence_has_its_chinese(said: set[str]) -> None:
    assert len(said) > 600
    assert sorted(said - chinese_sentences().keys()) == [], ADVICE


def test_every_test_has_its_chinese(manifest: dict) -> None:
    assert [test["name"] for test in data_tests(manifest) if not words_of_test(test).chinese] == [], ADVICE


def test_no_chinese_is_left_of_a_sentence_that_nobody_says_any_more(said: set[str]) -> None:
    assert sorted(chinese_sentences().keys() - said) == []


def test_the_chinese_names_the_same_codes_and_says_something() -> None:
    other = {
        english: chinese
        for english, chinese in chinese_sentences().items()
        if set(re.findall("`[^`]+`", english)) != set(re.findall("`[^`]+`", chinese))
    }
    assert other == {}
    assert [
        one for one in chinese_sentences().values() if not re.search(r"[一-鿿]", one) or one[-1] not in "。？"
    ] == []


def test_a_text_is_translated_sentence_by_sentence_or_not_at_all() -> None:
    assert in_both("One row per branch.\nOne row per  month.") == Words(
        "One row per branch. One row per month.", "每个机构一行。每个月份一行。"
    )
    assert in_both("One row per branch. Nobody translated this.").chinese == ""
    assert sentences("Of `a`. `b` is 1.5 of it. E.g. so; and so on.") == [
        "Of `a`.",
        "`b` is 1.5 of it.",
        "E.g. so; and so on.",
    ]


def test_the_sentence_that_tells_the_grain_stands_apart() -> None:
    meaning, grain = meaning_and_grain("Values that nobody knows. One row per branch. And more.")
    assert (meaning.english, grain.english) == ("Values that nobody knows. And more.", "One row per branch.")


@pytest.mark.parametrize(
    ("kind", "arguments", "chinese"),
    [
        ("unique", {}, "没有两行的 `code` 相同。"),
        ("unique_combination", {"columns": ["a", "b"]}, "没有两行的 `a`、`b` 全部相同。"),
        ("accepted_values", {"values": [1, 2]}, "`code` 为以下之一：1、2。"),
        ("relationships", {"to": "ref('dim_branch')"}, "每个 `code` 都在 `dim_branch` 中。"),
    ],
)
def test_a_test_without_words_of_its_own_is_told_by_its_kind(kind: str, arguments: dict, chinese: str) -> None:
    test = {"column_name": "code", "raw_code": "", "test_metadata": {"name": kind, "kwargs": arguments}}
    assert words_of_test(test).chinese == chinese
