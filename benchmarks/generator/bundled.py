"""The bundled world: the planned counts, drawn, spoiled and written as the files of seeds/feeds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.generator import cases, corruption, hq, plan, survey, text, world
from benchmarks.generator.complaints import (
    Complaints,
    draw_complaints,
    draw_received,
    render_rows,
)
from benchmarks.generator.corruption import Row
from benchmarks.generator.defects import DEFECTS
from benchmarks.generator.draws import Draws
from benchmarks.generator.exposure import draw_exposure
from benchmarks.generator.writers import write_csv, write_workbook

FILES = {
    ("call_center", 2010): "call_center/callcenter_2010.csv",
    ("call_center", 2011): "call_center/callcenter_2011.csv",
    ("hq", 2010): "hq/总公司投诉登记_2010.xlsx",
    ("hq", 2011): "hq/总公司投诉登记_2011.xlsx",
    ("satisfaction_survey", 2010): "satisfaction_survey/satisfaction_survey_2010.csv",
    ("satisfaction_survey", 2011): "satisfaction_survey/satisfaction_survey_2011.csv",
    ("branch_exposure", None): "branch_exposure/branch_exposure.xlsx",
}
# fields under their second name: the systems renamed columns between the years
ALIASED_HEADERS = {
    ("call_center", 2010): ("complaint_number", "category", "channel"),
    ("hq", 2010): ("received_at", "branch", "channel", "controllable", "call_center_number", "phone"),
}
LAST_DAY = text.day_number(plan.YEARS[-1] + 1) - 1
WORLD_SIZE = sum(map(plan.complaints_of, plan.COMPLAINTS))


@dataclass(frozen=True)
class FileTruth:
    """What a correct reader makes of one bundled file; rows_read = accepted + superseded + quarantined.

    `reasons` counts quarantine reasons, of which a row may have several.
    """

    rows_read: int
    accepted: int
    superseded: int
    quarantined: int
    reasons: dict[str, int] = field(default_factory=dict)


def bundled_truth() -> dict[str, FileTruth]:
    """The expected numbers of each bundled file, keyed by its path below seeds/feeds, from the plan and DIRT alone."""
    clean = {("branch_exposure", None): len(world.branch_codes()) * len(plan.YEARS)}
    for year in plan.YEARS:
        clean["call_center", year] = sum(plan.CALL_CENTER[year].values())
        clean["hq", year] = sum(plan.HQ[year].values())
        clean["satisfaction_survey", year] = plan.SURVEY_ANSWERS[year]
    truth = {}
    for (feed, year), name in FILES.items():
        defects = DEFECTS[feed, year]
        received_late = (
            sum(DEFECTS[feed, year - 1].late_corrections.values()) if (feed, (year or 0) - 1) in DEFECTS else 0
        )
        accepted = clean[feed, year] - sum(defects.late_corrections.values()) + received_late
        reasons = Counter(reason for fault in defects.faults for reason in fault.reasons)
        truth[name] = FileTruth(
            rows_read=accepted + defects.superseded + len(defects.faults),
            accepted=accepted,
            superseded=defects.superseded,
            quarantined=len(defects.faults),
            reasons=dict(reasons),
        )
    return truth


def _with_numbers(rows: Complaints, prefix: str, width: int) -> list[str]:
    return [f"{prefix}{number:0{width}d}" for number in range(1, len(rows) + 1)]


def _draw_call_center(seed: int, year: int) -> tuple[Complaints, list[str], np.ndarray]:
    """The planned complaints and those that become faulty rows, their numbers, and which are which (True: faulty)."""
    draws = Draws(seed, "call_center", year)
    planned = plan.planned_kinds("call_center", year)
    faults = len(DEFECTS["call_center", year].faults)
    extra = draws.below(faults, len(world.kinds("call_center")))
    order = draws.order(len(planned) + faults)
    kind, is_faulty = np.concatenate([planned, extra])[order], (order >= len(planned))
    received = draw_received(draws, "call_center", year, len(kind))
    complaints = draw_complaints(draws, "call_center", received, kind, WORLD_SIZE, LAST_DAY)
    return complaints, _with_numbers(complaints, f"CC{year % 100:02d}", 6), is_faulty


def _draw_hq_faults(seed: int, year: int) -> Complaints:
    draws = Draws(seed, "hq faults", year)
    count = len(DEFECTS["hq", year].faults)
    received = draw_received(draws, "hq", year, count)
    received -= received % text.MINUTES_PER_DAY
    kind = draws.below(count, len(world.kinds("hq")))
    return draw_complaints(draws, "hq", received, kind, WORLD_SIZE, LAST_DAY)


def _finish(seed: int, feed: str, year: int, rows: list[Row], faulty: list[Row]) -> tuple[list[Row], list[Row]]:
    """Spoil a file's rows and strew the faulty ones among them; also gives the rows that belong to the next file."""
    draws, defects = Draws(seed, "dirt", feed, year), DEFECTS[feed, year]
    spoiled, late = corruption.spoil_file(draws, feed, rows, defects)
    if defects.bad_closings:
        corruption.misdate_closings(Draws(seed, "bad closings", feed, year), spoiled, defects.bad_closings)
    broken = [corruption.faulty(row, fault) for row, fault in zip(faulty, defects.faults, strict=True)]
    return corruption.insert_anywhere(draws, spoiled, broken), late


