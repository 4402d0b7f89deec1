"""The reference files of a deployment as rows, and what is wrong with single rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import ValidationError

from orchestration.reference_text import Problem, Record, UnreadableError, read_records
from orchestration.settings import BUNDLED_CONFIG
from orchestration.warehouse.reference.tables import TABLES, Row

AnyRow = TypeVar("AnyRow", bound=Row)


class ReferenceFiles:
    """The rows of all files that can be read; `problems` tells what could not."""

    def __init__(self, folder: Path) -> None:
        self.problems: list[Problem] = []
        self._records: dict[str, list[Record]] = {}
        self._rows: dict[str, list[Row]] = {}
        for file, model in TABLES.items():
            try:
                self._records[file] = _records(folder / f"{file}.csv", model, self.problems)
            except UnreadableError as error:
                self.problems.append(error.problem)
            else:
                self._rows[file] = list(self._read(model))

    def rows(self, model: type[AnyRow]) -> list[AnyRow]:
        """The rows of a file that are in order each by itself, in the order of their lines."""
        return cast(list[AnyRow], self._rows.get(model.file, []))

    def are_whole(self, *models: type[Row]) -> bool:
        """Whether every row of these files is in order by itself, so that what is not in them is nowhere."""
        return all(
            model.file in self._rows and len(self._rows[model.file]) == len(self._records[model.file])
            for model in models
        )

    def known(self, model: type[Row], columns: tuple[str, ...]) -> set[tuple[str, ...]] | None:
        """What stands in these columns, in rows that have other faults too; None if the file cannot be read."""
        if model.file not in self._records:
            return None
        return {tuple(record.cells[column] for column in columns) for record in self._records[model.file]}

    def _read(self, model: type[Row]) -> Iterator[Row]:
        for record in self._records[model.file]:
            if record.is_ragged:
                continue
            cells = {column: record.cells[column] for column in model.columns() if record.cells.get(column)}
            try:
                yield model.model_validate({"line": record.line} | cells)
            except ValidationError as error:
                found = [_explained(detail) for detail in error.errors()]
                self.problems += (Problem(model.file, record.line, message) for message in found)


def _records(path: Path, model: type[Row], problems: list[Problem]) -> list[Record]:
    if not path.exists() and model.may_be_missing:
        return []
    if not path.is_file():
        bundled = BUNDLED_CONFIG / "reference" / path.name
        message = f"is missing; copy it from {bundled}, with no row but the header if need be"
        raise UnreadableError(Problem(model.file, 0, message))
    return read_records(path, model.columns(), problems, model.may_lack)


def _explained(detail: Mapping[str, Any]) -> str:
    if detail["type"] == "missing":
        message = "is empty; fill it in"
    elif detail["type"] == "literal_error":
        choices = detail["ctx"]["expected"].replace(" or ", ", ").replace("'", "")
        message = f"{detail['input']!r} is none of {choices}; correct it there"
    else:
        message = str(detail["ctx"]["error"])
    return ": ".join([*detail["loc"], message])
