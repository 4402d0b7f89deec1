"""The JSON schema of contracts, by which editors complete and check them.

`python -m orchestration.contracts.schema` writes it beside the bundled contracts. It knows the entries and
their values one by one; what they mean together is told when a contract is loaded.
"""

from __future__ import annotations

import json

from orchestration.contracts.loading import BUNDLED_CONTRACTS
from orchestration.contracts.model import Contract

SCHEMA_PATH = BUNDLED_CONTRACTS / "contract.schema.json"


def schema_text() -> str:
    """The schema as its file has it."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"} | Contract.model_json_schema()
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    SCHEMA_PATH.write_text(schema_text(), encoding="utf-8")
