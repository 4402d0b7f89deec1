"""`python -m orchestration.landing check|draft|quarantine`: tools for the person who has a file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from orchestration.landing.errors import ContractError, FileRejectedError, LakeError
from orchestration.landing.tools.check import check_file, render
from orchestration.settings import Settings, SettingsError

CANNOT = 2


def main(arguments: list[str] | None = None) -> int:
    """Run the command that was asked for; its exit status."""
    options = _parser().parse_args(arguments)
    try:
        return options.run(Settings.from_env(), options)
    except FileRejectedError as error:
        print(f"{options.file}: {error}", file=sys.stderr)
    except (ContractError, LakeError, SettingsError) as error:
        print(error, file=sys.stderr)
    return CANNOT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m orchestration.landing", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    check = commands.add_parser(
        "check",
        help="tell what would become of a file, without landing it",
        description="Tell what would become of a file, without landing it: nothing is written, no cell is shown.",
        epilog="Exit status: 0 every row would be taken; 1 rows would be quarantined; 2 the file would be rejected.",
    )
    check.add_argument("file", type=Path)
    check.add_argument("--feed", required=True, help="the feed whose contract the file should fit")
    check.set_defaults(run=_check)
    return parser


def _check(settings: Settings, options: argparse.Namespace) -> int:
    found = check_file(settings, options.file, options.feed)
    print(render(found), end="")
    return 0 if found.is_fine else 1


if __name__ == "__main__":
    sys.exit(main())
