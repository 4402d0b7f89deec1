"""`complaints docs`: one site about what is published, which opens from disk without a network."""

from __future__ import annotations

import argparse
import json
import sys
import uuid
from collections.abc import Sequence

import duckdb

from orchestration import lease
from orchestration.catalogue import write_site
from orchestration.disk_errors import words_or_raise
from orchestration.file_modes import keep_private
from orchestration.release import ReleaseRefusedError
from orchestration.release.lookup import CURRENT, UnknownReleaseError, find_release
from orchestration.settings import Settings, SettingsError
from orchestration.warehouse import WarehouseInUseError, await_warehouse, prepare_manifest
from orchestration.warehouse.dbt_docs import DbtDocsError, write_dbt_docs
from orchestration.warehouse.manifest import DbtParseError

_DESCRIPTION = """\
Write pages about the release that readers see: every table with its columns, tests, example and origin, what each
release changed, and dbt's own pages. They take the place of those before."""


def main(arguments: Sequence[str] | None = None, program: str = "complaints") -> int:
    """Write the site; the exit status is 0 if it stands at the end."""
    parser = argparse.ArgumentParser(prog=program, description=_DESCRIPTION)
    parser.add_argument("command", choices=("docs",), help=argparse.SUPPRESS)
    parser.parse_args(arguments)
    try:
        settings = Settings.from_env()
    except SettingsError as error:
        _say(error)
        return 1
    try:
        find_release(settings, CURRENT)
        keep_private(settings)
        with lease.taken(settings, str(uuid.uuid4()), _say):
            # a run that had the home until now may have published another
            release = find_release(settings, CURRENT)
            manifest = json.loads(prepare_manifest(settings).read_bytes())
            await_warehouse(settings, _say)
            page = write_site(settings, release, manifest, write_dbt_docs(settings, manifest))
    except (
        *(UnknownReleaseError, ReleaseRefusedError, DbtParseError, DbtDocsError),
        *(WarehouseInUseError, lease.AtWorkError),
    ) as error:
        _say(error)
    except duckdb.Error as error:
        _say(f"The release cannot be read: {str(error).splitlines()[0]}")
    except OSError as error:
        _say(words_or_raise(error, settings.home))
    else:
        print(f"Written: {page}")
        return 0
    return 1


def _say(line: object) -> None:
    print(line, file=sys.stderr)
