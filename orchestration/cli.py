"""The command `complaints`: everything that is done from a terminal, by its name.

Only what the command needs is imported: each brings libraries that take seconds.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

# the module whose `main` takes the command and its arguments, and what it is for
_COMMANDS = {
    "run": ("orchestration.__main__", "land what is new, build, check and publish"),
    "dev": ("orchestration.__main__", "open the Dagster UI"),
    "check": ("orchestration.landing.__main__", "tell what would become of a file, without landing it"),
    "draft": ("orchestration.landing.__main__", "write a first contract for an unknown file"),
    "rekey": ("orchestration.rekeying", "take the lake from one token key to another"),
    "purge": ("orchestration.purging", "remove a person's, a complaint's or a withdrawn file's rows for good"),
    "release": ("orchestration.releases", "list, compare, verify and prune releases, and lead readers back to one"),
    "metrics": ("orchestration.metrics", "ask MetricFlow for metrics of the newest release"),
    "docs": ("orchestration.documenting", "write the pages about what is published"),
    "report": ("orchestration.reporting", "write the report of a year from a release, or verify one"),
    "quarantine": ("orchestration.landing.__main__", "list and export the rows in quarantine"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that was asked for, and return its exit status."""
    parser = argparse.ArgumentParser(
        prog="complaints",
        description="The complaint warehouse, from a terminal. It works on the home that COMPLAINTS_HOME names.",
        epilog="`complaints COMMAND --help` tells what a command takes.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (_, purpose) in _COMMANDS.items():
        commands.add_parser(name, help=purpose, add_help=False)
    options, rest = parser.parse_known_args(arguments)
    module, _ = _COMMANDS[options.command]
    run: Callable[..., int] = import_module(module).main
    return run([options.command, *rest], program="complaints")


if __name__ == "__main__":
    sys.exit(main())
