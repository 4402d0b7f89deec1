"""Landing: files as they came go into the lake as private, tokenised Parquet, each with its line in a ledger.

Knows nothing of Dagster, of dbt, or of what the values mean.
"""

from orchestration.contracts import Contract, ContractError, load_contract, load_contracts
from orchestration.landing.bundled import copy_bundled_feeds
from orchestration.landing.checked import (
    LedgerState,
    checked_entries,
    ledger_state,
    mark_checked,
    require_checked_loads,
    start_from_published,
)
from orchestration.landing.errors import LakeError, LandingInProgressError, TokenKeyError
from orchestration.landing.lake import SCHEMA_FILE
from orchestration.landing.lake_key import require_lake_key
from orchestration.landing.land import LandingResult, land_feed
from orchestration.landing.landing_zone import stray_items
from orchestration.landing.ledger import LedgerEntry, ledger_path, read_entries
from orchestration.landing.mending import mend_ledgers
from orchestration.landing.purged import read_purged
from orchestration.landing.rejected_files import files_left_out
from orchestration.landing.rekey import rekey

__all__ = [
    "SCHEMA_FILE",
    "Contract",
    "ContractError",
    "LakeError",
    "LandingInProgressError",
    "LandingResult",
    "LedgerEntry",
    "LedgerState",
    "TokenKeyError",
    "checked_entries",
    "copy_bundled_feeds",
    "files_left_out",
    "land_feed",
    "ledger_path",
    "ledger_state",
    "load_contract",
    "load_contracts",
    "mark_checked",
    "mend_ledgers",
    "read_entries",
    "read_purged",
    "rekey",
    "require_checked_loads",
    "require_lake_key",
    "start_from_published",
    "stray_items",
]
