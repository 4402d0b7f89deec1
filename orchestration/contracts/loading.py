"""Load contracts. What is wrong with one is said all at once, each time with file, line and remedy."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from orchestration.contracts.model import Contract, FieldContract
from orchestration.contracts.rules import Draft, Problem, broken_rules
from orchestration.settings import BUNDLED_CONFIG
from orchestration.yaml_text import Document, YamlError, read_yaml

BUNDLED_CONTRACTS = BUNDLED_CONFIG / "contracts"

REMEDIES = {
    "missing": "is missing; add it",
    "model_type": "must be a mapping of entries; see the bundled contracts",
    "dict_type": "must be a mapping of entries; see the bundled contracts",
    "tuple_type": "must be a list; put it into [ ]",
    "string_type": "must be text; put it into quotes",
    "too_short": "is empty; give at least one",
    "string_too_short": "is empty; fill it in",
    "bool_type": "must be true or false; correct it there",
    "bool_parsing": "must be true or false; correct it there",
    "int_type": "must be a whole number; correct it there",
    "int_parsing": "must be a whole number; correct it there",
}

# What a contract on trial says where its own entry cannot be read, so that the others can be judged.
STAND_INS = {"feed": "", "kind": "complaints", "description": "unread", "formats": ["csv"]}


class ContractError(Exception):
    """A feed contract is missing or wrong; nothing of that feed lands until it is put right."""


def contract_path(folder: Path, feed: str) -> Path:
    """Where the feed's contract lies."""
    return folder / f"{feed}.yml"


def load_contract(path: Path) -> Contract:
    """The contract of a file, resolved: one object until its text changes.

    Raises `ContractError` with all that is wrong, a line of text each: file, line, entry and remedy.
    """
    try:
        return _resolved(path, read_yaml(path))
    except FileNotFoundError:
        raise ContractError(
            f"{path}: there is no such contract; write one, beginning from {BUNDLED_CONTRACTS}"
        ) from None
    except YamlError as error:
        raise ContractError(f"{path}, line {error.line}: {error}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ContractError(f"{path}: cannot be read as UTF-8 text ({type(error).__name__}); save it again") from error


@lru_cache(maxsize=64)
def _resolved(path: Path, text: str) -> Contract:
    document = Document(text)
    contract, problems = _validate(document.content, _canonical_for(path))
    if isinstance(document.content, dict) and document.content.get("feed") not in (None, path.stem):
        message = f"says {document.content['feed']}; make it {path.stem}, or rename the file"
        problems.append(Problem(("feed",), message))
    found = [(line, f"{name} stands twice; remove one") for line, name in document.repeated]
    found += [(document.line(problem.place), _said(problem)) for problem in problems]
    if contract is None or found:
        raise ContractError("\n".join(f"{path}, line {line}: {message}" for line, message in sorted(found)))
    contract._path = path
    return contract


def find_contract(folder: Path, feed: str) -> Contract | None:
    """The contract of a feed; None where there is none. Raises `ContractError` as `load_contract` does."""
    path = contract_path(folder, feed)
    return load_contract(path) if path.exists() else None


def load_contracts(folder: Path) -> dict[str, Contract]:
    """Load every contract of a folder, by feed, in order of file name.

    Raises `ContractError` with all that is wrong in all of them.
    """
    if not folder.is_dir():
        raise ContractError(f"{folder}: there is no such folder; put the feed contracts there")
    contracts: dict[str, Contract] = {}
    errors = [f"{path}: is not read; rename it to {path.stem}.yml" for path in sorted(folder.glob("*.yaml"))]
    for path in sorted(folder.glob("*.yml")):
        try:
            contracts[path.stem] = load_contract(path)
        except ContractError as error:
            errors.append(str(error))
    if errors:
        raise ContractError("\n".join(errors))
    return contracts


def canonical_contract(feed: str) -> Contract | None:
    """The bundled contract of a feed, whose columns the transformations rely on; None for a feed of one's own."""
    return find_contract(BUNDLED_CONTRACTS, feed)


def _canonical_for(path: Path) -> Contract | None:
    is_bundled = path.resolve().parent == BUNDLED_CONTRACTS
    return None if is_bundled else canonical_contract(path.stem)


def _validate(content: Any, canonical: Contract | None) -> tuple[Contract | None, list[Problem]]:
    try:
        contract = Contract.model_validate(content)
    except ValidationError as error:
        unread = [Problem(tuple(detail["loc"]), _explain(detail)) for detail in error.errors()]
        readable = _readable_part(content, unread)
        broken = broken_rules(Draft(readable, content["fields"], canonical)) if readable else []
        return None, unread + broken
    return contract, broken_rules(Draft(contract, contract.fields, canonical))


def _readable_part(content: Any, unread: Iterable[Problem]) -> Contract | None:
    """The contract without what cannot be read; None where that leaves no field."""
    if not isinstance(content, dict) or not isinstance(content.get("fields"), dict):
        return None
    unread_fields = {problem.place[1] for problem in unread if problem.place[:1] == ("fields",) and problem.place[1:]}
    fields = {name: field for name, field in content["fields"].items() if name not in unread_fields}
    unread_entries = {problem.place[0] for problem in unread}
    entries = {name: entry for name, entry in content.items() if name not in unread_entries}
    stand_ins = STAND_INS | {"key": list(content["fields"])[:1]}
    try:
        return Contract.model_validate(stand_ins | entries | {"fields": fields})
    except ValidationError:
        return None


def _explain(detail: Any) -> str:
    kind = detail["type"]
    if kind == "extra_forbidden":
        return f"unknown entry; remove it or correct its spelling{_nearest_entry(detail['loc'])}"
    if kind == "literal_error":
        accepted = detail["ctx"]["expected"].replace(" or ", ", ").replace("'", "")
        return f"{detail['input']!r} is none of {accepted}; correct it there"
    if kind == "value_error":
        return str(detail["ctx"]["error"])
    return REMEDIES.get(kind) or f"{detail['msg']}; correct it there"


def _nearest_entry(place: tuple[str | int, ...]) -> str:
    entries = Contract.model_fields if len(place) == 1 else FieldContract.model_fields
    nearest = difflib.get_close_matches(str(place[-1]), entries, n=1)
    return f"; did you mean {nearest[0]}?" if nearest else ""


def _said(problem: Problem) -> str:
    # a place within a list is told by its line, and the parts that pydantic adds are none of the file's
    place = ".".join(part for part in problem.place if isinstance(part, str) and not part.startswith("["))
    return f"{place}: {problem.message}" if place else problem.message
