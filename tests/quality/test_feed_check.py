from __future__ import annotations

import os

import pytest
from quality_fixtures import COMPLAINT, IDENTITY_NUMBER, MOBILE_NUMBER, judged_feed, land, numbered, write_contract

from expectations.outcome import SuiteOutcome
from orchestration.quality import check_feed, site
from orchestration.settings import FEEDS, Settings


def failures(outcome: SuiteOutcome) -> list[tuple[str, str]]:
    return [(result.severity, result.sentence) for result in outcome.results if not result.success]


def broken(good: int, bad: int, **change: str | None) -> list[dict]:
    """`good` complaints, then `bad` ones with `change`."""
    rows = numbered(good + bad)
    return [*rows[:good], *({**row, **change} for row in rows[good:])]


@pytest.mark.parametrize("feed", FEEDS)
def test_a_good_load_of_each_feed_keeps_every_rule(settings: Settings, feed: str) -> None:
    changes = [{"branch": "北京"}, {"branch": "大　连"}] if feed == "branch_exposure" else [{}]
    outcome = judged_feed(settings, feed, [land(settings, feed, changes)])
    assert failures(outcome) == []
    assert outcome.success
    assert outcome.passed == len(outcome.results) >= 7


@pytest.mark.parametrize("feed", FEEDS)
def test_a_nil_return_is_no_fault(settings: Settings, feed: str) -> None:
    outcome = judged_feed(settings, feed, [land(settings, feed, [])])
    assert failures(outcome) == []
    assert outcome.note == ""


def test_purged_rows_are_not_judged(settings: Settings) -> None:
    nothing = {**dict.fromkeys(COMPLAINT), "_row_problems": "purged"}
    for purged in (2, 3):
        load = land(settings, "call_center", [*numbered(3 - purged), *[nothing] * purged])
        assert failures(judged_feed(settings, "call_center", [load])) == []


@pytest.mark.parametrize("feed", FEEDS)
def test_without_new_loads_it_succeeds_with_a_note_and_the_site_names_the_suite(settings: Settings, feed: str) -> None:
    outcome = check_feed(settings, feed, [])
    assert (outcome.success, outcome.results, outcome.note) == (True, (), "nothing new has landed")
    assert f"feed_{feed}" in (settings.quality / "index.html").read_text(encoding="utf-8")


