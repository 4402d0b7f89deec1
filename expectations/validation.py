"""Running a suite with Great Expectations and keeping its data docs, a static site that needs no network.

Great Expectations is imported only when a suite runs, here and in what this calls: the import takes ten seconds.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from expectations.chinese import in_chinese
from expectations.outcome import PLACES_SHOWN, CheckResult, Rule, SuiteOutcome, evaluate

if TYPE_CHECKING:
    import pandas as pd
    from great_expectations.core import ExpectationSuite, ExpectationSuiteValidationResult
    from great_expectations.data_context import EphemeralDataContext
    from great_expectations.data_context.types.resource_identifiers import (
        ExpectationSuiteIdentifier,
        ValidationResultIdentifier,
    )
    from great_expectations.expectations import Expectation

RUNS_KEPT = 30

# below the site: what its pages are drawn from
RECORDS = ".records"

# names of runs sort by time
_RUN_NAME = "%Y%m%dT%H%M%S.%fZ"

_SITE = "Complaint feeds and releases"


def validate(
    site: Path,
    suite_name: str,
    rules: Sequence[Rule],
    profile: Sequence[Mapping[str, float]],
    names: Sequence[str] = (),
    days_kept: int = 30,
    asset: str = "",
    time_zone: str = "UTC",
) -> SuiteOutcome:
    """Validate `profile` (rows of numbers, one per thing checked) by `rules` and update the data docs below `site`.

    `names` are those of the things checked, where there are several: a rule that is broken says by which. The pages
    name them, and the `asset` that they are of, and tell times by the clock of `time_zone`.

    The site is `index.html`; it keeps the last `RUNS_KEPT` runs of each suite that are no older than `days_kept`, and
    the newest one whatever its age. An empty profile is not validated, only the suite is documented. The caller sees to
    it that nobody else writes to the site, and that Great Expectations is told to send nothing.
    """
    import great_expectations as gx

    outcome = evaluate(suite_name, rules, profile, names)
    places = [result.places for result in outcome.results] or [()] * len(rules)
    checked = {"asset": asset or suite_name, "files": list(names)}
    context = _context(site, time_zone)
    suite = context.suites.add_or_update(
        gx.ExpectationSuite(
            name=suite_name, expectations=[_expectation(*each, checked) for each in zip(rules, places, strict=True)]
        )
    )
    if profile:
        validated = _run(context, suite, _numbers(rules, profile))
        outcome = replace(outcome, results=tuple(_results(rules, validated, outcome)))
    _forget_old_runs(site, suite_name, days_kept)
    pages = _newest_pages(context, suite_name)
    context.build_data_docs(
        site_names=[_SITE],
        resource_identifiers=pages,  # type: ignore[arg-type]  # it takes both kinds, and is typed for one at a time
    )
    return replace(outcome, page=_page(site, suite_name, is_validated=bool(profile)))


def _page(site: Path, suite_name: str, *, is_validated: bool) -> str:
    """The page of what was just validated, or else that of the suite."""
    runs = sorted((site / "validations" / suite_name).glob("*/*/*.html")) if is_validated else []
    return str(runs[-1].relative_to(site)) if runs else suite_page(suite_name)


def suite_page(suite_name: str) -> str:
    """Where the page of a suite is written, below its site."""
    return f"expectations/{suite_name}.html"


def _context(folder: Path, time_zone: str) -> EphemeralDataContext:
    import great_expectations as gx
    from great_expectations.data_context.types.base import DataContextConfig, ProgressBarsConfig

    def stored(kind: str, folder_name: str) -> dict[str, Any]:
        place = str(folder / RECORDS / folder_name)
        backend = {"class_name": "TupleFilesystemStoreBackend", "base_directory": place, "filepath_suffix": ".json"}
        return {"class_name": kind, "store_backend": backend}

    def forgotten(kind: str) -> dict[str, Any]:
        return {"class_name": kind, "store_backend": {"class_name": "InMemoryStoreBackend"}}

    def view(name: str, **options: str) -> dict[str, str]:
        return {"module_name": "expectations.offline_view", "class_name": name, **options}

    index = view("OfflineIndexView", time_zone=time_zone, records=str(folder / RECORDS))
    page = {"module_name": "expectations.pages", "class_name": "RunPageRenderer", "time_zone": time_zone}

    config = DataContextConfig(
        config_version=4,
        analytics_enabled=False,
        fluent_datasources={},
        expectations_store_name="expectations",
        validation_results_store_name="validations",
        checkpoint_store_name="checkpoints",
        stores={
            "expectations": stored("ExpectationsStore", "expectations"),
            "validations": stored("ValidationResultsStore", "validations"),
            "checkpoints": forgotten("CheckpointStore"),
            "validation_definition_store": forgotten("ValidationDefinitionStore"),
        },
        data_docs_sites={
            _SITE: {
                "class_name": "SiteBuilder",
                "show_how_to_buttons": False,
                "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder)},
                "site_index_builder": {"class_name": "DefaultSiteIndexBuilder", "view": index},
                "site_section_builders": {
                    "expectations": {"view": view("OfflinePageView")},
                    "validations": {"renderer": page, "view": view("OfflinePageView")},
                    "profiling": "none",
                },
            }
        },
        progress_bars=ProgressBarsConfig(globally=False),
    )
    return gx.get_context(mode="ephemeral", project_config=config)


def _expectation(rule: Rule, broken_by: Sequence[str], checked: Mapping[str, Any]) -> Expectation:
    from great_expectations.expectations.metadata_types import FailureSeverity

    from expectations.measured import expectation_of

    consequence = "stops the run" if rule.severity == "critical" else "is only reported"
    return expectation_of(rule)(
        column=rule.about,
        measure=rule.column,
        min_value=rule.at_least,
        max_value=rule.at_most,
        severity=FailureSeverity(rule.severity),
        description=f"{rule.sentence} (If not, it {consequence}.){_in_places(broken_by)}"
        f"\n{in_chinese(rule.sentence, rule.severity)}",
        meta=dict(checked),
    )


def _in_places(places: Sequence[str]) -> str:
    more = f" and {len(places) - PLACES_SHOWN} more" if len(places) > PLACES_SHOWN else ""
    return f" Not so in the last check: {', '.join(places[:PLACES_SHOWN])}{more}." if places else ""


def _numbers(rules: Sequence[Rule], profile: Sequence[Mapping[str, float]]) -> pd.DataFrame:
    """The profile as Great Expectations sees it: converted to floats, so that no text can get in."""
    import pandas as pd

    columns = list(dict.fromkeys(rule.column for rule in rules))
    return pd.DataFrame([{column: float(row[column]) for column in columns} for row in profile])


def _run(
    context: EphemeralDataContext, suite: ExpectationSuite, numbers: pd.DataFrame
) -> ExpectationSuiteValidationResult:
    import great_expectations as gx
    from great_expectations.core import RunIdentifier

    asset = context.data_sources.add_pandas("profiles").add_dataframe_asset(suite.name)
    definition = context.validation_definitions.add(
        gx.ValidationDefinition(
            name=suite.name, data=asset.add_batch_definition_whole_dataframe("profile"), suite=suite
        )
    )
    now = datetime.now(UTC)
    return definition.run(
        batch_parameters={"dataframe": numbers},
        result_format="BASIC",
        run_id=RunIdentifier(run_name=f"{now:{_RUN_NAME}}", run_time=now),
    )


def _results(
    rules: Sequence[Rule], validated: ExpectationSuiteValidationResult, outcome: SuiteOutcome
) -> Iterator[CheckResult]:
    """The outcome as Great Expectations found it; it reports no number where it could not evaluate a rule."""
    by_measure = {
        result.expectation_config.kwargs["measure"]: result for result in validated.results if result.expectation_config
    }
    for rule, result in zip(rules, outcome.results, strict=True):
        found = by_measure[rule.column]
        extreme = found.result.get("observed_value")
        observed = "could not be evaluated" if extreme is None else rule.in_words(extreme)
        yield replace(result, success=bool(found.success), observed=observed)


def _newest_pages(
    context: EphemeralDataContext, suite_name: str
) -> list[ExpectationSuiteIdentifier | ValidationResultIdentifier]:
    from great_expectations.data_context.types.resource_identifiers import (
        ExpectationSuiteIdentifier,
        ValidationResultIdentifier,
    )

    runs = [
        key
        for key in context.validation_results_store.list_keys()
        if isinstance(key, ValidationResultIdentifier) and key.expectation_suite_identifier.name == suite_name
    ]
    newest = sorted(runs, key=lambda key: key.run_id.run_time)[-1:]
    return [ExpectationSuiteIdentifier(name=suite_name), *newest]


def _forget_old_runs(site: Path, suite_name: str, days_kept: int) -> None:
    """Remove all but the newest runs of a suite: their records and their pages, which lie in like-named folders.

    A page without its record is one that no index leads to.
    """
    records = site / RECORDS / "validations" / suite_name
    pages = site / "validations" / suite_name
    newest = sorted(run.name for run in records.glob("*"))[-RUNS_KEPT:]
    oldest = f"{datetime.now(UTC) - timedelta(days=days_kept):{_RUN_NAME}}"
    kept = {*newest[-1:], *(name for name in newest if name >= oldest)}
    for run in [*records.glob("*"), *pages.glob("*")]:
        if run.name not in kept:
            shutil.rmtree(run, ignore_errors=True)
