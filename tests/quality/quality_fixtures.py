"""Small lake files and release files, as landing and dbt write them, for the checks to look at."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import yaml

from expectations.outcome import Rule, SuiteOutcome, evaluate
from orchestration.quality import check_feed, check_release
from orchestration.settings import BUNDLED_CONFIG, Settings

IDENTITY_NUMBER = "110105198703142516"
MOBILE_NUMBER = "13812345678"

COMPLAINT = {
    "complaint_number": "CC2011000001",
    "received_at": "2011年3月5日 9时07分",
    "branch": "京",
    "category": " 理赔　",
    "phone_token": "13812345678abcdef0123456789abcde",
    "narrative": "客户王某要求退保",
    "_row_problems": None,
}
ANSWER = {
    "respondent_token": "0123456789abcdef0123456789abcdef",
    "surveyed_on": "2011-12-01",
    "category": "理赔",
    "service_item": "理赔时效",
    "score": "５",
    "_row_problems": None,
}
EXPOSURE = {
    "branch": "北京分公司",
    "exposure_year": "2011",
    "policies_in_force": "1,200,000",
    "premium_yuan": MOBILE_NUMBER,
    "_row_problems": None,
}
ROWS = {"call_center": COMPLAINT, "hq": COMPLAINT, "satisfaction_survey": ANSWER, "branch_exposure": EXPOSURE}

REFERENCE = {
    "branches": "branch_code,branch_name,branch_name_zh\nbeijing,Beijing,北京\ndalian,Dalian,大连\n",
    "aliases": (
        "domain,source_system,alias,canonical_value\n"
        "branch,,京,北京\nbranch,,北京分公司,北京\ncategory,call_center,理赔类,理赔\n"
    ),
    "category_crosswalk": (
        "source_system,source_value,category_code,subcategory_code,valid_from,valid_to\n"
        "call_center,理赔,claims,,2000-01-01,\nhq,理赔,claims,,2000-01-01,\n"
    ),
    "service_items": (
        "category_code,service_item_code,service_item_name,service_item_name_zh\nclaims,claim_speed,Speed,理赔时效\n"
    ),
}


def write_contract(
    settings: Settings, feed: str, fields: Mapping[str, Mapping[str, object]], **entries: object
) -> None:
    """The bundled contract of a feed with other entries, and with these fields as well or otherwise."""
    bundled = (BUNDLED_CONFIG / "contracts" / f"{feed}.yml").read_text(encoding="utf-8")
    document = yaml.safe_load(bundled) | entries
    for name, field in fields.items():
        document["fields"][name] = {"headers": [name], "description": name} | field
    settings.contracts.mkdir(exist_ok=True)
    (settings.contracts / f"{feed}.yml").write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")


def write_reference(settings: Settings) -> None:
    """The few reference files that the profiles look up."""
    settings.reference.mkdir(parents=True)
    for name, content in REFERENCE.items():
        (settings.reference / f"{name}.csv").write_text(content, encoding="utf-8")


def land(
    settings: Settings,
    feed: str,
    changes: Sequence[Mapping[str, str | None]],
    sequence: int = 1,
    arrived: str = "2012-01-05 08:00:00",
) -> str:
    """Write a load with one good row per entry of `changes`, altered by it, and return its load id."""
    load = f"{feed}-{sequence:09d}"
    origin = {"_load_id": load, "_file_name": f"{load}.csv"}
    rows = [{**ROWS[feed], **origin, "_row_number": str(2 + row), **change} for row, change in enumerate(changes)]
    names = [*ROWS[feed], *origin, "_row_number"]
    target = settings.lake / feed / f"{load}.parquet"
    target.parent.mkdir(parents=True, exist_ok=True)
    settings.ledger.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute(f"create table rows ({', '.join(f'{name} varchar' for name in names)})")
        for row in rows:
            values = [row[name] for name in names]
            connection.execute(f"insert into rows values ({', '.join('?' * len(names))})", values)
        connection.execute(f"copy rows to '{target}' (format parquet)")
    with (settings.ledger / f"{feed}.jsonl").open("a", encoding="utf-8") as ledger:
        ledger.write(json.dumps({"load_id": load, "received_at": arrived, "status": "loaded"}) + "\n")
    return load


def numbered(count: int) -> list[dict[str, str]]:
    """`count` complaints, each with a number of its own."""
    return [{"complaint_number": f"CC{row:09d}"} for row in range(count)]


def write_release(path: Path, *changes: str) -> Path:
    """A small release file that keeps every rule, then altered by SQL."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            """
            create schema core; create schema marts;
            create table core.fct_complaints as
            select md5('call_center|13812345678') as complaint_key, 'call_center' as source_system,
                   '13812345678' as complaint_number, '13812345678abcdef0123456789abcde' as phone_token,
                   ['理赔'] as tags;
            create table marts.yearly_comparison as
            select 'call_center' as source_system, 2011 as report_year, 'company' as scope_level,
                   7825 as complaints, -4024 as yoy_change, -0.3396 as yoy_change_rate;
            create table marts.feed_ledger as
            select 'call_center' as feed, 'callcenter_2011.csv' as file_name, 7900 as rows_read, 7825 as rows_accepted;
            create table marts.category_share as
            select 2097 as complaints, 0.268::double as share, -0.02::double as share_change;
            create table marts.typical_cases as select '客户王某要求退保' as what_happened;
            """
        )
        for change in changes:
            connection.execute(change)
    return path


def by_bounds(
    _settings: Settings,
    suite: str,
    rules: Sequence[Rule],
    profile: Sequence[Mapping[str, float]],
    names: Sequence[str] = (),
) -> SuiteOutcome:
    """A judge that documents nothing: what Great Expectations finds as well, without its seconds."""
    return evaluate(suite, rules, profile, names)


def judged_feed(settings: Settings, feed: str, loads: Sequence[str]) -> SuiteOutcome:
    """The check of a feed, without data docs."""
    return check_feed(settings, feed, loads, judge=by_bounds)


def judged_release(
    settings: Settings,
    database: Path,
    expected_tables: Sequence[str] = (),
    to_search: Mapping[str, str] | None = None,
) -> SuiteOutcome:
    """The check of a release, without data docs."""
    return check_release(settings, database, expected_tables, judge=by_bounds, to_search=to_search)
