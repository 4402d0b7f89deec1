"""The release manifest: what a release is, what it was made from, and what was checked. Reads and writes JSON only."""

from __future__ import annotations

import json
import subprocess
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from orchestration.release.files import sha256_of
from orchestration.settings import CHECKOUT

# what a release's archive holds of the history of figures
WHOLE_HISTORY = "whole"
ADDED_ROWS = "added"


@dataclass(frozen=True)
class ChecksPassed:
    """How many checks stood behind a release. A failed blocking check makes no release, so none is counted here."""

    dbt_tests_passed: int = 0
    dbt_tests_warned: int = 0
    expectations_passed: int = 0
    expectations_warned: int = 0


@dataclass(frozen=True)
class FileLeftOut:
    """A landed file that could not be used, and what its sender has to do about it."""

    feed: str
    file_name: str
    error: str


@dataclass(frozen=True)
class CheckWarning:
    """A check that found something which does not stop a release: its sentence or name, where, and the remedy.

    `content_hashes` are those of the landed files that the check of a feed speaks of.
    """

    check: str
    where: str
    remedy: str
    content_hashes: tuple[str, ...] = ()

    @classmethod
    def read(cls, entry: Mapping[str, Any]) -> CheckWarning:
        """A warning as it stands in a manifest."""
        return cls(**{**entry, "content_hashes": tuple(entry.get("content_hashes", ()))})


@dataclass(frozen=True)
class StoredFile:
    """A file of a release's archive as it was written."""

    size_bytes: int
    sha256: str

    @classmethod
    def of(cls, path: Path) -> StoredFile:
        """The file at `path` as it is."""
        return cls(path.stat().st_size, sha256_of(path))

    def has_size_of(self, path: Path) -> bool:
        """Whether `path` is a file of this size."""
        return path.is_file() and path.stat().st_size == self.size_bytes

    def is_at(self, path: Path) -> bool:
        """Whether `path` is this file, to the byte."""
        return self.has_size_of(path) and sha256_of(path) == self.sha256


@dataclass(frozen=True)
class Manifest:
    """One release.

    `row_counts` and `content_hashes` are by `schema.table` and say what was published; `loads` is the highest load
    sequence per feed that the release was built from, counted in the lake `lake_id` (None in releases of earlier
    versions); `published_at` is UTC, ISO 8601; `files` are those of the archive by path, and `figure_history` says
    whether they hold the whole history of figures or only the rows added to it. `row_sums` are what the hashes of
    content are made of; `made_by`, of code and configuration, tells the next release whether it may take rows over.
    `number` counts the releases of a home, from 1; it is 0 in releases of earlier versions.
    """

    release_id: str
    published_at: str
    code_version: str
    row_counts: dict[str, int]
    checks: ChecksPassed
    content_hashes: dict[str, str]
    files_left_out: list[FileLeftOut] = field(default_factory=list)
    loads: dict[str, int] = field(default_factory=dict)
    warnings: list[CheckWarning] = field(default_factory=list)
    previous_release_id: str | None = None
    lake_id: str | None = None
    files: dict[str, StoredFile] = field(default_factory=dict)
    figure_history: str = WHOLE_HISTORY
    row_sums: dict[str, str] = field(default_factory=dict)
    made_by: str = ""
    number: int = 0

    def to_json(self) -> str:
        """The manifest as indented JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n"

    @classmethod
    def read(cls, path: Path) -> Manifest:
        """Read a manifest file; `FileNotFoundError` if there is none, `ValueError` if it is damaged."""
        try:
            content = json.loads(path.read_bytes())
            content["checks"] = ChecksPassed(**content["checks"])
            content["files_left_out"] = [FileLeftOut(**entry) for entry in content["files_left_out"]]
            content["warnings"] = [CheckWarning.read(entry) for entry in content.get("warnings", [])]
            content["files"] = {name: StoredFile(**entry) for name, entry in content.get("files", {}).items()}
            return cls(**{known.name: content[known.name] for known in fields(cls) if known.name in content})
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise ValueError(f"{path} is no release manifest: {error}") from error


def with_earlier_warnings(
    warnings: Sequence[CheckWarning],
    before: Manifest | None,
    counted: Collection[str],
    landed: Collection[str],
) -> list[CheckWarning]:
    """The warnings of a release, and those of the release before that speak of files which it holds as well.

    A feed's check looks at what newly landed alone, so it does not say again what it said of an earlier file.
    `counted` are content hashes of the files of which the release counts a row, `landed` of all whose rows stand: what
    names a file that was withdrawn since is not said again, for that file may have to be forgotten.
    """
    said = {(one.check, one.where) for one in warnings}
    earlier = [
        one
        for one in (before.warnings if before else ())
        if set(one.content_hashes) & set(counted)
        and set(one.content_hashes) <= set(landed)
        and (one.check, one.where) not in said
    ]
    return [*earlier, *warnings]


def manifest_at(path: Path) -> Manifest | None:
    """The manifest file at `path`; None where there is none, or where it is damaged."""
    try:
        return Manifest.read(path)
    except (OSError, ValueError):
        return None


def code_version() -> str:
    """The checkout's git description, or the package's version where there is no git history."""
    try:
        described = subprocess.run(
            ["git", "-C", str(CHECKOUT), "describe", "--always", "--dirty"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        version: str = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
        return version
    return described.stdout.strip()
