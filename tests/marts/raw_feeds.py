"""The raw files as an independent reader understands them: what became of each row, and which complaints count.

Reads files and reference data with pandas. Knows nothing of the lake, of dbt or of the marts; counts no figure.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from tests.benchmarks import reading

REQUIRED = {"complaint_number", "received_at", "category"}
COMPLAINT_FEEDS = ("call_center", "hq")
IDENTIFIERS = ("customer_number", "identity_number", "phone")
FLAGS = ("is_complex", "is_extended")
NARRATIVES = ("what_happened", "analysis", "lesson")
ANSWER_COLUMNS = ["report_year", "respondent", "category", "service_item_code", "score"]


@dataclass(frozen=True, eq=False)
class RawFeeds:
    """The landed files, read independently. What is computed of them is computed once for each reading.

    `files` has one row per file (feed, file_name, content_hash, status). `rows` has one row per row of a loaded file
    (feed, file_name, content_hash, row_number, reasons, outcome). `complaints` and `answers` hold the accepted rows of
    the complaint feeds and of the survey: their fields as they came, and what was read of them, the codes of the
    reference data and, of a complaint, `received`, `closed` and `year`; `exposure` holds those of the exposure feed
    (branch_code, exposure_year, policies_in_force, premium_yuan).
    """

    files: pd.DataFrame
    rows: pd.DataFrame
    complaints: pd.DataFrame
    answers: pd.DataFrame
    exposure: pd.DataFrame


def read_feeds(landing: Path) -> RawFeeds:
    """Read all files of a landing zone: a folder for each feed, its files in the order in which they were made."""
    files, judged = [], {}
    for feed, (read, judge) in READERS.items():
        feed_files, rows = _read_files(landing, feed, read)
        files += feed_files
        if rows is not None:
            judged[feed] = judge(rows)
    accepted = {feed: rows[rows.outcome == "accepted"] for feed, rows in judged.items()}
    common = ["feed", "file_name", "content_hash", "row_number", "reasons", "outcome"]
    complaints = [_complaints(accepted[feed], feed) for feed in COMPLAINT_FEEDS if feed in accepted]
    return RawFeeds(
        files=pd.DataFrame(files),
        rows=pd.concat([rows[common] for rows in judged.values()], ignore_index=True),
        complaints=pd.concat(complaints, ignore_index=True),
        answers=accepted.get("satisfaction_survey", pd.DataFrame(columns=ANSWER_COLUMNS)),
        exposure=_exposure(accepted.get("branch_exposure")),
    )


def _number(value: object) -> str:
    return reading.tidy(value).upper()


def _read_survey_file(feed: str, path: Path) -> pd.DataFrame:
    return reading.read_csv(feed, path, "utf-8-sig")


def _read_files(
    landing: Path, feed: str, read: Callable[[str, Path], pd.DataFrame]
) -> tuple[list[dict], pd.DataFrame | None]:
    files, frames = [], []
    for path in sorted((landing / feed).glob("*"), key=lambda path: (path.stat().st_mtime_ns, path.name)):
        content_hash = hashlib.sha256(path.read_bytes()).hexdigest()
        file = {"feed": feed, "file_name": path.name, "content_hash": content_hash}
        frame = read(feed, path)
        if any(content_hash == other["content_hash"] for other in files):
            status = "duplicate"
        elif feed in COMPLAINT_FEEDS and not set(frame.columns) >= REQUIRED:
            status = "rejected"
        else:
            status = "loaded"
            # row 1 of a sheet is its header
            frames.append(frame.assign(**file, row_number=range(2, len(frame) + 2)))
        files.append({**file, "status": status})
    return files, pd.concat(frames, ignore_index=True) if frames else None


def _with_outcome(frame: pd.DataFrame, key: list[pd.Series]) -> pd.DataFrame:
    usable = frame.reasons.map(len) == 0
    is_last = ~pd.concat(key, axis=1)[usable].duplicated(keep="last")
    outcome = is_last.map({True: "accepted", False: "superseded"}).reindex(frame.index, fill_value="quarantined")
    return frame.assign(outcome=outcome)


def _lookup(table: str, name: str, code: str) -> dict[str, str]:
    return reading.reference(table).set_index(name)[code].to_dict()


def _coded(values: pd.Series, codes: dict) -> pd.Series:
    """Codes of cleaned words or of (category, word) pairs; a word that is missing, or unknown, says so."""
    words = values.map(lambda value: value[-1] if isinstance(value, tuple) else value)
    return (
        values.map(codes).astype(object).where(values.isin(list(codes)), "unmapped").where(words != "", "unspecified")
    )


def _within_category(frame: pd.DataFrame, words: pd.Series) -> pd.Series:
    return pd.Series(list(zip(frame.category, words, strict=True)), index=frame.index, dtype=object)


def _complaints(rows: pd.DataFrame, feed: str) -> pd.DataFrame:
    """Accepted complaint rows with codes; a column for each scope level holds the code at that level."""
    frame = reading.resolve(rows, feed)
    frame = frame.assign(source_system=feed, complaint_number=rows.complaint_number.map(_number), company="company")
    for level in ("category", "line"):
        frame[level] = frame[level].astype(object).where(frame[level].notna(), "unmapped")
    frame["subcategory"] = frame.subcategory.astype(object).where(frame.subcategory.notna() & (frame.subcategory != ""))
    frame["branch_code"] = _coded(frame.branch, _lookup("branches", "branch_name_zh", "branch_code"))
    frame["channel_code"] = _coded(frame.channel, _lookup("channels", "channel_name_zh", "channel_code"))
    causes = reading.reference("causes").set_index(["category_code", "cause_name_zh"])
    cause = _within_category(frame, frame.cause)
    frame["cause_code"] = _coded(cause, causes.cause_code.to_dict())
    frame["cause_group_code"] = _coded(cause, causes.cause_group_code.to_dict())
    grievances = reading.reference("grievances").set_index(["category_code", "grievance_name_zh"])
    frame["grievance_code"] = _coded(_within_category(frame, frame.grievance), grievances.grievance_code.to_dict())
    flag = frame.controllable.where(frame.controllable.isin(["controllable", "uncontrollable"]), "undetermined")
    by_cause = cause.map(causes.controllability.to_dict()).astype(object)
    frame["controllability"] = by_cause.where(by_cause.notna(), flag)
    frame["is_closed"] = (frame.status == "已结案") | frame.closed.notna()
    for identifier in IDENTIFIERS:
        frame[identifier] = rows[identifier].map(lambda value: _number(value).replace("-", ""))
    for flag in FLAGS:
        frame[flag] = _optional(rows, flag, feed) == "true"
    frame["days_to_close"] = (frame.closed.dt.normalize() - frame.received.dt.normalize()).dt.days
    if feed == "hq":
        frame["call_center_number"] = rows.call_center_number.map(_number)
        frame[list(NARRATIVES)] = frame.apply(_redacted, axis=1)
    return frame


def _optional(rows: pd.DataFrame, flag: str, feed: str) -> pd.Series:
    """A column that some files of a feed have and others do not."""
    values = rows[flag].fillna("") if flag in rows else pd.Series("", index=rows.index)
    return reading.canonical(values, "flag", feed).str.lower()


def _redacted(row: pd.Series) -> pd.Series:
    """The narratives without the customer's own name and without numbers that identify anybody."""
    name = reading.tidy(row.customer_name)
    texts = []
    for text in row[list(NARRATIVES)]:
        text = text.replace(name, f"{name[0]}某") if name else text
        text = re.sub(r"\b\d{17}[\dXx]\b", "[identity number]", text)
        text = re.sub(r"[A-Za-z]?\d{12,}", "[policy number]", text)
        texts.append(re.sub(r"1\d{10}|0\d{2,3}-?\d{7,8}", "[phone]", text))
    return pd.Series(texts, index=NARRATIVES)