def _hq_rows(seed: int, year: int, call_center: Complaints, numbers: list[str]) -> list[Row]:
    complaints = hq.draw_hq(Draws(seed, "hq", year), year, WORLD_SIZE, LAST_DAY)
    links = hq.link_to_call_center(Draws(seed, "links", year), year, complaints, call_center, numbers)
    hq.return_customers(Draws(seed, "returning", year), year, complaints, links)
    rows = render_rows(complaints, "hq", _with_numbers(complaints, f"HQ{year}-", 4))
    for row, link in zip(rows, links, strict=True):
        row["call_center_number"] = link
    kinds = {kind.code: kind for kind in world.kinds("hq")}
    causes = {
        (kind.code, cause["cause_code"]): cause["cause_name_zh"]
        for kind in kinds.values()
        for cause in world.reference("causes")
        if cause["category_code"] == kind.category_code
    }
    cases.add_typical_cases(rows, year, {code: kind.name_zh for code, kind in kinds.items()}, causes)
    return rows


def _survey_rows(seed: int, year: int, count: int) -> list[Row]:
    answers = survey.render_survey(survey.draw_survey(Draws(seed, "survey", year), year, count), "utf-8")
    columns = {name: column.cast(pa.string()).to_pylist() for name, column in answers.items()}
    columns["surveyed_on"] = [date.fromisoformat(day) for day in columns["surveyed_on"]]
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _call_center_files(seed: int) -> tuple[dict[int, list[Row]], Complaints, list[str]]:
    """Rows of each year's file, and the complaints that count with their numbers."""
    files, late, drawn, drawn_numbers = {}, [], [], []
    for year in plan.YEARS:
        complaints, numbers, is_faulty = _draw_call_center(seed, year)
        rows = render_rows(complaints, "call_center", numbers)
        kept = [row for row, faulty in zip(rows, is_faulty, strict=True) if not faulty]
        faulty = [row for row, faulty in zip(rows, is_faulty, strict=True) if faulty]
        spoiled, late_next = _finish(seed, "call_center", year, kept, faulty)
        files[year] = corruption.insert_anywhere(Draws(seed, "late", year), spoiled, late)
        late = late_next
        drawn.append(complaints.take(~is_faulty))
        drawn_numbers += [number for number, faulty in zip(numbers, is_faulty, strict=True) if not faulty]
    return files, Complaints.concatenate(drawn), drawn_numbers


def write_bundled(out: Path, seed: int = world.DEFAULT_SEED) -> list[Path]:
    """Write the bundled feeds below `out`, one folder per feed, and give their paths."""
    files, complaints, numbers = _call_center_files(seed)
    for year, rows in files.items():
        _write_csv(out, "call_center", year, rows, "gb18030")
    for year in plan.YEARS:
        faulty = render_rows(
            _draw_hq_faults(seed, year), "hq", [f"HQ{year}-9{n:03d}" for n in range(len(DEFECTS["hq", year].faults))]
        )
        rows, _ = _finish(seed, "hq", year, _hq_rows(seed, year, complaints, numbers), faulty)
        write_workbook(out / FILES["hq", year], f"{year}年登记", _headers("hq", year), rows)

        count, faults = plan.SURVEY_ANSWERS[year], len(DEFECTS["satisfaction_survey", year].faults)
        answers = _survey_rows(seed, year, count + faults)
        rows, _ = _finish(seed, "satisfaction_survey", year, answers[:count], answers[count:])
        _write_csv(out, "satisfaction_survey", year, rows, "utf-8-sig")

    exposure: list[Row] = draw_exposure(seed, list(plan.YEARS))
    draws, defects = Draws(seed, "dirt", "branch_exposure"), DEFECTS["branch_exposure", None]
    corruption.corrupt(draws, "branch_exposure", exposure, defects.blemishes)
    write_workbook(out / FILES["branch_exposure", None], "有效保单与保费", world.headers("branch_exposure"), exposure)
    return [out / name for name in FILES.values()]


def _headers(feed: str, year: int) -> dict[str, str]:
    return world.headers(feed, ALIASED_HEADERS.get((feed, year), ()))


def _write_csv(out: Path, feed: str, year: int, rows: list[dict[str, Any]], encoding: str) -> None:
    write_csv(out / FILES[feed, year], _headers(feed, year), rows, encoding)
