from __future__ import annotations

import html
import json
import re
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import pytest
from jinja2 import Environment
from quality_fixtures import IDENTITY_NUMBER, MOBILE_NUMBER, land, numbered, write_release

from expectations import chinese, validation
from expectations.feed_rules import FEED_RULES
from expectations.release_rules import EXPECTED_TABLES, RELEASE_RULES
from orchestration.landing import load_contract
from orchestration.quality import check_feed, check_release
from orchestration.settings import BUNDLED_CONFIG, FEEDS, Settings
from tests.drawing import most_telling


def written(settings: Settings) -> str:
    """Everything under the quality folder, as one text."""
    files = [path for path in settings.quality.rglob("*") if path.is_file() and "static" not in path.parts]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def test_no_value_of_a_failed_check_is_written_or_returned(settings: Settings, tmp_path: Path) -> None:
    secret = {"narrative": f"王小明{MOBILE_NUMBER}", "branch": IDENTITY_NUMBER, "complaint_number": "CC-SECRET"}
    leaking = f"insert into marts.typical_cases values ('王小明{MOBILE_NUMBER}')"
    outcomes = [
        check_feed(settings, "call_center", [land(settings, "call_center", [secret])]),
        check_release(settings, write_release(tmp_path / "release.duckdb", leaking)),
    ]
    assert [outcome.success for outcome in outcomes] == [False, False]
    everything = written(settings) + repr(outcomes)
    for value in (MOBILE_NUMBER, IDENTITY_NUMBER, "王小明", "CC-SECRET"):
        assert value not in everything


def test_the_site_leads_to_every_suite_and_its_results(settings: Settings, tmp_path: Path) -> None:
    for feed in FEEDS:
        check_feed(settings, feed, [land(settings, feed, numbered(2) if feed == "hq" else [{}])])
    check_release(settings, write_release(tmp_path / "release.duckdb"))
    index = (settings.quality / "index.html").read_text(encoding="utf-8")
    for suite in [*(f"feed_{feed}" for feed in FEEDS), "release"]:
        assert re.search(rf'href="[./]*expectations/{suite}\.html', index), suite
        (result,) = re.findall(rf'href="[./]*(validations/{suite}/[^"]+\.html)', index)
        assert "No " in (settings.quality / result).read_text(encoding="utf-8")


def test_the_site_needs_no_network(settings: Settings) -> None:
    check_feed(settings, "hq", [land(settings, "hq", [{"branch": "火星"}])])
    pages = list(settings.quality.rglob("*.html"))
    assert len(pages) == 3
    for page in pages:
        assert "http" not in page.read_text(encoding="utf-8"), page