def _judged_complaints(rows: pd.DataFrame) -> pd.DataFrame:
    frame = rows.assign(reasons=reading.of_each(rows, reading.reasons_against))
    return _with_outcome(frame, [frame.complaint_number.map(_number)])


def _judged_answers(rows: pd.DataFrame) -> pd.DataFrame:
    items = reading.reference("service_items")
    categories = _lookup("categories", "category_name_zh", "category_code")
    codes = items.set_index(["category_code", "service_item_name_zh"]).service_item_code.to_dict()
    frame = rows.assign(
        respondent=rows.respondent.map(lambda value: _number(value).replace("-", "")),
        surveyed=rows.surveyed_on.map(reading.parse_date),
        category=rows.category.map(reading.tidy).map(categories),
        score=pd.to_numeric(rows.score.map(reading.tidy), errors="coerce"),
    )
    item = rows.service_item.map(reading.tidy)
    frame["service_item_code"] = _coded(_within_category(frame, item), codes)
    problems = {
        "missing_respondent": frame.respondent == "",
        "unparseable_survey_date": frame.surveyed.isna(),
        "missing_service_item": frame.service_item_code == "unspecified",
        "unknown_service_item": frame.service_item_code == "unmapped",
        "score_out_of_range": ~frame.score.isin([1, 2, 3, 4, 5]),
    }
    frame = _with_outcome(
        _with_reasons(frame, problems), [frame.respondent, frame.surveyed, frame.category, frame.service_item_code]
    )
    return frame.assign(report_year=pd.to_datetime(frame.surveyed).dt.year)


def _judged_exposure(rows: pd.DataFrame) -> pd.DataFrame:
    branch = _coded(reading.canonical(rows.branch, "branch", ""), _lookup("branches", "branch_name_zh", "branch_code"))
    year = pd.to_numeric(rows.exposure_year.map(reading.tidy), errors="coerce")
    exposure = rows[["policies_in_force", "premium_yuan"]].map(lambda value: reading.tidy(value).replace(",", ""))
    problems = {
        "unknown_branch": branch.isin(["unmapped", "unspecified"]),
        "unparseable_year": year.isna(),
        "missing_exposure": (exposure == "").all(axis=1),
        "unparseable_exposure": exposure.replace("", "0").apply(pd.to_numeric, errors="coerce").isna().any(axis=1),
    }
    return _with_outcome(
        _with_reasons(rows.assign(branch_code=branch, **exposure), problems).assign(exposure_year=year), [branch, year]
    )


def _exposure(accepted: pd.DataFrame | None) -> pd.DataFrame:
    columns = ["branch_code", "exposure_year", "policies_in_force", "premium_yuan"]
    if accepted is None:
        return pd.DataFrame(columns=columns)
    numbers = accepted[columns[1:]].apply(pd.to_numeric)
    return accepted[columns].assign(**numbers)


def _with_reasons(frame: pd.DataFrame, problems: dict[str, pd.Series]) -> pd.DataFrame:
    found = pd.DataFrame(problems)
    return frame.assign(reasons=[[reason for reason in problems if row[reason]] for _, row in found.iterrows()])


READERS = {
    **dict.fromkeys(COMPLAINT_FEEDS, (reading.read_complaint_file, _judged_complaints)),
    "satisfaction_survey": (_read_survey_file, _judged_answers),
    "branch_exposure": (reading.read_xlsx, _judged_exposure),
}
