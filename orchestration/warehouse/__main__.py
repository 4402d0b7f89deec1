"""`python -m orchestration.warehouse`: parse the dbt project once, when a checkout is set up, for all homes."""

from __future__ import annotations

from orchestration.settings import Settings
from orchestration.warehouse.manifest import parse_checkout

if __name__ == "__main__":
    parse_checkout(Settings.from_env())
