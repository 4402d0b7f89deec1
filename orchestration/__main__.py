"""`python -m orchestration run` builds and publishes once; `python -m orchestration dev` opens the Dagster UI."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from orchestration.configuration import ConfigurationError, check_configuration
from orchestration.disk_errors import words_or_raise
from orchestration.landing import LakeError, read_purged, require_lake_key
from orchestration.preflight import PreflightError, check_machine
from orchestration.settings import Settings, SettingsError
from orchestration.starting import start
from orchestration.stopping import end_at_once_when_stopped


def main(arguments: Sequence[str] | None = None, program: str = "python -m orchestration") -> int:
    """Run the command that was asked for.

    The exit status is 0 if a complete release stands at its end, and not all that came since the last run was unusable.
    """
    parser = argparse.ArgumentParser(prog=program, description=__doc__)
    parser.add_argument("command", choices=("run", "dev"))
    parser.add_argument(
        "--allow-empty", action="store_true", help="with run: publish also a release that holds no complaint"
    )
    asked = parser.parse_args(arguments)
    command = asked.command
    if asked.allow_empty:
        os.environ["COMPLAINTS_ALLOW_EMPTY"] = "1"
    if command == "run":
        end_at_once_when_stopped()
    try:
        settings = Settings.from_env()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1
    try:
        check_machine(settings)
        check_configuration(settings)
        require_lake_key(settings)
        if read_purged(settings).is_under_way:
            print("A purge has not ended: `complaints purge --resume` ends it.", file=sys.stderr)
    except (PreflightError, ConfigurationError, LakeError) as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(words_or_raise(error, settings.home), file=sys.stderr)
        return 1
    return start(settings, command)


if __name__ == "__main__":
    sys.exit(main())
