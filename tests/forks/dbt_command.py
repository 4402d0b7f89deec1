"""The command `dbt`, with the project as it was parsed before the fork."""

from __future__ import annotations

import sys

from dbt.cli.main import dbtRunner
from dbt.parser.manifest import write_manifest

from tests.forks import preloaded


def main(arguments: list[str]) -> int:
    """Run a command of dbt. Returns the exit status that dbt's own command has."""
    ran = dbtRunner(manifest=preloaded.manifest).invoke(arguments)
    if ran.exception is not None:
        print(ran.exception, file=sys.stderr)
        return 2
    if "parse" in arguments:
        target = preloaded.target_folder()
        target.mkdir(parents=True, exist_ok=True)
        write_manifest(preloaded.manifest, str(target))
    return 0 if ran.success else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
