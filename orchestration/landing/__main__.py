"""`python -m orchestration.landing check|draft|quarantine`: tools for the person who has a file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from orchestration.contracts import ContractError
from orchestration.disk_errors import words_or_raise
from orchestration.landing.errors import FileRejectedError, LakeError
from orchestration.landing.shown import spelt_out
from orchestration.landing.tools import check, draft, quarantine
from orchestration.landing.tools.errors import ToolError
from orchestration.settings import DEFAULT_TIME_ZONE, Settings, SettingsError

CANNOT = 2


def main(arguments: Sequence[str] | None = None, program: str = "python -m orchestration.landing") -> int:
    """Run the command that was asked for, and return its exit status: 2 where it could not be done."""
    parser = _parser(program)
    options = parser.parse_args(arguments)
    try:
        settings = Settings.from_env()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return CANNOT
    run: Callable[[Settings, argparse.Namespace], int] = options.run
    try:
        return run(settings, options)
    except FileRejectedError as error:
        print(f"{spelt_out(str(getattr(options, 'file', None) or options.rows_of))}: {error}", file=sys.stderr)
    except (ContractError, LakeError, SettingsError, ToolError) as error:
        print(error, file=sys.stderr)
    except Exception as error:
        print(words_or_raise(error, settings.home), file=sys.stderr)
    return CANNOT


def _parser(program: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=program, description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="{check,draft,quarantine}")
    _add_check(commands)
    _add_draft(commands)
    _add_quarantine(commands)
    return parser


def _add_check(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "check",
        help="tell what would become of a file, without landing it",
        description="Tell what would become of a file, without landing it: nothing is written, no cell is shown.",
        epilog="Exit status: 0 every row would be taken; 1 rows would be quarantined; 2 the file would be rejected.",
    )
    command.add_argument("file", type=Path)
    command.add_argument("--feed", required=True, help="the feed whose contract the file should fit")
    command.set_defaults(run=_check)


def _add_draft(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "draft",
        help="write a first contract for an unknown file",
        description="Write a first contract for an unknown file, for a person to complete. It shows no cell.",
    )
    command.add_argument("file", type=Path)
    command.add_argument("--feed", help="name of the feed; by default what its headers look like")
    command.add_argument(
        "--time-zone", default=DEFAULT_TIME_ZONE, help="where the clock of that system stands; by default %(default)s"
    )
    command.add_argument("--output", type=Path, help="where to write it; by default to the terminal")
    command.set_defaults(run=_draft)


def _add_quarantine(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "quarantine",
        help="list and export the rows in quarantine",
        description="List the rows that the published release has in quarantine: by feed, file and reason.",
    )
    command.add_argument("--feed", help="of this feed only")
    command.add_argument("--export", type=Path, metavar="FILE.csv", help="write the list, row by row, to a new file")
    command.add_argument(
        "--rows-of",
        metavar="NAME",
        help="write the quarantined rows of this landed file as they came, to be corrected and dropped in as a new "
        "file; needs --output. The new file holds personal data, and only its owner may read it",
    )
    command.add_argument("--output", type=Path, metavar="FILE.csv", help="where --rows-of writes them")
    command.set_defaults(run=_quarantine, parser=command)


def _check(settings: Settings, options: argparse.Namespace) -> int:
    found = check.check_file(settings, options.file, options.feed)
    print(check.render(found), end="")
    return 0 if found.is_fine else 1


def _draft(_: Settings, options: argparse.Namespace) -> int:
    text = draft.draft_contract(options.file, options.feed, options.time_zone)
    if options.output is None:
        print(text, end="")
    else:
        draft.write_draft(text, options.output)
        print(f"Written to {options.output}; complete it there.")
    return 0


def _quarantine(settings: Settings, options: argparse.Namespace) -> int:
    if (options.rows_of is None) != (options.output is None):
        options.parser.error("--rows-of and --output go together")
    if options.rows_of is not None:
        notes = quarantine.export_for_correction(settings, Path(options.rows_of).name, options.feed, options.output)
        print("\n".join(notes))
        return 0
    rows = quarantine.quarantined_rows(settings, options.feed)
    if options.export is not None:
        quarantine.export(rows, options.export)
    print(quarantine.render(rows), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
