"""The department's report: its sections in order, each of which a module of this folder writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from orchestration.report.content import (
    categories,
    comparability,
    data_quality,
    definitions,
    head_office,
    improvement,
    next_steps,
    rates,
    reconciliation,
    revisions,
    system_wide,
)
from orchestration.report.content.context import Context, labels
from orchestration.report.content.wording import noun
from orchestration.report.document import Document, Run, Section, Text
from orchestration.report.figures import Language
from orchestration.report.periods import Period
from orchestration.report.release import ReleaseReader

SECTIONS: tuple[Callable[[Context], Section], ...] = (
    system_wide.section,
    head_office.section,
    categories.section,
    improvement.section,
    next_steps.section,
    rates.section,
    comparability.section,
    reconciliation.section,
    revisions.section,
    data_quality.section,
    definitions.section,
)


def build_report(reader: ReleaseReader, period: Period, language: Language) -> Document:
    """The report of a period. It is built of any release; a section that has nothing to say says so in a line."""
    context = Context(reader, period, language)
    return Document(
        key="annual_report",
        language=language,
        period=period,
        title=context.label("report.title" if period.is_year else "report.title_of_part", period=noun(context)),
        subtitle=context.label("report.subtitle"),
        sections=tuple(headed(section(context)) for section in SECTIONS),
        release_id=reader.release_id,
        release_hash=reader.release_hash,
        release_number=reader.manifest.number,
        words=words(context),
    )


def headed(section: Section) -> Section:
    """A section whose pages' titles are headlines: a sentence without its full stop."""
    return replace(section, pages=tuple(replace(page, title=_without_stop(page.title)) for page in section.pages))


def _without_stop(text: Text) -> Text:
    *before, last = text
    return (*before, Run(last.text.rstrip(".。"))) if last.figure is None else text


def words(context: Context) -> dict[str, Text]:
    """What a writer of files needs besides the document, by key: the entries of `labels/words.yml`."""
    return {key: context.label(f"words.{key}") for key in labels("words")}
