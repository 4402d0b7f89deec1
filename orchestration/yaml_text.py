"""YAML as people write it for this project: plain values in bounded size and depth, and nothing that multiplies.

An anchor that is referred to a few times in each of a few lines stands for more values than any memory holds. No entry
of ours needs one, so both are refused where they stand, before anything is made of them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

LARGEST_FILE = 256 * 1024  # bytes; the bundled contracts have less than ten thousand
DEEPEST = 20  # entries within entries


class YamlError(ValueError):
    """The text is not the YAML that is read here. The message names the remedy; `line` is where, from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


class PlainLoader(yaml.SafeLoader):
    """Plain values only; raises `yaml.MarkedYAMLError` for anchors, aliases and entries that lie too deep."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """The next node, as the base class composes it."""
        event = self.peek_event()  # type: ignore[no-untyped-call]  # the stubs leave it without types
        if getattr(event, "anchor", None):
            message = "anchors (&) and aliases (*) are not read; write the entry out where it is needed"
            raise yaml.composer.ComposerError(None, None, message, event.start_mark)
        if self._depth == DEEPEST:
            message = f"more than {DEEPEST} entries within one another; write fewer"
            raise yaml.composer.ComposerError(None, None, message, event.start_mark)
        self._depth += 1
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node


def read_yaml(path: Path) -> str:
    """The text of a YAML file. Raises `YamlError` where it is too large, besides what reading a text raises."""
    with path.open("rb") as file:
        content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise YamlError(1, f"is larger than {LARGEST_FILE // 1024} KB; a file of this kind is a few; write it anew")
    return content.decode("utf-8-sig")


def parse_yaml(text: str) -> tuple[yaml.Node | None, Any]:
    """The document's outermost node, which knows its lines, and its content in plain Python.

    Raises `YamlError` for text that is no YAML, or is no plain one.
    """
    try:
        loader = PlainLoader(text)
        root = loader.get_single_node()
        return root, None if root is None else loader.construct_document(root)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = " ".join(part for part in (error.context, error.problem) if part)
        raise YamlError(mark.line + 1 if mark else 1, f"not valid YAML: {message}; correct it there") from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise YamlError(line, "not valid YAML: holds a control character; remove it") from error
    except (ValueError, RecursionError) as error:
        # a date such as 2011-02-30, of which YAML does not say the line
        raise YamlError(1, f"not valid YAML: {error}; put such a value into quotes") from error
