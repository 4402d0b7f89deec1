"""What is said of tables, columns, tests and questions, in English and in Chinese.

English stands where the thing is made: in a model's YAML, in a test, in a document. The Chinese of each sentence stands
once in `chinese/`, beside the English that it translates, so that a sentence that changes asks for its Chinese anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from orchestration.described_tests import described_test, model_named_in, own_words

CHINESE = Path(__file__).with_name("chinese")

_ENDS = re.compile(r"(?<=[.!?])\s+(?=[A-Z`])")


@dataclass(frozen=True)
class Words:
    """A text in both languages; `chinese` is empty where a sentence of it has none."""

    english: str
    chinese: str = ""


def sentences(text: str) -> list[str]:
    """The sentences of an English text, on one line each."""
    return [sentence for sentence in _ENDS.split(" ".join(text.split())) if sentence]


@cache
def chinese_sentences() -> Mapping[str, str]:
    """The Chinese of every sentence and question that has been translated, by its English."""
    entries = (entry for path in sorted(CHINESE.glob("*.yml")) for entry in yaml.safe_load(path.read_bytes()))
    return {entry["en"]: entry["zh"] for entry in entries}


def in_both(text: str) -> Words:
    """An English text with its Chinese, sentence by sentence."""
    return _together(sentences(text))


def question_in_both(question: str) -> Words:
    """A question with its Chinese; it may be of several sentences, which are translated as one."""
    return Words(question, chinese_sentences().get(question, ""))


def words_of_test(test: Mapping[str, Any]) -> Words:
    """What a data test holds true, by its entry in dbt's manifest."""
    return in_both(own_words(test)) if own_words(test) else Words(described_test(test), _kind_in_chinese(test))


def meaning_and_grain(description: str) -> tuple[Words, Words]:
    """What a table holds, and what one row of it is: the sentence that begins with "One row per"."""
    said = sentences(description)
    grain = [sentence for sentence in said if sentence.startswith("One row per ")]
    return _together(sentence for sentence in said if sentence not in grain), _together(grain)


def _together(said: Iterable[str]) -> Words:
    said = list(said)
    translated = [chinese_sentences().get(sentence, "") for sentence in said]
    return Words(" ".join(said), "".join(translated) if all(translated) else "")


def _kind_in_chinese(test: Mapping[str, Any]) -> str:
    kind = test["test_metadata"]["name"]
    arguments = test["test_metadata"]["kwargs"]
    column = f"`{test['column_name']}`" if test["column_name"] else ""
    match kind:
        case "not_null":
            return f"每一行都有 {column}。"
        case "unique":
            return f"没有两行的 {column} 相同。"
        case "unique_combination":
            return f"没有两行的 {'、'.join(f'`{name}`' for name in arguments['columns'])} 全部相同。"
        case "accepted_values":
            return f"{column} 为以下之一：{'、'.join(map(str, arguments['values']))}。"
        case "relationships":
            return f"每个 {column} 都在 `{model_named_in(arguments['to'])}` 中。"
    return ""
