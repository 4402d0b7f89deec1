"""Keys and references between the files: nothing stands twice, and whatever is referred to is there."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from orchestration.reference_text import Problem
from orchestration.warehouse.reference.cells import fold
from orchestration.warehouse.reference.files import ReferenceFiles
from orchestration.warehouse.reference.tables import TABLES, Row


def duplicate_keys(model: type[Row], rows: Iterable[Row]) -> Iterator[Problem]:
    """Rows whose key or name belongs to another row. Names are compared as the models compare them."""
    keys: dict[tuple[Any, ...], Row] = {}
    names: dict[tuple[Any, ...], Row] = {}
    for row in rows if model.key else ():
        key = row.values(model.key)
        first = keys.setdefault(key, row)
        if first is not row:
            message = f"{_shown(key)} stands in line {first.line} already; remove one of the two"
            yield Problem(model.file, row.line, f"{model.key[-1]}: {message}")
        for column, name in zip(model.names(), row.values(model.names()), strict=True):
            owner = names.setdefault((*row.values(model.context()), fold(name)), row) if name else row
            (own_code,), (code,) = owner.values(model.key[-1:]), row.values(model.key[-1:])
            if own_code != code:
                message = f"{name!r} is the name of {own_code} in line {owner.line} too; change one of them"
                yield Problem(model.file, row.line, f"{column}: {message}")


def missing_keys(model: type[Row], files: ReferenceFiles) -> Iterator[Problem]:
    """Keys that the models use by name and that have no row."""
    known = files.known(model, model.key) if model.needed else None
    for needed in model.needed:
        if known is not None and (needed,) not in known:
            message = f"has no row for {needed}, which the models use; add it as the bundled file has it"
            yield Problem(model.file, 0, message)


def orphans(model: type[Row], files: ReferenceFiles) -> Iterator[Problem]:
    """Rows with a code of another file that is not there. A file that could not be read is taken to hold everything."""
    owners = {
        (owner.key[-1], *owner.context()): owner
        for owner in TABLES.values()
        if owner.names() and owner is not model and owner.key[-1] in model.columns()
    }
    known = {columns: files.known(owner, columns) for columns, owner in owners.items()}
    for row in files.rows(model):
        doubtful: set[str] = set()
        for columns, found in known.items():
            code, *context = row.values(columns)
            if found is None or not code or doubtful & set(columns):
                continue
            if (code, *context) not in found:
                doubtful.update(columns)
                of = "".join(f" of {value}" for value in context)
                message = f"{code!r} is no {columns[0]}{of} in {owners[columns].file}.csv; add it there, or correct it"
                candidates = [values[0] for values in found if [*values[1:]] == context]
                yield Problem(model.file, row.line, f"{columns[0]}: {message}{nearest(code, candidates)}")


def nearest(value: str, known: Iterable[str]) -> str:
    """A question whether one of the known values is meant, or nothing."""
    found = difflib.get_close_matches(value, known, n=1)
    return f"; did you mean {found[0]}?" if found else ""


def _shown(key: Sequence[Any]) -> str:
    return " of ".join(repr(str(value)) for value in reversed(key) if value)
