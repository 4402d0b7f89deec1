"""The process that dbt runs in, with the project as it was parsed before the fork."""

from __future__ import annotations

import sys

from orchestration import dbt_command
from tests.forks import preloaded

if __name__ == "__main__":
    sys.exit(dbt_command.main(preloaded.manifest))
