"""The page of a run in the data docs: what was checked, when by the deployment's clock, and how it ended.

Named in the site's configuration, imported by nothing else.
"""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from great_expectations.core import RunIdentifier
from great_expectations.expectations.metadata_types import FailureSeverity
from great_expectations.render.renderer.page_renderer import ValidationResultsPageRenderer

from expectations.measured import WARNING_ICON
from expectations.outcome import in_local_time


class RunPageRenderer(ValidationResultsPageRenderer):
    """Great Expectations' own page calls a run failed that only warns, names no asset or file, and tells UTC."""

    def __init__(self, time_zone: str, **options: Any) -> None:
        super().__init__(**options)
        self._zone = ZoneInfo(time_zone)

    def render(self, validation_results: Any, suite_parameters: Any = None) -> Any:
        page = super().render(validation_results, suite_parameters)
        asset, time = _meta(validation_results).get("asset", ""), self._time_of(validation_results)
        page.page_title = f"{asset} · {time}"
        header, _, more = page.sections[0].content_blocks
        _complete(header.subheader.string_template, validation_results, asset, time)
        info = more.collapse[0]
        info.table = [[name, time if name == "Run Time" else value] for name, value in info.table]
        return page

    def _time_of(self, validation_results: Any) -> str:
        run = validation_results.meta["run_id"]
        run = run if isinstance(run, RunIdentifier) else RunIdentifier(**run)
        return in_local_time(run.run_time, self._zone)


def _complete(header: dict[str, Any], validation_results: Any, asset: str, time: str) -> None:
    header["template"] += "\n ${files_title} ${files}\n ${time_title} ${time}"
    header["params"] |= {
        "data_asset_name": asset,
        "files_title": "Files:",
        "files": ", ".join(_meta(validation_results).get("files", ())) or "--",
        "time_title": "Checked:",
        "time": time,
    }
    header["styling"]["params"] |= {name: {"classes": ["h6"]} for name in ("data_asset", "files_title", "time_title")}
    if _only_warns(validation_results.results):
        header["params"]["success"] = "Succeeded with warnings"
        header["params"]["html_success_icon"] = f'<i class="{" ".join(WARNING_ICON)}" aria-hidden="true"></i>'


def _only_warns(results: Any) -> bool:
    """Whether there are results that failed, none of which was critical."""
    failed = [result for result in results if not result.success]
    return bool(failed) and all(result.expectation_config.severity == FailureSeverity.WARNING for result in failed)


def _meta(validation_results: Any) -> dict[str, Any]:
    return next((result.expectation_config.meta or {} for result in validation_results.results), {})
