"""Keys and references between the files: nothing stands twice, and whatever is referred to is there."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence

from orchestration.warehouse.reference.cells import fold
from orchestration.warehouse.reference.reading import Problem, Row
from orchestration.warehouse.reference.tables import RESERVED_CODES, Reference, Table


def duplicate_keys(name: str, table: Table, rows: Iterable[Row]) -> Iterator[Problem]:
    """Rows whose key or name belongs to another row, or whose code is one that the models give themselves.

    Names and spellings are compared as the models compare them. Spellings have rules of their own: see `rules`.
    """
    if not table.key:
        return
    code = table.key[-1]
    keys: dict[tuple[str, ...], int] = {}
    names: dict[tuple[str, ...], Row] = {}
    for row in rows:
        if row.is_ragged or not row[code]:
            continue
        key = tuple(row[column] for column in table.key)
        first = keys.setdefault(key, row.line)
        if first != row.line:
            yield Problem(
                name, row.line, f"{code}: {_shown(key)} stands in line {first} already; remove one of the two"
            )
        if table.columns[code].kind == "code" and row[code] in RESERVED_CODES:
            yield Problem(
                name, row.line, f"{code}: {row[code]!r} is what the marts call a value without a code; rename it"
            )
        for column in table.names:
            group = tuple(row[within] for within in table.names_within)
            owner = names.setdefault((*group, fold(row[column])), row)
            if row[column] and owner[code] != row[code]:
                message = f"{row[column]!r} is the name of {owner[code]} in line {owner.line} too; change one of them"
                yield Problem(name, row.line, f"{column}: {message}")


def missing_keys(name: str, table: Table, rows: Iterable[Row]) -> Iterator[Problem]:
    """Keys that the models use by name and that have no row."""
    found = {row[table.key[-1]] for row in rows} if table.needed else set()
    for needed in table.needed:
        if needed not in found:
            yield Problem(name, 0, f"has no row for {needed}, which the models use; add it as the bundled file has it")


def orphans(name: str, table: Table, rows: Mapping[str, Sequence[Row]]) -> Iterator[Problem]:
    """Rows that refer to what is not there. A file that could not be read is taken to hold everything."""
    references = [reference for reference in table.references if reference.to in rows]
    known = {reference: _known(reference, rows[reference.to]) for reference in references}
    for row in rows[name]:
        doubtful: set[str] = set()
        for reference in references:
            code, *context = (row[column] for column in reference.columns)
            if row.is_ragged or not code or doubtful & set(reference.columns):
                continue
            if (code, *context) not in known[reference]:
                doubtful.update(reference.columns)
                yield Problem(name, row.line, _orphan(reference, code, context, known[reference]))


def nearest(value: str, known: Iterable[str]) -> str:
    """A question whether one of the known values is meant, or nothing."""
    found = difflib.get_close_matches(value, known, n=1)
    return f"; did you mean {found[0]}?" if found else ""


def _known(reference: Reference, rows: Iterable[Row]) -> set[tuple[str, ...]]:
    return {tuple(row[column] for column in reference.columns) for row in rows}


def _orphan(reference: Reference, code: str, context: Sequence[str], known: Iterable[tuple[str, ...]]) -> str:
    column = reference.columns[0]
    of = "".join(f" of {value}" for value in context)
    candidates = [values[0] for values in known if [*values[1:]] == [*context]]
    message = f"{code!r} is no {column}{of} in {reference.to}.csv; add it there, or correct it"
    return f"{column}: {message}{nearest(code, candidates)}"


def _shown(key: Sequence[str]) -> str:
    return " of ".join(repr(value) for value in reversed(key) if value)
