"""A release of two tables, and a report of two numbers, for tests of what makes and verifies files."""

from __future__ import annotations

import json
from dataclasses import asdict

import duckdb

from orchestration.release.manifest import ChecksPassed, Manifest
from orchestration.report.document import Column, Document, Page, Paragraph, Run, Section, Table
from orchestration.report.figures import Language, Unit, figure
from orchestration.report.periods import Period
from orchestration.report.release import ReleaseReader
from orchestration.report.sources import cell
from orchestration.report.statements.telling import fixed
from orchestration.settings import Settings

RELEASE_ID = "20120101T000000Z-0123abcd"


def publish(settings: Settings) -> Manifest:
    """Put the release where readers look for it."""
    folder = settings.releases / RELEASE_ID
    folder.mkdir(parents=True)
    with duckdb.connect(str(folder / "complaints.duckdb")) as connection:
        connection.execute("create schema marts")
        connection.execute("create schema core")
        connection.execute(
            "create table marts.yearly as from (values (2011, 7825, 1 / 3)) as t(report_year, complaints, share)"
        )
        connection.execute("create table marts.branch_ranking as select unnest(['north', 'south']) as branch_code")
        connection.execute(
            "create table core.dim_branch as select * from (values ('south', 2), ('north', 1), ('unmapped', 3)) "
            "as t(branch_code, display_order)"
        )
    manifest = Manifest(
        RELEASE_ID, "2012-01-01T00:00:00+00:00", "1", {}, ChecksPassed(), {"marts.yearly": "a"}, number=1
    )
    text = json.dumps(asdict(manifest))
    (folder / "manifest.json").write_text(text)
    (settings.published / "manifest.json").write_text(text)
    return manifest


def report(reader: ReleaseReader, period: Period, language: Language) -> Document:
    """A report with a number in a table, and one in a sentence."""
    keys = {"report_year": period.year}
    complaints = figure(reader, Unit.COUNT, cell("yearly", "complaints", keys))
    share = figure(reader, Unit.SHARE, cell("yearly", "share", keys))
    table = Table(
        "yearly",
        fixed("Complaints"),
        (Column(fixed("All"), is_number=True),),
        (((Run(complaints.written, complaints),),),),
    )
    sentence = Paragraph((Run("Of all, "), Run(share.written, share), Run(" were about claims.")))
    page = Page("all", fixed("All complaints"), (sentence, table))
    return Document(
        key="annual_report",
        language=language,
        period=period,
        title=fixed(f"Complaints in {period.name}"),
        subtitle=(),
        sections=(Section("all", fixed("All"), (page,)),),
        release_id=reader.release_id,
        release_hash=reader.release_hash,
        release_number=reader.manifest.number,
    )
