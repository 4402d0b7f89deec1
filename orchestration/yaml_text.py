"""YAML as people write it for this project: plain values in bounded size and depth, and nothing that multiplies.

An anchor that is referred to a few times in each of a few lines stands for more values than any memory holds. No entry
of ours needs one, so both are refused where they stand, before anything is made of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, NodeEvent
from ruamel.yaml.reader import ReaderError

LARGEST_FILE = 256 * 1024  # bytes; the bundled contracts have less than ten thousand
DEEPEST = 20  # entries within entries


class YamlError(ValueError):
    """The text is not the YAML that is read here. The message names the remedy; `line` is where, from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


class Document:
    """A YAML document: its `content` as dictionaries, lists and plain values, and the line of each of its entries.

    `repeated` are line and name of each entry that stands a second time beside its like; `content` has the first.
    Raises `YamlError` for text that is no YAML, or is no plain one.
    """

    def __init__(self, text: str) -> None:
        loader = YAML(pure=True)
        loader.Constructor = _Constructor
        try:
            _require_plain(YAML(pure=True).parse(text))
            self.content = loader.load(text)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            message = " ".join(part for part in (error.context, error.problem) if part)
            raise YamlError(mark.line + 1 if mark else 1, f"not valid YAML: {message}; correct it there") from error
        except ReaderError as error:
            line = text.count("\n", 0, error.position) + 1
            raise YamlError(line, "not valid YAML: holds a control character; remove it") from error
        except ValueError as error:
            # a date such as 2011-02-30, of which YAML does not say the line
            raise YamlError(1, f"not valid YAML: {error}; put such a value into quotes") from error
        self.repeated: list[tuple[int, str]] = loader.constructor.repeated

    def line(self, place: Sequence[str | int]) -> int:
        """Line of the entry, or of the innermost one around it that is there; `place` leads to it from the whole."""
        content = self.content
        line = content.lc.line if hasattr(content, "lc") else 0
        for part in place:
            try:
                line = content.lc.data[part][0]
                content = content[part]
            except (AttributeError, LookupError, TypeError):
                break
        return int(line) + 1


class _Constructor(RoundTripConstructor):
    """Notes the entries that stand twice, of which the library tells one at most."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.repeated: list[tuple[int, str]] = []

    def check_mapping_key(self, node: Any, key_node: Any, mapping: Any, key: Any, value: Any) -> bool:
        is_new = key not in mapping
        if not is_new:
            self.repeated.append((key_node.start_mark.line + 1, str(key)))
        return is_new


def read_yaml(path: Path) -> str:
    """The text of a YAML file. Raises `YamlError` where it is too large, besides what reading a text raises."""
    with path.open("rb") as file:
        content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise YamlError(1, f"is larger than {LARGEST_FILE // 1024} KB; a file of this kind is a few; write it anew")
    return content.decode("utf-8-sig")


def _require_plain(events: Iterable[Any]) -> None:
    depth = 0
    for event in events:
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if isinstance(event, AliasEvent) or (isinstance(event, NodeEvent) and event.anchor):
            message = "anchors (&) and aliases (*) are not read; write the entry out where it is needed"
        elif depth > DEEPEST:
            message = f"more than {DEEPEST} entries within one another; write fewer"
        else:
            continue
        raise MarkedYAMLError(problem=message, problem_mark=event.start_mark)
