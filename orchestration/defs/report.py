"""The annual report of each year, made from the release that readers see."""

from datetime import timedelta
from typing import Any

import dagster as dg

from orchestration.defs import OWNERS
from orchestration.defs.notes import Notes
from orchestration.defs.release import PUBLISHED_KEY
from orchestration.defs.schedules import TIME_ZONE
from orchestration.landing.known_names import earliest_year
from orchestration.settings import Settings

REPORT_KEY = dg.AssetKey(["reports", "annual_report"])
GROUP = "reports"
JOB_NAME = "make_annual_report"
SENSOR_NAME = "annual_report_follows_releases"

# where the reference data has no rule that says it
_EARLIEST_YEAR = 1990

# cases of a year still come, and are closed, in the one after it
_FOLLOWED = timedelta(days=2 * 366 - 1)


class ReportConfig(dg.Config):
    """What is made besides the report of the whole: `branches` for the report of each branch as well."""

    branches: bool = False


def definitions(settings: Settings) -> dg.Definitions:
    """The asset, its job, and the sensor that follows releases, which is off until somebody turns it on.

    A year is a partition from the first that data may be of; Dagster adds each as it begins. Which of them a release
    knows is not asked: a report of any year can be made, and says what it has no data for. It is no part of the job
    that publishes, whose runs have no year and must not fail for a report.
    """
    years = dg.TimeWindowPartitionsDefinition(
        start=f"{earliest_year(settings.reference) or _EARLIEST_YEAR}",
        fmt="%Y",
        cron_schedule="0 0 1 1 *",
        timezone=TIME_ZONE,
        end_offset=1,
    )
    selection = dg.AssetSelection.assets(REPORT_KEY)
    job = dg.define_asset_job(
        JOB_NAME, selection=selection, description="Makes the report of a year, in all languages."
    )
    sensor = dg.AutomationConditionSensorDefinition(
        SENSOR_NAME,
        target=selection,
        description="Makes the reports of this year and the last one anew after each release.",
    )
    return dg.Definitions(assets=[_report_asset(settings, years)], jobs=[job], sensors=[sensor])


def follows_releases() -> dg.AutomationCondition[Any]:
    """This year and the last one, whenever a release was published."""
    recent = dg.AutomationCondition.in_latest_time_window(_FOLLOWED)
    return recent & dg.AutomationCondition.any_deps_updated() & ~dg.AutomationCondition.in_progress()


def _report_asset(settings: Settings, years: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    @dg.asset(
        key=REPORT_KEY,
        deps=[PUBLISHED_KEY],
        partitions_def=years,
        automation_condition=follows_releases(),
        group_name=GROUP,
        owners=OWNERS,
        kinds={"python"},
        description="The report of a year, in all languages: slides, a page, and the workbook behind the numbers.",
    )
    def annual_report(context: dg.AssetExecutionContext, config: ReportConfig) -> dg.MaterializeResult[Any]:
        # what draws slides and charts is imported by a report alone
        from orchestration.release.lookup import CURRENT, find_release
        from orchestration.report.making import make_branch_reports, make_report
        from orchestration.report.periods import period
        from orchestration.report.start_page import keep_start_page

        notes = Notes(context.log)
        release, asked = find_release(settings, CURRENT), period(int(context.partition_key))
        written = make_report(settings, release, asked)
        if config.branches:
            written += make_branch_reports(settings, release, asked)
        keep_start_page(settings, notes.add)
        return dg.MaterializeResult(
            metadata={
                "release_id": release.release_id,
                "files": dg.MetadataValue.md("\n".join(f"- `{path}`" for path in written)),
                **notes.metadata(),
            }
        )

    return annual_report
