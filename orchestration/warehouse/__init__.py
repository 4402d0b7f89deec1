"""How the warehouse file is built with dbt: its environment, its manifest, and whether a build may be incremental.

What is built is said in `dbt_project/`. Nothing here knows Dagster.
"""

from orchestration.warehouse.access import WarehouseInUseError, await_warehouse
from orchestration.warehouse.dbt_process import keep_dbt_waiting, run_dbt
from orchestration.warehouse.environment import dbt_environment, dbt_executable
from orchestration.warehouse.findings import Finding, build_errors, findings_of_tests, forget_results
from orchestration.warehouse.inputs import inputs_of_a_build
from orchestration.warehouse.manifest import parsed_project, prepare_manifest, semantic_manifest
from orchestration.warehouse.plan import (
    PartialBuildError,
    is_up_to_date,
    mark_complete,
    may_have_to_build,
    prepare_build,
)
from orchestration.warehouse.preview import TablePreview, preview_tables
from orchestration.warehouse.reference import ReferenceDataError, check_reference_data

__all__ = [
    "Finding",
    "PartialBuildError",
    "ReferenceDataError",
    "TablePreview",
    "WarehouseInUseError",
    "await_warehouse",
    "build_errors",
    "check_reference_data",
    "dbt_environment",
    "dbt_executable",
    "findings_of_tests",
    "forget_results",
    "inputs_of_a_build",
    "is_up_to_date",
    "keep_dbt_waiting",
    "mark_complete",
    "may_have_to_build",
    "parsed_project",
    "prepare_build",
    "prepare_manifest",
    "preview_tables",
    "run_dbt",
    "semantic_manifest",
]
