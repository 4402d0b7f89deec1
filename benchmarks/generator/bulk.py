"""The same world at any scale: whole columns, chunk by chunk, written as CSV or Parquet."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import mean

import numpy as np
import pyarrow as pa

from benchmarks.generator import bulk_defects, people, plan, text, world
from benchmarks.generator.bulk_files import FileWriter
from benchmarks.generator.complaints import (
    Complaints,
    categories_of_kinds,
    draw_complaints,
    draw_received,
    render,
)
from benchmarks.generator.draws import Draws
from benchmarks.generator.exposure import draw_exposure
from benchmarks.generator.survey import ANSWERS_PER_RESPONDENT, draw_survey, render_survey

CHUNK_ROWS = 200_000
WORKERS = 2
_LINK_DELAY_DAYS = 6
_LINK_DISAGREES = 0.04
_FILE_STEMS = {
    "call_center": "callcenter",
    "hq": "总公司投诉登记",
    "satisfaction_survey": "satisfaction_survey",
    "branch_exposure": "branch_exposure",
}

Columns = dict[str, pa.Array]


@dataclass(frozen=True)
class Scale:
    """What to make: `rows` complaints of both complaint feeds together over `years`, drawn from `seed`."""

    rows: int
    years: tuple[int, ...]
    encoding: str
    seed: int

    @property
    def last_day(self) -> int:
        return text.day_number(self.years[-1] + 1) - 1


@dataclass(frozen=True)
class _Part:
    """One chunk of a year: which part of how many, its rows, and the rows of the year before it."""

    year: int
    part: int
    parts: int
    rows: dict[str, int]
    rows_before: dict[str, int]


def apportion(total: int, weights: list[float]) -> list[int]:
    """Whole numbers in the ratio of the weights that add up to `total`."""
    bounds = np.floor(np.cumsum([0, *weights]) / sum(weights) * total + 1e-9).astype(int)
    bounds[-1] = total
    return np.diff(bounds).tolist()


def _kind_counts(feed: str, year: int) -> list[float]:
    """Planned complaints of each kind in a year; the mean of the planned years for any other."""
    codes = [kind.code for kind in world.kinds(feed)]
    planned = plan.COMPLAINTS[feed]
    if year in planned:
        return [planned[year][code] for code in codes]
    return [mean(counts[code] for counts in planned.values()) for code in codes]


def rows_per_year(scale: Scale) -> dict[int, dict[str, int]]:
    """Rows of each year and feed; the survey follows the complaints in the bundled world's ratio."""
    years = apportion(scale.rows, [sum(_kind_counts("call_center", year)) for year in scale.years])
    bundled = {feed: plan.complaints_of(feed) for feed in plan.COMPLAINTS}
    answers_per_complaint = sum(plan.SURVEY_ANSWERS.values()) / sum(bundled.values())
    result = {}
    for year, rows in zip(scale.years, years, strict=True):
        call_center, head_office = apportion(rows, list(bundled.values()))
        answers = round(rows * answers_per_complaint)
        result[year] = {"call_center": call_center, "hq": head_office, "satisfaction_survey": answers}
    return result


