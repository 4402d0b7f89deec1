"""Writing the start page. It takes well under a second, for every run writes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb
from markupsafe import Markup

from orchestration.durable import write_whole
from orchestration.release.manifest import Manifest
from orchestration.release.shelf import current_manifest
from orchestration.report.figures import LANGUAGES
from orchestration.report.page.markup import Hand, as_json, words
from orchestration.report.page.style import environment, file_text, script_hash, style
from orchestration.report.release import NoSuchCellError, hash_of, opened
from orchestration.report.start_page.facts import Facts, MarkedFigure
from orchestration.report.start_page.files import FORMATS, ReportFile, reports_in
from orchestration.report.statements.slots import Name
from orchestration.report.statements.telling import fixed
from orchestration.settings import Settings

_READABLE = 0o644
_FEEDS = {
    "call_center": ("Call center", "呼叫中心"),
    "hq": ("Head office", "总公司"),
    "satisfaction_survey": ("Satisfaction survey", "满意度调查"),
    "branch_exposure": ("Branch exposure", "分公司业务量"),
}


@dataclass(frozen=True)
class PeriodReports:
    """The reports on a period: the department's by language and format, and those of its branches."""

    period: str
    files: Mapping[tuple[str, str], ReportFile]
    branches: Mapping[str, Sequence[ReportFile]]

    @property
    def all_files(self) -> list[ReportFile]:
        """All of them."""
        return [*self.files.values(), *(file for files in self.branches.values() for file in files)]


def write_start_page(settings: Settings) -> Path:
    """Write `reports/index.html` of a home, and return its path. Without a release it says how one is made."""
    folder = settings.reports
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / "index.html"
    write_whole(page, page_of(settings, folder), _READABLE)
    return page


def page_of(settings: Settings, folder: Path) -> str:
    """The page as HTML."""
    release = current_manifest(settings)
    reports = _by_period(folder)
    # of a release that cannot be read, or is of a version that had other tables, the page says so
    with suppress(duckdb.Error, NoSuchCellError):
        if release:
            with opened(settings, release) as reader:
                return _rendered(settings, reports, release, Facts(settings, reader))
    return _rendered(settings, reports, release, None)


def _rendered(
    settings: Settings, reports: Sequence[PeriodReports], release: Manifest | None, facts: Facts | None
) -> str:
    release_hash = hash_of(release) if release else "-"
    hand = Hand("en", release_hash)
    years = facts.years() if facts else []
    missing = [year for year in years if str(year) not in {one.period for one in reports}]
    script = file_text("sources.js") + file_text("start.js")
    said = {language: {key: text[language] for key, text in words().items()} for language in LANGUAGES}
    pages = environment()
    pages.tests["of_release"] = lambda file, expected: file.release is not None and file.release[1] == expected
    return pages.get_template("start.html.j2").render(
        release=release,
        release_hash=release_hash,
        facts=facts,
        reports=reports,
        missing=missing,
        formats=FORMATS,
        folder=settings.reports,
        has_docs=(settings.docs / "index.html").is_file(),
        has_quality=(settings.quality / "index.html").is_file(),
        hand=hand,
        said=lambda text: hand.text(fixed(str(text))),
        n=_number,
        name=lambda one: _name(one, hand),
        feed=lambda code: _label(*_FEEDS[code]) if code in _FEEDS else hand.text(fixed(code)),
        label=_label,
        words=as_json(said),
        style=Markup(style("start.css")),
        script=Markup(script),
        script_hashes=Markup(script_hash(script)),
    )


def _by_period(folder: Path) -> list[PeriodReports]:
    files = sorted(reports_in(folder), key=lambda file: (-int(file.period[:4]), file.period))
    found = []
    for period, group in groupby(files, key=lambda file: file.period):
        own: dict[tuple[str, str], ReportFile] = {}
        branches: dict[str, list[ReportFile]] = {}
        for file in group:
            if file.branch:
                branches.setdefault(file.branch, []).append(file)
            else:
                own[file.language, file.format] = file
        found.append(PeriodReports(period, own, branches))
    return found


def _number(one: MarkedFigure) -> Markup:
    return Markup('<span class="n" data-mark="{}">{}</span>').format(one.mark, one.text)


def _label(english: Any, chinese: Any) -> Markup:
    return Markup('<span lang="en">{}</span> <span lang="zh-Hans">{}</span>').format(english, chinese)


def _name(one: Name | str | None, hand: Hand) -> Markup:
    if not isinstance(one, Name):
        return hand.text(fixed(one or "–"))
    pieces = [
        Markup('<span class="n" data-mark="{}">{}</span>').format(hand.mark(shown), shown.written)
        for shown in (one.figure("en"), one.figure("zh"))
    ]
    return _label(*pieces)
