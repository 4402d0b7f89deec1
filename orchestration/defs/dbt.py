"""The dbt models and tests as assets and asset checks."""

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import metadata
from typing import Any

import dagster as dg
from dagster_dbt import DbtCliInvocation, dbt_assets
from dagster_dbt.asset_utils import DBT_INDIRECT_SELECTION_ENV, get_updated_cli_invocation_params_for_context
from packaging.version import Version

from orchestration import progress
from orchestration.defs import LOGGED_EVERY
from orchestration.defs.dbt_translation import StageTranslator, configuration_files, figure_history
from orchestration.defs.engines import engine_for_models
from orchestration.defs.findings import checks_of_runs, with_finding
from orchestration.defs.previews import previewed
from orchestration.defs.turns import take_turn
from orchestration.defs.unchanged import as_built, release_stands
from orchestration.landing import require_checked_loads, start_from_published
from orchestration.release import (
    forget_build,
    may_be_released,
    published_loads,
    record_build,
    release_built_on,
    write_history,
)
from orchestration.settings import DBT_PROJECT, FEEDS, Settings
from orchestration.warehouse import (
    await_warehouse,
    build_errors,
    check_reference_data,
    findings_of_tests,
    forget_results,
    inputs_of_a_build,
    is_up_to_date,
    mark_complete,
    prepare_build,
    prepare_manifest,
    run_dbt,
)
from orchestration.warehouse.environment import results_folder

_PUBLISHED_SCHEMAS = frozenset({"core", "marts", "bi"})


def configuration(settings: Settings) -> dg.Definitions:
    """The files that the models read beside the lake: reference data, and what was published."""
    manifest = json.loads(prepare_manifest(settings).read_text(encoding="utf-8"))
    return dg.Definitions(assets=[*configuration_files(settings, manifest), figure_history(settings, manifest)])


def published_models(models: dg.AssetsDefinition) -> list[dg.AssetKey]:
    """Keys of the models that a release holds."""
    return sorted(key for key in models.keys if key.path[0] in _PUBLISHED_SCHEMAS)


def dbt_models(settings: Settings) -> dg.AssetsDefinition:
    """The dbt assets of a deployment. Parses the dbt project if it changed since the last time."""

    @dbt_assets(
        name="dbt_models",
        manifest=prepare_manifest(settings),
        dagster_dbt_translator=StageTranslator(),
    )
    def build(context: dg.AssetExecutionContext) -> Iterator[Any]:
        take_turn(context, settings)
        check_reference_data(settings)
        for feed in FEEDS:
            start_from_published(settings, feed, published_loads(settings).get(feed, 0))
        require_checked_loads(settings, FEEDS)
        await_warehouse(settings, context.log.warning)
        of_all_models = set(context.selected_asset_keys) == set(build.keys)
        inputs = inputs_of_a_build(settings)
        if of_all_models and is_up_to_date(settings, inputs):
            if release_stands(context, settings):
                return
            if may_be_released(settings, results_folder(settings)):
                yield from as_built(context, settings)
                return
        context.log.info(prepare_build(settings, of_all_models=of_all_models))
        # what damage left of the history is said when the candidate is made
        write_history(settings, say=context.log.debug)
        continues = release_built_on(settings)
        forget_build(settings)
        forget_results(settings)
        try:
            with engine_for_models(settings, context.log.info) as engine:
                invocation = _dbt_build(context, settings, engine.environment)
                progress.begin("building", "models and tests", _nodes_of(context))
                with _ended_with(invocation.process), progress.told_to(context.log.info, LOGGED_EVERY):
                    events = engine.shown_after(_counted(invocation.stream()))
                    yield from _with_details(context, events, settings)
        finally:
            expectations = _feed_expectations(context)
            record_build(settings, results_folder(settings), expectations, context.run_id, continues)
        if not invocation.is_successful():
            raise dg.Failure(_what_failed(settings, invocation), allow_retries=False)
        mark_complete(settings, inputs if of_all_models else None)

    return build


def _dbt_build(
    context: dg.AssetExecutionContext, settings: Settings, environment: Mapping[str, str]
) -> DbtCliInvocation:
    """`dbt build` of what the run has selected, with the environment that its engine adds.

    `DbtCliResource` would do the same with a dbt that it starts and that parses, and connect to the warehouse itself.
    """
    selected = get_updated_cli_invocation_params_for_context(context, {}, StageTranslator())
    chosen = {DBT_INDIRECT_SELECTION_ENV: selected.indirect_selection} if selected.indirect_selection else {}
    # unit tests judge the code, not the data: they run with the test suite; exposures build nothing
    arguments = ["build", "--exclude-resource-type", "unit_test", "--exclude-resource-type", "exposure"]
    return DbtCliInvocation(
        process=run_dbt(settings, [*arguments, *selected.selection_args], {**environment, **chosen}, settings.engine),
        manifest=selected.manifest,
        dagster_dbt_translator=selected.dagster_dbt_translator,
        project_dir=DBT_PROJECT,
        target_path=results_folder(settings),
        raise_on_error=False,
        cli_version=Version(metadata.version("dbt-core")),
        context=context,
    )


def _nodes_of(context: dg.AssetExecutionContext) -> int:
    return len(context.selected_asset_keys) + len(context.selected_asset_check_keys)


def _counted(events: Iterator[Any]) -> Iterator[Any]:
    """The events of dbt, of which each model and each test has one when it has ended."""
    for number, event in enumerate(events, start=1):
        named = event.output_name if isinstance(event, dg.Output) else getattr(event, "check_name", None)
        progress.advance(number, (named or "").replace("__", ".", 1))
        yield event


def _with_details(context: dg.AssetExecutionContext, events: Iterator[Any], settings: Settings) -> Iterator[Any]:
    """Pass on at once the checks that passed; hold the rest back until dbt has let go of the file and can be asked.

    Outputs then get the number of their rows, checks the rows that they object to.
    """
    outputs: list[dg.Output[Any]] = []
    not_passed: list[dg.AssetCheckResult] = []
    for event in events:
        if isinstance(event, dg.Output):
            outputs.append(event)
        elif isinstance(event, dg.AssetCheckResult) and not event.passed:
            not_passed.append(event)
        else:
            yield event
    findings = findings_of_tests(settings)
    for check in not_passed:
        yield with_finding(check, findings.get(check.check_name or ""))
    yield from previewed(context, outputs, settings)


@contextmanager
def _ended_with(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Kill the process if the block does not come to its end: nobody would hear of it, and it holds the warehouse."""
    try:
        yield
    except BaseException:
        process.kill()
        process.wait()
        raise


def _what_failed(settings: Settings, invocation: DbtCliInvocation) -> str:
    """What dbt could not build, or which tests stopped it; dbt's own words where it came to neither."""
    failed = [name for name, finding in findings_of_tests(settings).items() if not finding.is_warning]
    tests = [f"Tests failed: {', '.join(failed)}."] if failed else []
    return "\n".join([*build_errors(settings), *tests]) or str(invocation.get_error())


def _feed_expectations(context: dg.AssetExecutionContext) -> tuple[int, int]:
    """How many expectations of the feeds passed and warned in this run, before the build."""
    checks = checks_of_runs(context.instance, [context.run_id])
    return _total(checks, "expectations_passed"), _total(checks, "expectations_warned")


def _total(checks: Sequence[dg.AssetCheckEvaluation], count: str) -> int:
    found = (check.metadata.get(count) for check in checks)
    return sum(value.value or 0 for value in found if isinstance(value, dg.IntMetadataValue))
