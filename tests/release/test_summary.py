from __future__ import annotations

from pathlib import Path

from release_fixtures import change, release

from orchestration.release import CheckWarning, FileLeftOut, current_manifest, render_summary
from orchestration.release.manifest import with_earlier_warnings
from orchestration.settings import Settings


def summary_of(settings: Settings, warehouse: Path) -> str:
    left_out = [FileLeftOut("hq", "broken.xlsx", "no column 登记编号")]
    release(settings, warehouse, left_out)
    return render_summary(settings)


def line_with(text: str, *words: str) -> list[str]:
    """The cells of the one line that holds all `words`."""
    (line,) = [line for line in text.splitlines() if all(word in line for word in words)]
    return line.split()


def test_before_the_first_release_it_says_so(settings: Settings) -> None:
    assert render_summary(settings).startswith("Nothing has been published yet")


def test_rows_of_each_feed(settings: Settings, warehouse: Path) -> None:
    text = summary_of(settings, warehouse)
    assert line_with(text, "7,900") == ["call_center", "1", "7,900", "7,825", "60", "15"]
    assert "hq/broken.xlsx: no column 登记编号" in text


def test_warnings_say_which_where_and_what_to_do(settings: Settings, warehouse: Path) -> None:
    warning = CheckWarning("No file is ten times larger.", "In a.csv (12 times).", "Look at the file.")
    release(settings, warehouse, warnings=[warning])
    assert current_manifest(settings).warnings == [warning]
    lines = "  No file is ten times larger.\n    where: In a.csv (12 times).\n    remedy: Look at the file.\n"
    assert f"Warnings:\n{lines}" in render_summary(settings)


def test_warnings_of_earlier_files_stay_while_the_release_counts_these(settings: Settings, warehouse: Path) -> None:
    of_a_file = CheckWarning("It is as long as ever.", "a.csv: 2 rows.", "Look at the file.", ("aa", "bb"))
    of_a_mart = CheckWarning("Nothing is unmapped.", "2 in marts.unmapped_values.", "Map it.")
    release(settings, warehouse, warnings=[of_a_file, of_a_mart])
    before = current_manifest(settings)
    landed = {"aa", "bb", "cc"}
    assert with_earlier_warnings([of_a_mart], before, {"bb", "cc"}, landed) == [of_a_file, of_a_mart]
    assert with_earlier_warnings([of_a_file], before, {"bb"}, landed) == [of_a_file]
    assert with_earlier_warnings([of_a_mart], before, {"cc"}, landed) == [of_a_mart]
    assert with_earlier_warnings([of_a_mart], before, {"bb"}, {"bb"}) == [of_a_mart], "one of its files was withdrawn"
    assert with_earlier_warnings([of_a_mart], None, {"bb"}, landed) == [of_a_mart]


def test_without_warnings_none_are_mentioned(settings: Settings, warehouse: Path) -> None:
    assert "Warnings:" not in summary_of(settings, warehouse)


def test_values_that_nobody_knows_are_named(settings: Settings, warehouse: Path) -> None:
    change(
        warehouse,
        "insert into marts.unmapped_values "
        "values ('hq', 2011, 'status', '重开', 3), ('hq', 2011, 'is_complex', '也许', 2)",
    )
    assert (
        "Not in the reference data:\n"
        "  hq branch 香港: 5 complaints, under `unmapped`\n"
        "  hq status 重开: 3 complaints, as if none were given\n"
        "  hq is_complex 也许: 2 complaints, as not set\n\n"
    ) in summary_of(settings, warehouse)


def test_of_many_unknown_values_the_first_are_named(settings: Settings, warehouse: Path) -> None:
    change(
        warehouse, "insert into marts.unmapped_values select 'hq', 2011, 'cause', 'v' || i, 1 from range(12) as t (i)"
    )
    text = summary_of(settings, warehouse)
    assert text.count("hq cause v") == 9
    assert "and 3 more in marts.unmapped_values" in text


def test_nothing_unknown_is_not_mentioned(settings: Settings, warehouse: Path) -> None:
    change(warehouse, "truncate marts.unmapped_values")
    assert "Not in the reference data" not in summary_of(settings, warehouse)


def test_breaks_that_nobody_declared_are_named(settings: Settings, warehouse: Path) -> None:
    assert (
        "Breaks of the taxonomy that taxonomy_breaks.csv does not declare:\n"
        "  hq 2011 channel wechat appeared: 8.2% of the feed's complaints\n"
        "  hq 2010 category surveys vanished: 25.0% of the feed's complaints\n\nPublished figures"
    ) in summary_of(settings, warehouse)


def test_declared_breaks_are_not_mentioned(settings: Settings, warehouse: Path) -> None:
    change(warehouse, "delete from marts.taxonomy_changes where not is_declared")
    assert "Breaks of the taxonomy" not in summary_of(settings, warehouse)


def test_figures_and_their_conflicts(settings: Settings, warehouse: Path) -> None:
    text = summary_of(settings, warehouse)
    assert "1 match, 1 in conflict, 0 without data" in text
    conflict = " ".join(line_with(text, "F03"))
    assert conflict == (
        "F03 yoy_change_rate: published -0.151, computed -0.3396 (the published rate implies a base of 9,217)"
    )


