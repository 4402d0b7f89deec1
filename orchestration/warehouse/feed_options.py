"""What the models have to know of a deployment's feed contracts."""

from __future__ import annotations

import json

from orchestration.settings import Settings

_OPTIONS = ("date_formats", "time_zone", "newest_by", "lines_by", "covered_from", "covered_to")


def feed_options(settings: Settings) -> str:
    """The options of every feed contract as one JSON document, by feed. Landing has checked the contracts before."""
    options = {}
    for path in sorted(settings.contracts.glob("*.yml")):
        contract = settings.contract_entries(path.stem)
        options[path.stem] = {name: contract[name] for name in _OPTIONS if name in contract}
    return json.dumps(options, ensure_ascii=False, sort_keys=True, default=str)
