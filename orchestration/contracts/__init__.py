"""Feed contracts: what a feed's files look like and how private each field is.

A contract is one YAML file per feed, `<feed>.yml`. It is validated when it is loaded. No feed file is read here.
"""

from orchestration.contracts.loading import (
    ContractError,
    canonical_contract,
    contract_path,
    find_contract,
    load_contract,
    load_contracts,
)
from orchestration.contracts.model import (
    FIELD_NAME,
    Contract,
    Delimiter,
    FieldContract,
    FieldType,
    Format,
    LakeColumn,
    Privacy,
    lake_columns,
)

__all__ = [
    "FIELD_NAME",
    "Contract",
    "ContractError",
    "Delimiter",
    "FieldContract",
    "FieldType",
    "Format",
    "LakeColumn",
    "Privacy",
    "canonical_contract",
    "contract_path",
    "find_contract",
    "lake_columns",
    "load_contract",
    "load_contracts",
]