def test_the_headline_is_the_latest_year_of_each_source(settings: Settings, warehouse: Path) -> None:
    text = summary_of(settings, warehouse)
    company = " ".join(line_with(text, "call_center", "company"))
    assert company == "call_center 2011 company 7,825 7,825 11,849 -34.0% +0.0 points"
    operations = " ".join(line_with(text, "operations"))
    assert operations == "call_center 2011 operations 2,097 2,097 2,969 -29.4% +4.6 points"


def test_the_headline_says_what_is_compared_and_passes_over_mistyped_years(settings: Settings, warehouse: Path) -> None:
    change(
        warehouse,
        """
        insert into marts.yearly_comparison by name
        select 'call_center' as source_system, 2013 as report_year, 'company' as scope_level, 'company' as scope_code,
            1 as complaints, 'not_covered' as coverage, 'The feed does not cover the year.' as comparability_note;
        update marts.yearly_comparison set comparability_note = 'Compared over May.', complaints_compared = 600
        where report_year = 2011
        """,
    )
    text = summary_of(settings, warehouse)
    assert " ".join(line_with(text, "call_center", "company")).startswith("call_center 2011 company 7,825 600 11,849")
    assert "call_center 2011: Compared over May. 600 against 11,849." in text
    assert not any(" 2013 " in line for line in text.splitlines())


def test_a_headline_that_cannot_be_compared_has_no_count_of_what_is(settings: Settings, warehouse: Path) -> None:
    change(
        warehouse,
        """
        update marts.yearly_comparison set is_comparable = false, complaints_prior_year = null, yoy_change_rate = null
        where report_year = 2011
        """,
    )
    company = " ".join(line_with(summary_of(settings, warehouse), "call_center", "company"))
    assert company.startswith("call_center 2011 company 7,825 - - - ")


def test_empty_marts_are_no_failure(settings: Settings, warehouse: Path) -> None:
    change(
        warehouse,
        "truncate marts.yearly_comparison; truncate marts.feed_ledger; truncate marts.figure_reconciliation",
    )
    text = summary_of(settings, warehouse)
    assert "No file has landed." in text
    assert "No complaints yet." in text
    assert "0 match, 0 in conflict" in text


def test_it_says_where_to_look_next(settings: Settings, warehouse: Path) -> None:
    text = summary_of(settings, warehouse)
    for place in (settings.published_database, settings.published_parquet, settings.quality / "index.html", "make dev"):
        assert str(place) in text


def test_a_first_release_revises_nothing(settings: Settings, warehouse: Path) -> None:
    assert "release before published otherwise" not in summary_of(settings, warehouse)


def test_revised_figures_are_named_the_company_and_its_lines_first(settings: Settings, warehouse: Path) -> None:
    summary_of(settings, warehouse)
    change(
        warehouse,
        """
        update marts.yearly_comparison set complaints = complaints + 1 where scope_code = 'operations';
        update marts.yearly_comparison set complaints = 7830, yoy_change_rate = null
        where scope_code = 'company' and report_year = 2011;
        update marts.feed_overlap set hq_complaints = 182
        """,
    )
    text = summary_of(settings, warehouse)
    lines = text[text.index("Figures that the release before published otherwise: 4\n") :].splitlines()
    assert [" ".join(line.split()) for line in lines[1:7]] == [
        "mart measure figure before now revision",
        "yearly_comparison complaints call_center 2011 company 7,825 7,830 +5",
        "yearly_comparison complaints call_center 2011 operations 2,097 2,098 +1",
        "feed_overlap hq_complaints 2011 company 282 182 -100",
        "yearly_comparison yoy_change_rate call_center 2011 company -0.3396 - -",
        "",
    ]
    assert summary_of(settings, warehouse) == text, "what the release changed stays true when nothing new came"
    change(warehouse, "insert into core.fct_complaints values ('another', 1)")
    assert "release before published otherwise" not in summary_of(settings, warehouse)


def test_of_many_revised_figures_the_first_are_named(settings: Settings, warehouse: Path) -> None:
    change(
        warehouse,
        """
        insert into marts.yearly_comparison by name
        select 'hq' as source_system, 2011 as report_year, 'category' as scope_level, 'category_' || i as scope_code,
               i as complaints, '2011-12-31'::date as period_end_date
        from range(1212) as t (i)
        """,
    )
    summary_of(settings, warehouse)
    change(warehouse, "update marts.yearly_comparison set complaints = 2 * complaints where scope_level = 'category'")
    text = summary_of(settings, warehouse)
    assert text.count("hq 2011 category_") == 10
    assert line_with(text, "category_1211")[-3:] == ["1,211", "2,422", "+1,211"]
    assert "and 1,201 more in marts.figure_revisions" in text


def test_a_year_that_goes_on_is_told_apart_from_revisions(settings: Settings, warehouse: Path) -> None:
    change(warehouse, "update marts.yearly_comparison set period_end_date = '2011-06-15' where report_year = 2011")
    summary_of(settings, warehouse)
    change(
        warehouse,
        "update marts.yearly_comparison set period_end_date = '2011-06-16', complaints = 7826 where complaints = 7825",
    )
    text = summary_of(settings, warehouse)
    assert "A year or month under way went on: 1 figures count more days than before." in text
    assert "release before published otherwise" not in text
