"""Words of the workbook alone."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from orchestration.report.document import Text
from orchestration.report.figures import Language
from orchestration.report.statements.telling import fixed

_FILE = Path(__file__).with_name("words.yml")


def word(key: str, language: Language) -> Text:
    """A heading or a head of a column."""
    return fixed(_words()[key][language])


@cache
def _words() -> dict[str, dict[Language, str]]:
    found: dict[str, dict[Language, str]] = yaml.safe_load(_FILE.read_bytes())
    return found