def test_each_template_is_compiled_once_for_all_suites(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    compile_template = Environment.compile

    def counted(environment: Environment, source: str, name: str | None = None, *rest: object) -> object:
        if name is not None:
            compiled.append(name)
        return compile_template(environment, source, name, *rest)

    monkeypatch.setattr(Environment, "compile", counted)
    for feed in ("hq", "call_center"):
        assert check_feed(settings, feed, []).page
    assert sorted(compiled) == sorted(set(compiled))


def test_old_runs_are_forgotten(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validation, "RUNS_KEPT", 2)
    load = land(settings, "hq", [{}])
    for _ in range(3):
        check_feed(settings, "hq", [load])
    assert len(list(settings.quality.glob("validations/feed_hq/*"))) == 2
    assert len(list(settings.quality.glob(".records/validations/feed_hq/*"))) == 2


def test_runs_are_forgotten_with_the_history_of_runs(settings: Settings) -> None:
    load = land(settings, "hq", [{}])
    check_feed(settings, "hq", [load])
    for folder in (settings.quality, settings.quality / ".records"):
        (run,) = (folder / "validations" / "feed_hq").iterdir()
        run.rename(run.with_name("20200101T000000.000000Z"))
    check_feed(settings, "hq", [load])
    for folder in (settings.quality, settings.quality / ".records"):
        (run,) = (folder / "validations" / "feed_hq").iterdir()
        assert not run.name.startswith("2020")


@pytest.mark.parametrize(
    "content", most_telling({"empty": b"", "garbage": b"\x00\xffno such thing{", "other": b"[]"}, "garbage")
)
@pytest.mark.parametrize("damaged", ["*.json", ".ge_store_backend_id"])
def test_damaged_records_stop_no_check(
    settings: Settings, content: bytes, damaged: str, caplog: pytest.LogCaptureFixture
) -> None:
    load = land(settings, "hq", [{}])
    check_feed(settings, "hq", [load])
    records = list((settings.quality / ".records").rglob(damaged))
    assert records
    for path in records:
        path.write_bytes(content)
    assert check_feed(settings, "hq", [load]).success
    assert "is damaged; the records behind the pages" in caplog.text
    # no page stays behind that nothing leads to
    assert len(list(settings.quality.glob("validations/feed_hq/*"))) == 1


def words(page: Path) -> str:
    """What a page says, without its layout."""
    text = re.sub(r"<style.*?</style>", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def test_a_page_tells_asset_and_file_a_warning_as_such_and_numbers_and_times_as_people_write_them(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    evening = datetime(2012, 1, 5, 20, 30, tzinfo=UTC)
    monkeypatch.setattr(validation, "datetime", type("Clock", (datetime,), {"now": lambda _=None: evening}))
    rows = [*numbered(6), {"branch": "火星"}]
    load = land(settings, "hq", rows)
    outcome = check_feed(settings, "hq", [load], {load: "register.xlsx"})
    assert (outcome.success, outcome.failed_warning) == (True, 1)
    page, index = words(settings.quality / outcome.page), words(settings.quality / "index.html")
    assert "Data asset: 数据资产： landing/hq" in page
    assert "Files: 文件： register.xlsx" in page
    assert "Succeeded with warnings" in page
    assert "Failed" not in page
    assert "85.7%" in page
    assert "≈0." not in page
    for told in (page, index):
        # the morning after, in Shanghai
        assert "2012-01-06 04:30 (Asia/Shanghai)" in told
        assert "UTC" not in told
    warned = '<i class="fas fa-exclamation-triangle text-warning"'
    assert warned in (settings.quality / "index.html").read_text(encoding="utf-8")
    assert (settings.quality / outcome.page).read_text(encoding="utf-8").count("fa-exclamation-triangle") == 3


def test_what_stops_the_run_is_no_mere_warning(settings: Settings) -> None:
    outcome = check_feed(settings, "hq", [land(settings, "hq", [{"narrative": MOBILE_NUMBER, "branch": "火星"}])])
    assert "Status: 状态： Failed 未通过" in words(settings.quality / outcome.page)
    index = (settings.quality / "index.html").read_text(encoding="utf-8")
    assert 'text-danger ge-failed-icon"' in index
    assert "fa-exclamation-triangle text-warning" not in index


def test_expectations_are_named_for_what_they_check_on_the_columns_of_the_feed(settings: Settings) -> None:
    check_feed(settings, "hq", [])
    suite = json.loads((settings.quality / ".records" / "expectations" / "feed_hq.json").read_text(encoding="utf-8"))
    named = {(each["type"], each["kwargs"].get("column")) for each in suite["expectations"]}
    assert named >= {
        ("expect_dates_to_be_readable", "received_at"),
        ("expect_branches_to_be_known", "branch"),
        ("expect_categories_to_be_known", "category"),
        ("expect_rows_to_be_distinct", None),
    }
    for feed, rules in FEED_RULES.items():
        columns = set(load_contract(BUNDLED_CONFIG / "contracts" / f"{feed}.yml").fields)
        assert {rule.about for rule in rules} - {None} <= columns


def test_a_suite_of_another_version_stops_no_check(settings: Settings) -> None:
    load = land(settings, "hq", [{}])
    check_feed(settings, "hq", [load])
    for record in (settings.quality / ".records").rglob("*.json"):
        text = record.read_text(encoding="utf-8")
        record.write_text(text.replace("expect_dates_to_be_readable", "expect_no_such_thing"), encoding="utf-8")
    assert check_feed(settings, "hq", [load]).success


def test_a_manager_reads_every_sentence_and_label_in_chinese_too(settings: Settings) -> None:
    outcome = check_feed(settings, "hq", [land(settings, "hq", [*numbered(6), {"branch": "火星"}])])
    page, suite = (words(settings.quality / path) for path in (outcome.page, "expectations/feed_hq.html"))
    for rule in FEED_RULES["hq"]:
        for told in (page, suite):
            assert rule.sentence in told
            assert chinese.in_chinese(rule.sentence, rule.severity) in told
    for label in ("状态： Succeeded with warnings 通过，有提示", "Statistics 统计", "Observed Value 实际值"):
        assert label in page
    assert "Validation Results 检查结果" in words(settings.quality / "index.html")


def test_every_rule_is_told_in_both_languages_and_in_one_place() -> None:
    rules = [*chain.from_iterable(FEED_RULES.values()), *RELEASE_RULES, EXPECTED_TABLES]
    assert {rule.sentence for rule in rules} == set(chinese.SENTENCES)
    for text in [*chinese.SENTENCES.values(), *chinese.CONSEQUENCES.values(), *chinese.LABELS.values()]:
        assert re.search("[一-鿿]", text)
        assert not re.search("[A-Za-z]", text)