def test_without_new_loads_the_suite_is_documented_once(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    documented, original = [], site.validate
    monkeypatch.setattr(site, "validate", lambda *given, **more: documented.append(given) or original(*given, **more))
    first = check_feed(settings, "hq", [])
    assert check_feed(settings, "hq", []) == first
    assert len(documented) == 1
    assert check_feed(settings, "call_center", []).page == "expectations/feed_call_center.html"
    assert len(documented) == 2
    os.utime(settings.quality / first.page, (0, 0))
    check_feed(settings, "hq", [])
    assert len(documented) == 3, "the code of the rules is newer"
    (settings.quality / "index.html").unlink()
    check_feed(settings, "hq", [])
    assert len(documented) == 4


@pytest.mark.parametrize(
    ("changes", "severity", "words"),
    [
        pytest.param(broken(1, 2, complaint_number=" 　"), "critical", "complaint number", id="no number"),
        pytest.param(broken(1, 2, received_at="昨天"), "critical", "readable date", id="no date"),
        pytest.param(broken(1, 2, received_at="2111-01-01"), "critical", "not mostly dated", id="mostly future"),
        pytest.param(broken(2, 1, narrative=f"请拨{MOBILE_NUMBER}。"), "critical", "mobile or identity", id="mobile"),
        pytest.param(broken(2, 1, branch=IDENTITY_NUMBER), "critical", "mobile or identity", id="identity"),
        pytest.param(broken(8, 1, branch="[phone]"), "critical", "belongs", id="masked"),
        pytest.param(broken(2, 1, received_at="2111-01-01"), "warning", "after the day", id="one future row"),
        pytest.param(broken(9, 1, branch="火星"), "warning", "branch list", id="branch"),
        pytest.param(broken(9, 1, category="其他"), "warning", "crosswalk", id="category"),
        pytest.param(broken(4, 0) + broken(1, 0), "warning", "repeats", id="repeated"),
        pytest.param(broken(9, 1, _row_problems="wrong_field_count"), "warning", "garbled", id="garbled"),
    ],
)
def test_a_complaint_feed_that_breaks_a_rule(
    settings: Settings, changes: list[dict], severity: str, words: str
) -> None:
    outcome = judged_feed(settings, "call_center", [land(settings, "call_center", changes)])
    assert (severity, True) in [(found, words in sentence) for found, sentence in failures(outcome)]
    assert outcome.success == (severity == "warning")
    assert (outcome.failed_critical > 0, outcome.failed_warning > 0) != (False, False)


def test_as_many_bad_rows_as_a_rule_allows_are_no_failure(settings: Settings) -> None:
    rows = [*broken(1, 1, complaint_number=None), *numbered(40)[2:], {"branch": "[phone]", "category": "其他"}]
    assert failures(judged_feed(settings, "call_center", [land(settings, "call_center", rows)])) == []


@pytest.mark.parametrize(
    ("feed", "change", "severity", "words"),
    [
        ("satisfaction_survey", {"score": "6"}, "critical", "score from 1 to 5"),
        ("satisfaction_survey", {"surveyed_on": "-"}, "critical", "readable date"),
        ("satisfaction_survey", {"service_item": "午餐"}, "warning", "service item"),
        ("branch_exposure", {"premium_yuan": "0", "policies_in_force": None}, "critical", "above zero"),
        ("branch_exposure", {"branch": "京"}, "warning", "covers at least"),
    ],
)
def test_the_other_feeds_break_their_own_rules(
    settings: Settings, feed: str, change: dict, severity: str, words: str
) -> None:
    outcome = judged_feed(settings, feed, [land(settings, feed, [change])])
    assert any(found == severity and words in sentence for found, sentence in failures(outcome))


def test_one_bad_load_among_good_ones_is_found(settings: Settings) -> None:
    good = land(settings, "hq", numbered(20), sequence=1)
    bad = land(settings, "hq", broken(0, 3, received_at=""), sequence=2)
    assert not judged_feed(settings, "hq", [good, bad]).success


def test_size_and_freshness_are_compared_with_the_loads_before(settings: Settings) -> None:
    first = land(settings, "hq", numbered(50), sequence=1)
    assert failures(judged_feed(settings, "hq", [first])) == []
    second = land(settings, "hq", broken(0, 4, received_at="2011-01-31"), sequence=2)
    sentences = " ".join(sentence for _, sentence in failures(judged_feed(settings, "hq", [second])))
    assert "ten times larger or smaller" in sentences
    assert "reaches about as far" in sentences
    assert failures(judged_feed(settings, "hq", [first])) == []


def test_a_mistyped_future_date_does_not_make_later_files_look_old(settings: Settings) -> None:
    loads = [
        land(settings, "hq", broken(3, 1, received_at="2110-01-01"), sequence=1),
        land(settings, "hq", numbered(4), sequence=2),
    ]
    (failure,) = failures(judged_feed(settings, "hq", loads))
    assert failure == ("warning", "No row is dated after the day on which its file arrived.")


def test_a_file_that_came_under_a_clock_that_was_behind_is_no_fault(settings: Settings) -> None:
    load = land(settings, "hq", numbered(4), arrived="1970-01-01 08:00:00")
    assert failures(judged_feed(settings, "hq", [load])) == []


@pytest.mark.parametrize("content", ["", "[]", '{"loads": {"1": [50, null]}, "lake_id": "another"}', '{"loads": 3}'])
def test_sizes_that_cannot_be_used_are_looked_up_in_the_lake(settings: Settings, content: str) -> None:
    judged_feed(settings, "hq", [land(settings, "hq", numbered(50), sequence=1)])
    (settings.quality / "history" / "hq.json").write_text(content)
    outcome = judged_feed(settings, "hq", [land(settings, "hq", numbered(4), sequence=2)])
    assert ["ten times larger" in sentence for _, sentence in failures(outcome)] == [True]


def test_the_observed_number_is_told_in_words(settings: Settings) -> None:
    outcome = judged_feed(settings, "hq", [land(settings, "hq", broken(3, 1, branch="火星"))])
    (branch,) = [result for result in outcome.results if "branch list" in result.sentence]
    assert branch.observed == "lowest 75.0%, expected at least 95.0%"


def test_a_feed_without_branches_and_with_names_in_english_keeps_every_rule(settings: Settings) -> None:
    """Half of the rows name a branch, by its English name, or none does; the crosswalk's words may have blanks."""
    with (settings.reference / "category_crosswalk.csv").open("a", encoding="utf-8") as crosswalk:
        crosswalk.write("hq,Accident and Health,health,,2000-01-01,\n")
    rows = [{**row, "category": "ACCIDENT and  health"} for row in numbered(4)]
    unnamed = [{**row, "branch": None} for row in rows]
    loads = [
        land(settings, "hq", unnamed),
        land(settings, "hq", [{**rows[0], "branch": "beijing"}, *unnamed[1:]], 2),
    ]
    assert failures(judged_feed(settings, "hq", loads)) == []


def test_exposure_without_a_list_of_branches_covers_all_of_them(settings: Settings) -> None:
    (settings.reference / "branches.csv").write_text("branch_code,branch_name,branch_name_zh\n", encoding="utf-8")
    outcome = judged_feed(settings, "branch_exposure", [land(settings, "branch_exposure", [{}])])
    assert [result.success for result in outcome.results if "covers at least" in result.sentence] == [True]


def test_dates_are_read_by_the_contract(settings: Settings) -> None:
    write_contract(settings, "hq", {}, date_formats=["%d/%m/%Y"])
    outcome = judged_feed(settings, "hq", [land(settings, "hq", [{"received_at": "25/12/2011"}])])
    assert outcome.success


def test_personal_data_are_told_by_file_row_and_column_and_never_shown(settings: Settings) -> None:
    rows = [*broken(1, 8, narrative="电话1381234\n5678"), {"branch": "139,7777,8888"}]
    outcome = judged_feed(settings, "hq", [land(settings, "hq", rows)])
    (result,) = [result for result in outcome.results if "mobile or identity" in result.sentence]
    assert result.observed == "highest 9, expected at most 0"
    assert result.places == tuple(f"hq-000000001.csv, row {row}: narrative" for row in range(3, 8))
    assert not any("1381234" in str(result) or "7777" in str(result) for result in outcome.results)


def test_each_field_is_judged_by_what_its_contract_says(settings: Settings) -> None:
    number = {"complaint_number": "11010519491231002X"}
    load = land(settings, "hq", broken(20, 1, **number))
    assert not judged_feed(settings, "hq", [load]).success
    field = {"privacy": "keep", "type": "identifier", "looks_personal": True}
    write_contract(settings, "hq", {"complaint_number": field})
    assert judged_feed(settings, "hq", [load]).success


@pytest.mark.parametrize("number", ["13812345678", "110105198703142516", "201103150907001234"])
def test_a_complaint_s_number_that_may_be_an_organisation_s_stops_nothing(settings: Settings, number: str) -> None:
    rows = broken(20, 1, complaint_number=number)
    assert judged_feed(settings, "call_center", [land(settings, "call_center", rows)]).success
