"""What dbt says that the report is made from."""

from __future__ import annotations

import re

import pytest
import yaml

from orchestration.release.lookup import CURRENT, find_release
from orchestration.report.content.branch import build_branch_report
from orchestration.report.content.report import build_report
from orchestration.report.periods import period
from orchestration.report.release import ReleaseReader, opened
from orchestration.report.start_page.writing import page_of
from orchestration.settings import DBT_PROJECT
from tests.conftest import BundledRun


@pytest.mark.slow
def test_the_exposure_names_what_the_report_reads(bundled_run: BundledRun, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = set()
    qualified = ReleaseReader._qualified

    def remembered(reader: ReleaseReader, table: str) -> str:
        asked.add(qualified(reader, table))
        return qualified(reader, table)

    monkeypatch.setattr(ReleaseReader, "_qualified", remembered)
    settings = bundled_run.settings
    with opened(settings, find_release(settings, CURRENT)) as reader:
        for name in (None, "H1"):
            build_report(reader, period(2011, name), "en")
            build_branch_report(reader, period(2011, name), "beijing", "en")
    page_of(settings, settings.reports)
    schemas = (re.findall(r'"(\w+)"\."(\w+)"', table)[0] for table in asked)
    read = {f"bi_{name}" if schema == "bi" else name for schema, name in schemas}
    exposures = yaml.safe_load((DBT_PROJECT / "models" / "_exposures.yml").read_text(encoding="utf-8"))["exposures"]
    (exposure,) = (exposure for exposure in exposures if exposure["name"] == "annual_report")
    assert exposure["depends_on"] == [f"ref('{name}')" for name in sorted(read)]
