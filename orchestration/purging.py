"""`complaints purge`: what was landed of a person, a complaint or a withdrawn file leaves every place that it reached.

The rows leave the lake first, then what was built and logged from them; a release without them is published before the
earlier ones go. Killed anywhere, `complaints purge --resume` does the rest.
"""

from __future__ import annotations

import argparse
import getpass
import shutil
import sys
import uuid
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from orchestration import lease
from orchestration.configuration import ConfigurationError, check_configuration
from orchestration.disk_errors import words_or_raise
from orchestration.file_modes import keep_private
from orchestration.landing import ContractError, LakeError, LandingInProgressError, read_purged, require_lake_key
from orchestration.landing.lake_swap import discard_other_lakes
from orchestration.landing.landing_zone import printable_name
from orchestration.landing.purged import write_purged
from orchestration.landing.purging import (
    FoundRow,
    empty_purged,
    files_with,
    forget_file,
    purge_rows,
    rows_of_complaints,
    rows_of_person,
)
from orchestration.rekeying import discard_warehouse
from orchestration.release.holds import end_hold
from orchestration.release.purge import remove_earlier_releases
from orchestration.settings import FEEDS, Settings, SettingsError
from orchestration.starting import start

_KEPT_OF_QUALITY = {"history", ".lock"}  # sizes and days of loads
_KEPT_OF_DAGSTER = {"dagster.yaml", "schedules"}
_ROWS_SHOWN = 20


def main(arguments: Sequence[str] | None = None, program: str = "complaints") -> int:
    """Purge what was asked for; the exit status is 0 if nothing of it is left but what is named."""
    options = _options(arguments, program)
    try:
        settings = Settings.from_env()
    except SettingsError as error:
        _say(error)
        return 1
    try:
        return _purge(settings, options)
    except (ConfigurationError, ContractError, LakeError, LandingInProgressError, lease.AtWorkError) as error:
        _say(error)
    except Exception as error:
        _say(words_or_raise(error, settings.home))
        if read_purged(settings).is_under_way:
            _say("The purge has begun; after that, `complaints purge --resume` does the rest.")
    return 1


def _purge(settings: Settings, options: argparse.Namespace) -> int:
    check_configuration(settings)
    require_lake_key(settings)
    keep_private(settings)
    with lease.taken(settings, str(uuid.uuid4()), _say):
        if not _purge_lake(settings, options):
            return 1
        if not options.yes:
            print("Nothing was removed yet: the same command with --yes does it.")
            return 0
        empty_purged(settings)
        discard_other_lakes(settings)
        _remove_what_was_made(settings)
        end_hold(settings, "What was purged may stand in an earlier release.")
    return _publish_anew(settings)


def _say(line: object) -> None:
    print(line, file=sys.stderr)


def _options(arguments: Sequence[str] | None, program: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog=program,
        description="Remove rows for good: from lake, warehouse, releases, logs, data docs and reports. "
        "Close the Dagster UI before.",
    )
    parser.add_argument("command", choices=("purge",), help=argparse.SUPPRESS)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--person",
        action="store_true",
        help="the complaints and answers of whoever has a number (of customer, identity, telephone, policy or "
        "respondent), which is asked for, or read from standard input: shells remember arguments",
    )
    what.add_argument("--number", action="append", metavar="NUMBER", help="a complaint, by its number in --feed")
    what.add_argument("--file", metavar="NAME", help="a withdrawn file of --feed, by its name in the ledger")
    what.add_argument("--resume", action="store_true", help="end a purge that was interrupted")
    parser.add_argument("--feed", choices=FEEDS, help="the feed of the complaint or file")
    parser.add_argument("--yes", action="store_true", help="do it; without this, only tell what would be removed")
    options = parser.parse_args(arguments)
    if (options.number or options.file) and not options.feed:
        parser.error("--number and --file need --feed")
    options.yes = options.yes or options.resume
    return options


def _purge_lake(settings: Settings, options: argparse.Namespace) -> bool:
    """Empty the rows in the lake, if that is asked for; whether there is anything to purge."""
    if options.resume:
        if not read_purged(settings).is_under_way:
            _say("No purge is under way.")
        return read_purged(settings).is_under_way
    if options.file:
        if options.yes:
            forget_file(settings, options.feed, options.file)
        else:
            print(f"The ledger would forget the name of {options.feed}/{options.file}.")
        return True
    rows = (
        rows_of_person(settings, _asked_for())
        if options.person
        else rows_of_complaints(settings, options.feed, options.number)
    )
    if not rows:
        _say("No row of the lake is of that person or complaint.")
        return False
    _tell(settings, rows)
    if options.yes:
        purge_rows(settings, rows)
    return True


def _asked_for() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("Number of the customer (it is not shown): ").strip()
    return sys.stdin.readline().strip()


def _tell(settings: Settings, rows: Collection[FoundRow]) -> None:
    for feed in sorted({row.feed for row in rows}):
        print(f"{feed}: {sum(row.feed == feed for row in rows):,} rows")
    holders = files_with(settings, rows)
    if holders:
        print("Files of the landing zone hold these rows, and are yours to correct or remove; they do not land again:")
    for path, numbers in holders.items():
        more = ", …" if len(numbers) > _ROWS_SHOWN else ""
        name = printable_name(path, settings.token_key)
        print(f"  {path.parent}/{name}: row {', '.join(map(str, numbers[:_ROWS_SHOWN]))}{more}")


def _remove_what_was_made(settings: Settings) -> None:
    """Remove everything that can be made again and may hold a purged row, or a word of it."""
    discard_warehouse(settings)
    _remove(settings.dbt)
    _remove(settings.docs)
    _remove(settings.reports)
    for folder, kept in ((settings.dagster_home, _KEPT_OF_DAGSTER), (settings.quality, _KEPT_OF_QUALITY)):
        for path in folder.iterdir() if folder.is_dir() else []:
            if path.name not in kept:
                _remove(path)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        with suppress(FileNotFoundError):
            path.unlink()


def _publish_anew(settings: Settings) -> int:
    if start(settings, "run"):
        _say(
            "The rows have left the lake, but a release without them could not be published everywhere, and earlier "
            "ones still hold them. Mend what the run names, then `complaints purge --resume`."
        )
        return 1
    with lease.taken(settings, str(uuid.uuid4()), _say):
        removed = remove_earlier_releases(settings)
        write_purged(settings, replace(read_purged(settings), is_under_way=False, files={}))
    print(f"Purged. A release without the rows is published, and {removed:,} earlier ones are removed.")
    return 0