def _parts(year: int, rows: dict[str, int]) -> Iterator[_Part]:
    parts = max(1, -(-max(rows.values()) // CHUNK_ROWS))
    shares = {feed: apportion(count, [1.0] * parts) for feed, count in rows.items()}
    before = dict.fromkeys(rows, 0)
    for part in range(parts):
        own = {feed: counts[part] for feed, counts in shares.items()}
        yield _Part(year, part, parts, own, dict(before))
        before = {feed: before[feed] + own[feed] for feed in rows}


def _spoiled_columns(
    draws: Draws, scale: Scale, feed: str, complaints: Complaints, numbers: pa.Array, extra: Columns, repeated: int
) -> Columns:
    bulk_defects.close_too_early(draws, feed, complaints)
    columns = render(complaints, feed, numbers, scale.encoding) | extra
    branches = tuple(row["branch_name_zh"] for row in world.reference("branches"))
    kinds = tuple(kind.name_zh for kind in world.kinds(feed))
    columns["branch"] = bulk_defects.respell(draws, feed, "branch", branches, complaints.branch, scale.encoding)
    columns["category"] = bulk_defects.respell(draws, feed, "category", kinds, complaints.kind, scale.encoding)
    columns["received_at"] = bulk_defects.other_date_formats(
        draws, feed, complaints.received, columns["received_at"], scale.encoding
    )
    bulk_defects.break_keys(draws, feed, columns, scale.encoding)
    return bulk_defects.repeat_rows(draws, columns, repeated, scale.encoding)


def _call_center(scale: Scale, part: _Part) -> tuple[Columns, Complaints, pa.Array]:
    """A chunk of the call center's rows, and the complaints behind it with their numbers."""
    draws = Draws(scale.seed, "scaled call_center", part.year, part.part)
    repeated = bulk_defects.superseded_count("call_center", part.rows["call_center"])
    count = part.rows["call_center"] - repeated
    received = draw_received(draws, "call_center", part.year, count, part.part, part.parts)
    kind = draws.pick(count, _kind_counts("call_center", part.year))
    complaints = draw_complaints(draws, "call_center", received, kind, scale.rows, scale.last_day)
    serials = part.rows_before["call_center"] + 1 + np.arange(count)
    numbers = text.number_text(serials, 8, prefix=f"CC{part.year % 100:02d}")
    return _spoiled_columns(draws, scale, "call_center", complaints, numbers, {}, repeated), complaints, numbers


def _choose_links(draws: Draws, kind: np.ndarray, call_center: Complaints) -> np.ndarray:
    """Row of the call center's complaint behind each of head office's, mostly of the same category; -1 for none."""
    categories = categories_of_kinds("hq")[kind]
    sources = categories_of_kinds("call_center")[call_center.kind]
    links = np.full(len(kind), -1)
    is_linked = draws.chance(len(kind), world.HQ_LINKED_SHARE)
    for category in np.unique(categories):
        candidates, wanted = np.flatnonzero(sources == category), is_linked & (categories == category)
        if len(candidates):
            links[wanted] = candidates[draws.below(int(wanted.sum()), len(candidates))]
    disagrees = draws.chance(len(kind), _LINK_DISAGREES) & (links >= 0)
    links[disagrees] = draws.below(int(disagrees.sum()), len(call_center))
    return links


def _head_office(scale: Scale, part: _Part, call_center: Complaints, numbers: pa.Array) -> Columns:
    """A chunk of head office's rows, linked to the call center's chunk of the same days."""
    draws = Draws(scale.seed, "scaled hq", part.year, part.part)
    repeated = bulk_defects.superseded_count("hq", part.rows["hq"])
    count = part.rows["hq"] - repeated
    received = draw_received(draws, "hq", part.year, count, part.part, part.parts)
    kind = draws.pick(count, _kind_counts("hq", part.year))
    links = _choose_links(draws, kind, call_center) if len(call_center) else np.full(count, -1)
    is_linked = links >= 0
    year_end = (text.day_number(part.year + 1) - 1) * text.MINUTES_PER_DAY
    delay = draws.below(count, _LINK_DELAY_DAYS) * text.MINUTES_PER_DAY
    if is_linked.any():
        received[is_linked] = np.minimum(call_center.received[links] + delay, year_end)[is_linked]
    received -= received % text.MINUTES_PER_DAY
    complaints = draw_complaints(draws, "hq", received, kind, scale.rows, scale.last_day)
    complaints.closed -= np.where(complaints.closed < 0, 0, complaints.closed % text.MINUTES_PER_DAY)
    if is_linked.any():
        complaints.customer[is_linked] = call_center.customer[links][is_linked]
        complaints.branch[is_linked] = people.branches_of(complaints.customer)[is_linked]
    order = np.argsort(received, kind="stable")
    extra = {"call_center_number": text.look_up(numbers, links[order])}
    extra |= dict.fromkeys(("what_happened", "analysis", "lesson"), pa.nulls(count, pa.binary()))
    own_numbers = text.number_text(part.rows_before["hq"] + 1 + np.arange(count), 7, prefix=f"HQ{part.year}-")
    return _spoiled_columns(draws, scale, "hq", complaints.take(order), own_numbers, extra, repeated)


def _survey(scale: Scale, part: _Part) -> Columns:
    draws = Draws(scale.seed, "scaled survey", part.year, part.part)
    first = -(-part.rows_before["satisfaction_survey"] // ANSWERS_PER_RESPONDENT) * ANSWERS_PER_RESPONDENT
    return render_survey(draw_survey(draws, part.year, part.rows["satisfaction_survey"], first), "utf-8")


def _exposure(scale: Scale, year: int) -> Columns:
    rows = draw_exposure(scale.seed, [year])
    return {
        field: text.words([str(row[field]) for row in rows], scale.encoding)
        for field in world.headers("branch_exposure")
    }


def _make(scale: Scale, part: _Part, writers: dict[str, FileWriter]) -> dict[str, pa.Table | pa.Array]:
    """Every feed's share of one chunk, prepared for its writer."""
    call_center, complaints, numbers = _call_center(scale, part)
    chunks = {
        "call_center": call_center,
        "hq": _head_office(scale, part, complaints, numbers),
        "satisfaction_survey": _survey(scale, part),
    }
    if part.part == 0:
        chunks["branch_exposure"] = _exposure(scale, part.year)
    return {feed: writers[feed].prepare(columns) for feed, columns in chunks.items()}


def _ahead(jobs: Iterator[Callable[[], dict]]) -> Iterator[dict]:
    """Results of the jobs in order, a few worked on ahead so that memory stays bounded."""
    with ThreadPoolExecutor(WORKERS) as pool:
        running: deque[Future] = deque()
        for job in jobs:
            running.append(pool.submit(job))
            if len(running) > WORKERS:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()


def write_scaled(
    out: Path,
    rows: int,
    years: tuple[int, ...] = plan.YEARS,
    file_format: str = "csv",
    encoding: str = "gb18030",
    seed: int = world.DEFAULT_SEED,
) -> dict[Path, int]:
    """Write `rows` complaints over `years` with survey and exposure alongside; gives each file's number of rows.

    One file per feed and year below ``out/<feed>/``. `file_format` is csv or parquet (all columns text, blanks null);
    the encoding holds for CSV, but the survey is always UTF-8 with a byte-order mark.
    """
    in_file = encoding if file_format == "csv" else "utf-8"
    scale = Scale(rows, tuple(years), in_file, seed)
    written: dict[Path, int] = {}
    for year, counts in rows_per_year(scale).items():
        with ExitStack() as stack:
            writers = {}
            for feed, stem in _FILE_STEMS.items():
                path = out / feed / f"{stem}_{year}.{file_format}"
                writer = FileWriter(path, world.headers(feed), _encoding(feed, in_file))
                writers[feed] = stack.enter_context(closing(writer))
            jobs = (partial(_make, scale, part, writers) for part in _parts(year, counts))
            for chunks in _ahead(jobs):
                for feed, chunk in chunks.items():
                    writers[feed].write(chunk)
        written |= {writer.path: writer.rows for writer in writers.values()}
    return written


def _encoding(feed: str, encoding: str) -> str:
    return "utf-8-sig" if feed == "satisfaction_survey" else encoding
