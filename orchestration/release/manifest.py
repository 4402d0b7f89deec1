"""The release manifest: what a release is, what it was made from, and what was checked. Reads and writes JSON only."""

from __future__ import annotations

import json
import subprocess
import tomllib
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from orchestration.lake_identity import lake_id
from orchestration.settings import CHECKOUT, Settings


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
    """A check that found something which does not stop a release: its sentence or name, where, and the remedy."""

    check: str
    where: str
    remedy: str


@dataclass(frozen=True)
class Manifest:
    """One release.

    `row_counts` and `content_hashes` are by `schema.table`; `loads` is the highest load sequence per feed that the
    release was built from, counted in the lake `lake_id` (None in releases of earlier versions); `published_at` is UTC,
    ISO 8601.
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

    def to_json(self) -> str:
        """The manifest as indented JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n"

    @classmethod
    def read(cls, path: Path) -> Manifest:
        """Read a manifest file; `FileNotFoundError` if there is none."""
        content = json.loads(path.read_text(encoding="utf-8"))
        content["checks"] = ChecksPassed(**content["checks"])
        content["files_left_out"] = [FileLeftOut(**entry) for entry in content["files_left_out"]]
        content["warnings"] = [CheckWarning(**entry) for entry in content.get("warnings", [])]
        return cls(**content)


def current_manifest(settings: Settings) -> Manifest | None:
    """The manifest of the release that readers see, or None before the first one."""
    try:
        return Manifest.read(settings.published / "manifest.json")
    except FileNotFoundError:
        return None


def newest_release(settings: Settings) -> Manifest | None:
    """The manifest of the newest complete release, to which readers may not have been led yet, or None."""
    manifests = sorted(settings.releases.glob("[!.]*/manifest.json"), key=lambda path: path.parent.name)
    return Manifest.read(manifests[-1]) if manifests else None


def time_after(previous: Manifest | None) -> datetime:
    """Now, to the second, but always later than the previous release: names must sort in order of publishing."""
    now = datetime.now(UTC).replace(microsecond=0)
    if previous is None:
        return now
    return max(now, datetime.fromisoformat(previous.published_at) + timedelta(seconds=1))


def published_loads(settings: Settings) -> dict[str, int]:
    """The highest load sequence of each feed in the release that readers see; a feed never published is absent.

    A release that was made from another lake says nothing of the loads of this one.
    """
    manifest = current_manifest(settings)
    if manifest is None or manifest.lake_id not in (None, lake_id(settings.lake)):
        return {}
    return dict(manifest.loads)


def code_version() -> str:
    """The checkout's git description, or the package's version where there is no git history."""
    try:
        described = subprocess.run(
            ["git", "-C", str(CHECKOUT), "describe", "--always", "--dirty"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    return described.stdout.strip()
