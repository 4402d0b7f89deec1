"""Other files, other marts: nothing downstream of the feeds is fitted to the bundled ones."""

from __future__ import annotations

import csv
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from orchestration.settings import BUNDLED_CONFIG, Settings
from orchestration.warehouse import check_reference_data
from tests.benchmarks import reading
from tests.dbt_project.compiled import CompiledProject, failing_rows
from tests.from_the_start import build_from_the_start
from tests.marts.oracle import ORACLES, differences
from tests.marts.raw_feeds import RawFeeds, read_feeds
from tests.pipeline import copy_feeds, query, settings_for

Rows = list[dict[str, str]]
NUMBER, RECEIVED, CATEGORY, CLOSED, CHANNEL = "工单号", "受理时间", "投诉类别", "结案时间", "投诉渠道"
CUSTOMER, IDENTITY, PHONE = "客户号", "证件号码", "联系电话"
UNKNOWN = {"机构": "香港", "投诉渠道": "微信", "投诉原因": "天气", "不满事项": "称呼", "处理状态": "重新打开"}


def _rewrite(file: Path, alter: Callable[[Rows], Rows]) -> None:
    with file.open(encoding="gb18030", newline="") as source:
        rows = alter(list(csv.DictReader(source)))
    with file.open("w", encoding="gb18030", newline="") as target:
        writer = csv.DictWriter(target, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _built(project: CompiledProject, home: Path, config: Path = BUNDLED_CONFIG) -> tuple[Settings, RawFeeds]:
    """The warehouse of what lies in the landing zone, and the independent reading of the same files."""
    settings = settings_for(home, config)
    build_from_the_start(project, settings)
    return settings, read_feeds(settings.landing)


def _differences(settings: Settings, feeds: RawFeeds) -> dict[str, list[str]]:
    found = {mart: differences(mart, feeds, settings.warehouse) for mart in ORACLES}
    return {mart: lines for mart, lines in found.items() if lines}


def _one_more_one_fewer_one_renamed(rows: Rows) -> Rows:
    numbers = pd.Series([row[NUMBER] for row in rows])
    rows_of_number = numbers.map(numbers.value_counts())

    def find(category: str) -> int:
        return next(i for i, row in enumerate(rows) if row[CATEGORY] == category and rows_of_number[i] == 1)

    more, fewer = {**rows[find("保全")], **UNKNOWN, NUMBER: "CC11999999"}, find("柜面服务")
    kept = [row for i, row in enumerate(rows) if i != fewer]
    return [{**row, CATEGORY: "理赔争议"} if row[CATEGORY] == "理赔" else row for row in kept] + [more]


def _2010_as_2009(rows: Rows) -> Rows:
    """What was received in 2010, one year earlier, in its old and its corrected versions."""

    def shifted(row: dict[str, str]) -> dict[str, str]:
        dates = {name: unicodedata.normalize("NFKC", row[name]) for name in (RECEIVED, CLOSED)}
        if not dates[RECEIVED].strip().startswith("2010"):
            return row
        for year in ("2009", "2010", "2011"):
            dates = {name: text.replace(year, str(int(year) - 1)) for name, text in dates.items()}
        return {**row, **dates}

    return [shifted(row) for row in rows]


def _until_mid_june(rows: Rows) -> Rows:
    received = [reading.parse_date(row[RECEIVED]) for row in rows]
    return [row for row, day in zip(rows, received, strict=True) if day is None or day < pd.Timestamp(2011, 6, 16)]


def _identified_in_other_ways(rows: Rows) -> Rows:
    """Complaints known by identity or telephone alone, by a second number, a contested number or a shared telephone."""
    altered = []
    for index, row in enumerate(rows):
        change = {
            1: {CUSTOMER: ""},
            2: {CUSTOMER: "", IDENTITY: ""},
            3: {CUSTOMER: f"{row[CUSTOMER]}9" if row[IDENTITY] else row[CUSTOMER]},
            4: {IDENTITY: rows[index - 1][IDENTITY]},
            5: {PHONE: rows[index - 1][PHONE]},
            6: {CUSTOMER: "", IDENTITY: "", PHONE: ""},
        }.get(index % 12, {})
        altered.append({**row, **change})
    return altered


def _flagged(rows: Rows) -> Rows:
    complex_words = ("", "是", "N", "复杂", " １ ", "FALSE", "true")
    extended_words = ("否", "", "已延期", "Y", "0")
    return [
        {**row, "是否复杂": complex_words[index % 7], "是否延期": extended_words[index % 5]}
        for index, row in enumerate(rows)
    ]


def _through_new_channels(rows: Rows) -> Rows:
    """Of those who telephoned, one in three by WeChat, and one in three by the app."""
    by_telephone = (i for i, row in enumerate(rows) if row[CHANNEL] == "电话")
    new = {i: {0: "微信", 1: "应用"}.get(n % 3) for n, i in enumerate(by_telephone)}
    return [{**row, CHANNEL: new[i]} if new.get(i) else row for i, row in enumerate(rows)]


def _add(reference: Path, name: str, *lines: str) -> None:
    with (reference / f"{name}.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)


@pytest.mark.slow
def test_altered_rows_alter_the_marts(project: CompiledProject, tmp_path: Path) -> None:
    """One call-center row more, of words that nobody knows, one fewer, one category renamed; two files without use."""
    copy_feeds(tmp_path)
    call_center = tmp_path / "landing" / "call_center"
    _rewrite(call_center / "callcenter_2011.csv", _one_more_one_fewer_one_renamed)
    shutil.copy(call_center / "callcenter_2010.csv", call_center / "callcenter_2010_again.csv")
    (call_center / "callcenter_2012.csv").write_text(f"{NUMBER},{RECEIVED}\nCC12000001,2012-01-01\n", "gb18030")
    settings, feeds = _built(project, tmp_path)
    assert _differences(settings, feeds) == {}
    counts = dict(
        query(
            settings,
            """
            select scope_code, complaints from marts.yearly_comparison
            where source_system = 'call_center' and report_year = 2011 and scope_level in ('company', 'category')
            """,
        )
    )
    assert (counts["company"], counts["policy_servicing"], counts["counter_service"]) == (7825, 681 + 1, 567 - 1)
    # the spellings that no one renamed are still claims
    assert counts["claims"] > 0
    assert counts["claims"] + counts["unmapped"] == 733
    named = query(settings, "select domain, value, complaints from marts.unmapped_values where report_year = 2011")
    assert set(named) == {
        ("category", "理赔争议", counts["unmapped"]),
        *zip(("branch", "channel", "cause", "grievance", "status"), UNKNOWN.values(), [1] * 5, strict=True),
    }
    statuses = query(
        settings, "select status, rows_read from marts.feed_ledger where feed = 'call_center' order by all"
    )
    assert [status for status, _ in statuses] == ["duplicate", "loaded", "loaded", "rejected"]
    assert statuses[0][1] == statuses[3][1] == 0


@pytest.mark.slow
def test_a_gap_between_years_is_not_bridged(project: CompiledProject, tmp_path: Path) -> None:
    """The call center has 2009 and 2011, head office 2010 and 2011, the survey 2010 alone."""
    copy_feeds(tmp_path)
    landing = tmp_path / "landing"
    for name in ("callcenter_2010.csv", "callcenter_2011.csv"):
        _rewrite(landing / "call_center" / name, _2010_as_2009)
    (landing / "satisfaction_survey" / "satisfaction_survey_2011.csv").unlink()
    settings, feeds = _built(project, tmp_path)
    assert _differences(settings, feeds) == {}
    assert query(
        settings,
        """
        select report_year, complaints, complaints_prior_year from marts.yearly_comparison
        where source_system = 'call_center' and scope_level = 'company' order by report_year
        """,
    ) == [(2009, 11849, None), (2011, 7825, None)]
    sources = query(
        settings, "select distinct report_year, complaint_source_system from marts.improvement_priority order by 1"
    )
    assert sources == [(2009, "call_center"), (2010, "hq"), (2011, "call_center")]


@pytest.mark.slow
def test_a_year_under_way_is_compared_with_its_same_days(project: CompiledProject, tmp_path: Path) -> None:
    """The call center's 2011 ends in mid-June; head office has 2011 alone."""
    copy_feeds(tmp_path)
    landing = tmp_path / "landing"
    _rewrite(landing / "call_center" / "callcenter_2011.csv", _until_mid_june)
    (landing / "hq" / "总公司投诉登记_2010.xlsx").unlink()
    settings, feeds = _built(project, tmp_path)
    assert _differences(settings, feeds) == {}
    (whole_year, prior, is_full_year), (under_way, same_days, is_full_year_now) = query(
        settings,
        """
        select complaints, complaints_prior_year, is_full_year from marts.yearly_comparison
        where source_system = 'call_center' and scope_level = 'company' order by report_year
        """,
    )
    assert (whole_year, prior, is_full_year, is_full_year_now) == (11849, None, True, False)
    assert under_way < same_days < whole_year


@pytest.mark.slow
def test_a_customer_is_one_by_whichever_identifier(project: CompiledProject, tmp_path: Path) -> None:
    copy_feeds(tmp_path)
    for path in (tmp_path / "landing" / "call_center").iterdir():
        _rewrite(path, _identified_in_other_ways)
    settings, feeds = _built(project, tmp_path)
    assert differences("repeat_complainants", feeds, settings.warehouse) == []
    ((by_token, by_customer),) = query(
        settings,
        """
        select
            (
                select count(*) from (
                    select customer_token from core.fct_complaints
                    where customer_token is not null group by customer_token having count(*) > 1
                )
            ),
            (select count(*) from marts.repeat_complainants)
        """,
    )
    assert by_customer > 0 and by_customer != by_token
    nobody = "select count(*) from core.fct_complaints where customer_token is null"
    assert query(settings, nobody)[0][0] > 1000


@pytest.mark.slow
def test_complex_and_extended_cases_have_longer(project: CompiledProject, tmp_path: Path) -> None:
    """One of two files says which cases are complex or extended; a word that nobody knows sets no flag."""
    copy_feeds(tmp_path)
    file = tmp_path / "landing" / "call_center" / "callcenter_2011.csv"
    _rewrite(file, _flagged)
    settings, feeds = _built(project, tmp_path)
    assert differences("open_cases", feeds, settings.warehouse) == []
    deadlines = query(
        settings, "select distinct deadline_days, is_complex, is_extended from marts.open_cases order by all"
    )
    assert deadlines == [(15, False, False), (30, True, False), (45, False, True), (60, True, True)]
    assert query(settings, "select count(*) from marts.unmapped_values") == [(0,)]
    _rewrite(file, lambda rows: [{**row, "是否复杂": "也许"} for row in rows])
    build_from_the_start(project, settings)
    assert query(settings, "select distinct is_complex from marts.open_cases") == [(False,)]
    assert query(settings, "select distinct domain, value from marts.unmapped_values") == [("is_complex", "也许")]


@pytest.mark.slow
def test_breaks_of_the_taxonomy_are_bridged_or_withheld_or_found(
    project: CompiledProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The call center's claims become claim disputes with 2011, and it has two new channels, one of them declared."""
    shutil.copytree(BUNDLED_CONFIG, tmp_path / "seeds", ignore=shutil.ignore_patterns("feeds"))
    monkeypatch.setattr(reading, "ROOT", tmp_path)
    reference = tmp_path / "seeds" / "reference"
    _add(reference, "categories", "claim_disputes,operations,Claim disputes,理赔纠纷")
    crosswalk = (reference / "category_crosswalk.csv").read_text(encoding="utf-8")
    was, is_now = (f"call_center,理赔,{held}\n" for held in ("claims,,2000-01-01,", "claims,,2000-01-01,2010-12-31"))
    assert was in crosswalk
    (reference / "category_crosswalk.csv").write_text(crosswalk.replace(was, is_now), encoding="utf-8")
    _add(reference, "category_crosswalk", "call_center,理赔,claim_disputes,,2011-01-01,")
    for name in ("causes", "grievances"):
        own = [row for row in reading.reference(name).to_dict("records") if row["category_code"] == "claims"]
        copies = [{**row, "category_code": "claim_disputes", "service_item_code": ""} for row in own]
        header = (reference / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
        _add(reference, name, *(",".join(f'"{copy[column]}"' for column in header) for copy in copies))
    _add(reference, "channels", "wechat,direct,WeChat,微信", "app,direct,App,应用")
    _add(
        reference,
        "taxonomy_breaks",
        "call_center,category,claim_disputes,2011-01-01,true,Claims were renamed.",
        "call_center,channel,app,2011-01-01,false,",
        ",subcategory,policy_issuance,2010-07-01,true,",
        "hq,category,underwriting,2010-07-01,false,Underwriting was narrowed.",
    )
    _add(
        reference,
        "taxonomy_bridges",
        "call_center,category,claim_disputes,2011-01-01,claims",
        ",subcategory,policy_issuance,2010-07-01,underwriting_review",
    )
    copy_feeds(tmp_path)
    _rewrite(tmp_path / "landing" / "call_center" / "callcenter_2011.csv", _through_new_channels)
    settings, feeds = _built(project, tmp_path, tmp_path / "seeds")
    check_reference_data(settings)
    assert _differences(settings, feeds) == {}
    renamed, withheld, narrowed = query(
        settings,
        """
        select complaints, complaints_compared, complaints_prior_year, round(yoy_change_rate, 3), is_comparable,
            comparability_note
        from marts.yearly_comparison
        where report_year = 2011 and scope_level = 'category'
            and (source_system, scope_code) in
                (('call_center', 'claim_disputes'), ('call_center', 'claims'), ('hq', 'underwriting'))
        order by source_system, scope_code
        """,
    )
    before = withheld[2]
    assert renamed == (
        *(733, 733, before, round((733 - before) / before, 3), True),
        "Claims were renamed. Bridged: counted with claims in both years.",
    )
    assert before > 733
    assert withheld == (
        *(0, 0, before, None, False),
        "The taxonomy changed on 2011-01-01; compared as part of claim_disputes.",
    )
    assert narrowed[3:] == (None, False, "Underwriting was narrowed.")
    changes = query(
        settings,
        """
        select source_system, scope_code, change, is_declared, is_bridged from marts.taxonomy_changes order by all
        """,
    )
    assert changes == [
        ("call_center", "app", "appeared", True, False),
        ("call_center", "claim_disputes", "appeared", True, True),
        ("call_center", "claims", "vanished", True, False),
        ("call_center", "policy_issuance", "declared_break", True, True),
        ("call_center", "underwriting_review", "declared_break", True, False),
        ("call_center", "wechat", "appeared", False, False),
        ("hq", "policy_issuance", "declared_break", True, True),
        ("hq", "underwriting", "declared_break", True, False),
        ("hq", "underwriting_review", "declared_break", True, False),
    ]
    tests = [test for test in project.tests.values() if test.model == "taxonomy_changes"]
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        failed = [test for test in tests if failing_rows(connection, test)]
    assert [(test.name, test.severity) for test in failed] == [("taxonomy_changes_are_all_declared", "warn")]
