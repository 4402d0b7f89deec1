"""YAML files whose entries know the line that they stand on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from orchestration.yaml_text import parse_yaml

Place = Sequence[str | int]


@dataclass(frozen=True)
class Problem:
    """What is wrong with one entry of a contract, and the remedy. `place` leads from the whole to the entry."""

    place: tuple[str | int, ...]
    message: str


class Document:
    """A YAML document: its `content` in plain Python, and the line of each of its entries.

    Raises `YamlError` for text that is no YAML, or is no plain one.
    """

    def __init__(self, text: str) -> None:
        self._root, self.content = parse_yaml(text)

    def line(self, place: Place) -> int:
        """Line of the entry, or of the innermost one around it that is there."""
        node, line = self._root, 1 if self._root is None else self._root.start_mark.line + 1
        for part in place:
            found = _entry(node, part)
            if found is None:
                break
            mark, node = found
            line = mark.line + 1
        return line

    def repeated(self) -> Iterator[tuple[int, str]]:
        """Line and name of each entry that stands a second time beside its like; YAML keeps only the last."""
        yield from _repeated(self._root)


def _entry(node: yaml.Node | None, part: str | int) -> tuple[yaml.Mark, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(part):
                return key.start_mark, value
    elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part].start_mark, node.value[part]
    return None


def _repeated(node: Any) -> Iterator[tuple[int, str]]:
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    yield key.start_mark.line + 1, key.value
                seen.add(key.value)
            yield from _repeated(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _repeated(item)
