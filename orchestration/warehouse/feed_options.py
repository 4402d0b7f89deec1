"""What the models have to know of a deployment's feed contracts."""

from __future__ import annotations

import json

from orchestration.contracts import load_contracts
from orchestration.settings import Settings

_OPTIONS = {"date_formats", "time_zone", "newest_by", "lines_by", "covered_from", "covered_to"}


def feed_options(settings: Settings) -> str:
    """The options that feed contracts name, as one JSON document, by feed. Raises `ContractError` for a wrong one."""
    contracts = load_contracts(settings.contracts) if settings.contracts.is_dir() else {}
    options = {
        feed: contract.model_dump(mode="json", include=_OPTIONS, exclude_unset=True)
        for feed, contract in contracts.items()
    }
    return json.dumps(options, ensure_ascii=False, sort_keys=True)
