"""Reference data that the models could not use are refused in words: file, line, column and remedy."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import jinja2
import pytest

from orchestration.settings import BUNDLED_CONFIG, DBT_PROJECT, Settings
from orchestration.warehouse import ReferenceDataError, check_reference_data
from orchestration.warehouse.reference.cells import fold
from orchestration.warehouse.reference.tables import TABLES
from tests.pipeline import settings_for


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    shutil.copytree(BUNDLED_CONFIG / "reference", tmp_path / "config" / "reference")
    return settings_for(tmp_path / "home", tmp_path / "config")


def change(settings: Settings, name: str, old: str, new: str) -> None:
    path = settings.reference / f"{name}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def add(settings: Settings, name: str, line: str) -> int:
    """Append a line to a file and return its number."""
    path = settings.reference / f"{name}.csv"
    text = path.read_text(encoding="utf-8") + f"{line}\n"
    path.write_text(text, encoding="utf-8")
    return text.count("\n")


def problems(settings: Settings) -> list[str]:
    with pytest.raises(ReferenceDataError) as refusal:
        check_reference_data(settings)
    lines = str(refusal.value).splitlines()
    assert all(line.startswith(f"{settings.reference}/") for line in lines)
    return [line.removeprefix(f"{settings.reference}/") for line in lines]


def test_the_bundled_files_are_good(settings: Settings) -> None:
    check_reference_data(settings)


def test_files_with_nothing_but_their_header_are_good(settings: Settings) -> None:
    """An organisation without branches, channels and so on; rules and the states open and closed remain."""
    for name in TABLES.keys() - {"rules", "statuses"}:
        path = settings.reference / f"{name}.csv"
        path.write_text(path.read_text(encoding="utf-8").splitlines()[0], encoding="utf-8")
    check_reference_data(settings)


def test_what_spreadsheets_make_of_a_file_is_good(settings: Settings) -> None:
    """A byte order mark, a column more, another order, Windows line ends, quotes, blanks, slashes in dates."""
    (settings.reference / "channels.csv").write_text(
        'note,channel_name_zh,channel_name,"channel_group",channel_code\r\n"a\nb",电话, Phone ,"direct", phone\r\n\r\n',
        encoding="utf-8-sig",
        newline="",
    )
    (settings.reference / "aliases.csv").write_text(
        "domain,source_system,alias,canonical_value\nchannel,,95热线,电话\n", encoding="utf-8"
    )
    change(settings, "category_crosswalk", "保全,policy_servicing,,2000-01-01,", "保全,policy_servicing,,2000/1/1,")
    check_reference_data(settings)


def test_a_register_without_regions_is_good(settings: Settings) -> None:
    (settings.reference / "branches.csv").write_text("branch_code,branch_name,branch_name_zh\nbeijing,,北京\n")
    for name in ("aliases", "figures"):
        header = (settings.reference / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0]
        (settings.reference / f"{name}.csv").write_text(header, encoding="utf-8")
    check_reference_data(settings)


def test_a_name_with_another_meaning_in_another_period_is_good(settings: Settings) -> None:
    change(settings, "category_crosswalk", "理赔,claims,,2000-01-01,", "理赔,claims,,,2010-12-31")
    add(settings, "category_crosswalk", "call_center,理 赔,underwriting,,2011-01-01,")
    check_reference_data(settings)


@pytest.mark.parametrize(
    ("name", "row", "problem"),
    [
        (
            "categories",
            "fraud,sails,Fraud,欺诈",
            "line_code: 'sails' is no line_code in lines.csv; add it there, or correct it; did",
        ),
        ("subcategories", "fast,claim,Fast,快赔", "category_code: 'claim' is no category_code in categories.csv"),
        ("category_crosswalk", "hq,快赔,claim,,,", "category_code: 'claim' is no category_code in categories.csv"),
        (
            "category_crosswalk",
            "hq,快赔,claims,policy_issuance,,",
            "subcategory_code: 'policy_issuance' is no subcategory_code of claims in",
        ),
        (
            "causes",
            "claims,x,X,某,x,X,某,controllable,rider_conversion",
            "service_item_code: 'rider_conversion' is no service_item_code of claims",
        ),
        ("causes", "claim,x,X,某,x,X,某,controllable,", "category_code: 'claim' is no category_code in categories.csv"),
        (
            "causes",
            "claims,x,X,某,x,X,某,sometimes,",
            "controllability: 'sometimes' is none of controllable, uncontrollable",
        ),
        ("grievances", "claim,x,X,某", "category_code: 'claim' is no category_code in categories.csv"),
        ("service_items", "claim,x,X,某", "category_code: 'claim' is no category_code in categories.csv"),
        (
            "aliases",
            "branch,,京城,北景",
            "canonical_value: '北景' is no name of a branch in branches.csv; add it there",
        ),
        (
            "aliases",
            "category,hq,代理险,展叶",
            "canonical_value: '展叶' is no name of a category that category_crosswalk.csv",
        ),
        ("aliases", "controllability,,也许,maybe", "canonical_value: 'maybe' is no judgement of controllability"),
        ("aliases", "branch,,沪,北京", "alias: '沪' leads to 北京 here and to 上海 in line 41; keep one of the two"),
        ("aliases", "branch,,沪 ,上海", "alias: '沪' stands in line 41 already; remove one of the two"),
        ("aliases", "controllability,,ｙ,controllable", "alias: 'ｙ' stands in line"),
        ("aliases", "branch,,上海,北京", "alias: '上海' is itself a name of a branch in branches.csv, which leads"),
        ("aliases", "town,,京城,北京", "domain: 'town' is none of branch, category, channel"),
        ("aliases", "branch,texas,京城,北京", "source_system: 'texas' is none of call_center, hq"),
        ("aliases", "branch,,,北京", "alias: is empty; fill it in"),
        (
            "category_crosswalk",
            "hq,理 赔,agency,,2011-01-01,",
            "source_value: '理 赔' of hq holds from 2011-01-01 to further notice, and in line 13",
        ),
        (
            "category_crosswalk",
            "hq,理赔,agency,,1999-01-01,2000-01-01",
            "line 13: source_value: '理赔' of hq holds from 2000-01-01",
        ),
        (
            "category_crosswalk",
            "hq,快赔,claims,,2011-01-01,2010-12-31",
            "valid_to: '2010-12-31' lies before valid_from, '2011-01-01'",
        ),
        (
            "category_crosswalk",
            "hq,快赔,claims,,2011-02-30,",
            "valid_from: '2011-02-30' is no date; write one such as 2011-03-31",
        ),
        ("category_crosswalk", ",快赔,claims,,,", "source_system: is empty; fill it in"),
        ("lines", "sales,Others,其它", "line_code: 'sales' stands in line 3 already; remove one of the two"),
        ("lines", "Life & Health,Life,寿险", "line_code: 'Life & Health' is no code; use lower-case"),
        ("lines", "unmapped,Life,寿险", "line_code: 'unmapped' is what the marts call a value without a code"),
        ("lines", ",Life,寿险", "line_code: is empty; fill it in"),
        ("lines", "life,,", "line_name and line_name_zh are both empty; fill in one of them"),
        ("lines", "life,Life", "has 2 cells, the header 3; put a value that holds a comma into quotes"),
        ("lines", "life,Life, Health,寿险", "has 4 cells, the header 3; put a value that holds a comma into quotes"),
        ("lines", 'life,"Life" Health,寿险', "a quote is not closed, or text stands beside it"),
        ("lines", 'life,"Life,寿险', "a quote is not closed"),
        ("lines", "life,Life,寿险\r", "ends in another way than the lines before it; save the file again"),
        ("lines", ",,", "is blank but for its commas; remove it"),
        (
            "branches",
            "peking,Peking, 北京,,,",
            "branch_name_zh: '北京' is the name of beijing in line 2 too; change one of them",
        ),
        ("branches", "hong_kong,Hong Kong,香港,Far East,,", "region: 'Far East' is no code; use lower-case letters"),
        (
            "branches",
            "hong_kong,Hong Kong,香港,south,The South,华南",
            "region_name: south is called 'The South' here and 'South China' in line 24; write the same in both",
        ),
        (
            "branches",
            "hong_kong,Hong Kong,香港,,South China,",
            "region: is empty; write the code of the region that is named",
        ),
        ("causes", "claims,x,X,某,x,X,公司拒赔,controllable,", "cause_name_zh: '公司拒赔' is the name of"),
        ("grievances", "claims,outcome,Result,后果", "grievance_code: 'outcome' of 'claims' stands in line"),
        ("channels", "fax,indirect,Fax,传真", "channel_group: 'indirect' is none of direct, referred"),
        ("aliases", "flag,,也许,maybe", "canonical_value: 'maybe' is no state of a flag: true or false"),
        ("aliases", "flag,,FALSE,true", "alias: 'FALSE' is itself a state of a flag: true or false, which leads"),
        ("rules", "high_water,1 000,m,", "rule_value: '1 000' is no number; write one such as 1000 or 0.25"),
        (
            "figures",
            "F01,s,hq,2011,complaints,company,company,,1,count,0,",
            "figure_id: 'F01' stands in line 2 already",
        ),
        ("figures", "X1,s,hq,MMXI,complaints,company,company,,1,count,0,", "report_year: 'MMXI' is no whole number"),
        ("figures", "X1,s,hq,2011,complaints,company,company,,1%,count,0,", "published_value: '1%' is no number"),
        (
            "figures",
            "X1,s,hq,2011,complaints,region,north,,1,count,0,",
            "scope_level: 'region' is none of company, line",
        ),
        (
            "figures",
            "X1,s,hq,2011,complaints,category,claim,,1,count,0,",
            "scope_code: 'claim' is no category; add it to the taxonomy, or correct it; did",
        ),
        (
            "figures",
            "X1,s,hq,2011,complaints,company,company,branch=bejing,1,count,0,",
            "slice: 'bejing' is no branch; correct it; did you mean beijing",
        ),
        ("figures", "X1,s,hq,2011,complaints,company,company,month=13,1,count,0,", "slice: '13' is no month"),
        (
            "figures",
            "X1,s,hq,2011,complaints,company,company,march,1,count,0,",
            "slice: 'march' is no part of a scope; write one such as month=3",
        ),
        ("taxonomy_breaks", "hq,line,sails,2011-01-01,false,", "scope_code: 'sails' is no line"),
        (
            "taxonomy_breaks",
            "hq,channel,fox,2011-01-01,false,",
            "scope_code: 'fox' is no channel; add it to channels.csv",
        ),
        (
            "taxonomy_breaks",
            "hq,channel,phone,2011-01-01,true,",
            "is_bridged: no mart compares a channel with the year",
        ),
        ("taxonomy_breaks", "hq,branch,beijing,2011-01-01,false,", "scope_level: 'branch' is none of company, line,"),
        (
            "taxonomy_breaks",
            "hq,category,claims,2011-01-01,TRUE,Split",
            "is_bridged: is true, but taxonomy_bridges.csv does not say with which codes claims is compared; add",
        ),
        (
            "taxonomy_bridges",
            "hq,category,claims,2011-01-01,agency",
            "scope_code: taxonomy_breaks.csv has no break of 'claims' for hq on 2011-01-01; declare it there, or",
        ),
        ("taxonomy_bridges", "hq,channel,phone,2011-01-01,visit", "scope_level: 'channel' is none of company, line"),
        ("rules", "undeclared_break_max_share,two,fraction,", "rule_value: 'two' is no number"),
        ("taxonomy_breaks", "hq,line,sales,2011-01-01,maybe,", "is_bridged: 'maybe' is neither true nor false"),
        ("taxonomy_breaks", "hq,line,sales,,true,", "effective_from: is empty; fill it in"),
        (
            "declared_coverage",
            "hq,2011-01-01,2010-12-31,covered,",
            "covered_to: '2010-12-31' lies before covered_from, '2011-01-01'; correct one of them",
        ),
        ("declared_coverage", "hq,2011-01-01,2011-12-31,partly,", "coverage: 'partly' is none of covered, not_covered"),
    ],
)
def test_a_wrong_row_is_named_with_its_line(settings: Settings, name: str, row: str, problem: str) -> None:
    line = add(settings, name, row)
    (found,) = problems(settings)
    place = f"{name}.csv, " + ("" if problem.startswith("line ") else f"line {line}: ")
    assert found.startswith(place + problem)


@pytest.mark.parametrize(
    ("rule", "good", "wrong"),
    [
        ("watchlist_malicious_complaints", ("1", "2.0"), ("0", "-2", "1.5")),
        ("watchlist_repeats_in_12_months", ("1", "12"), ("0", "2.5")),
        ("deadline_days", ("1", "60"), ("0", "10000", "-15")),
        ("deadline_days_complex", ("90",), ("0.5",)),
        ("deadline_days_extension", ("0", "30"), ("-1", "7.5")),
    ],
)
def test_complaints_and_days_are_whole_numbers(
    settings: Settings, rule: str, good: tuple[str, ...], wrong: tuple[str, ...]
) -> None:
    path = settings.reference / "rules.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    (line,) = (number for number, text in enumerate(lines, start=1) if text.startswith(f"{rule},"))
    for value in (*good, *wrong):
        lines[line - 1] = f"{rule},{value},days,"
        path.write_text("\n".join(lines), encoding="utf-8")
        if value in good:
            check_reference_data(settings)
        else:
            (found,) = problems(settings)
            assert found.startswith(f"rules.csv, line {line}: rule_value: '{value}' is no whole number from ")


def test_rules_that_an_older_configuration_lacks_have_defaults(settings: Settings) -> None:
    path = settings.reference / "rules.csv"
    path.write_text("\n".join(path.read_text(encoding="utf-8").splitlines()[:4]), encoding="utf-8")
    check_reference_data(settings)


def test_a_bridged_break_says_with_what(settings: Settings) -> None:
    """With other codes, or with its own where the crosswalk does it; a day may be written in two ways."""
    add(settings, "taxonomy_breaks", "hq,category,claims,2011-01-01,true,Agency went to claims")
    add(settings, "taxonomy_breaks", ",line,sales,2011-07-01,True,")
    add(settings, "taxonomy_breaks", "call_center,channel,phone,2011-01-01,false,A new number")
    add(settings, "taxonomy_bridges", "hq,category,claims,2011/1/1,agency")
    add(settings, "taxonomy_bridges", "hq,category,claims,2011-01-01,underwriting")
    add(settings, "taxonomy_bridges", ",line,sales,2011-07-01,sales")
    check_reference_data(settings)


@pytest.mark.parametrize(
    ("bridge", "problem"),
    [
        ("hq,category,claims,2011-01-01,agent", "member_code: 'agent' is no category; add it to the taxonomy, or"),
        ("hq,category,claims,2011-01-01,policy_issuance", "member_code: 'policy_issuance' is no category"),
        ("hq,category,claims,2011-01-01,agency", "member_code: 'agency' of '2011-01-01' of 'claims' of 'category' of"),
        ("hq,category,claims,2011-01-02,agency", "scope_code: taxonomy_breaks.csv has no break of 'claims' for hq on"),
        (
            ",category,claims,2011-01-01,agency",
            "scope_code: taxonomy_breaks.csv has no break of 'claims' for all feeds",
        ),
        (
            "hq,line,sales,2011-01-01,sales",
            "scope_code: the break in line 3 of taxonomy_breaks.csv is not bridged; write",
        ),
        ("hq,category,claims,soon,underwriting", "effective_from: 'soon' is no date"),
    ],
)
def test_a_bridge_that_leads_nowhere_is_named(settings: Settings, bridge: str, problem: str) -> None:
    add(settings, "taxonomy_breaks", "hq,category,claims,2011-01-01,true,")
    add(settings, "taxonomy_breaks", "hq,line,sales,2011-01-01,false,")
    add(settings, "taxonomy_bridges", "hq,category,claims,2011-01-01,agency")
    add(settings, "taxonomy_bridges", bridge)
    assert [found.startswith(f"taxonomy_bridges.csv, line 3: {problem}") for found in problems(settings)] == [True]


def test_a_share_is_a_fraction(settings: Settings) -> None:
    change(settings, "rules", "undeclared_break_min_share,0.02", "undeclared_break_min_share,2")
    (found,) = problems(settings)
    assert found == "rules.csv, line 7: rule_value: '2' is no share; write a fraction such as 0.02 for 2 %"


def test_a_day_is_declared_once(settings: Settings) -> None:
    add(settings, "declared_coverage", "hq,2011-01-01,2011-06-30,covered,")
    add(settings, "declared_coverage", "call_center,2011-06-01,2011-06-30,covered,")
    check_reference_data(settings)
    line = add(settings, "declared_coverage", "hq,2011-06-30,2011-07-31,not_covered,")
    (found,) = problems(settings)
    assert found.startswith(
        f"declared_coverage.csv, line {line}: covered_from: '2011-06-30' of hq lies in the time of line {line - 2}, "
    )


def test_an_older_folder_without_bridges_and_their_rule_is_good(settings: Settings) -> None:
    (settings.reference / "declared_coverage.csv").unlink()
    (settings.reference / "taxonomy_bridges.csv").unlink()
    path = settings.reference / "rules.csv"
    older = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("undeclared_")]
    path.write_text("\n".join(older), encoding="utf-8")
    check_reference_data(settings)


def test_everything_wrong_is_said_at_once(settings: Settings) -> None:
    change(settings, "categories", "claims,operations", "claims,operation")
    (settings.reference / "rules.csv").unlink()
    change(settings, "statuses", "closed,Closed", "shut,Closed")
    (settings.reference / "lines.csv").write_bytes("line_code,line_name,line_name_zh\nsales,Sales,销售\n".encode("gbk"))
    change(settings, "branches", "branch_name_zh", "zh")
    change(settings, "channels", "channel_code,channel_group", "channel_code,channel_group,channel_group")
    (settings.reference / "figures.csv").write_text("figure_id;unit\nF01;count\n", encoding="utf-8")
    bundled = BUNDLED_CONFIG / "reference" / "rules.csv"
    assert problems(settings) == [
        "branches.csv, line 1: lacks the column branch_name_zh; it has branch_code, branch_name, zh, "
        "region, region_name, region_name_zh; add it to the first row",
        "channels.csv, line 1: the column channel_group stands twice; remove one of the two",
        "figures.csv, line 1: lacks the column figure_id, deck_section, source_system, report_year, measure, "
        "scope_level, scope_code, slice, published_value, unit, decimals, note; it has figure_id;unit; "
        "separate the columns by commas",
        "lines.csv, line 2: is not UTF-8; save the file again with that encoding (in Excel: CSV UTF-8)",
        f"rules.csv: is missing; copy it from {bundled}, with no row but the header if need be",
        "statuses.csv: has no row for closed, which the models use; add it as the bundled file has it",
    ]


def test_a_wrong_row_is_told_once_and_not_again_by_those_that_refer_to_it(settings: Settings) -> None:
    line = add(settings, "categories", "fraud,sales,,")
    add(settings, "category_crosswalk", "hq,欺诈,fraud,,,")
    add(settings, "figures", "X1,s,hq,2011,complaints,category,fraud,,1,count,0,")
    other = add(settings, "channels", "fax,indirect,Fax,传真")
    add(settings, "aliases", "channel,,电传,传真")
    assert problems(settings) == [
        f"categories.csv, line {line}: category_name and category_name_zh are both empty; fill in one of them",
        f"channels.csv, line {other}: channel_group: 'indirect' is none of direct, referred; correct it there",
    ]


def test_lines_are_those_that_an_editor_shows(settings: Settings) -> None:
    change(settings, "lines", "operations,Operations", '\noperations,"Oper\nations"')
    add(settings, "lines", "X,X,某")
    assert problems(settings) == [
        "lines.csv, line 7: line_code: 'X' is no code; use lower-case letters, digits and underscores"
    ]


@pytest.mark.parametrize("name", ["北 京", "Ａｂ－c（１）", "\u3000x\u00a0y\t\r\nz\ufeff\u200b", "①½", ""])
def test_names_are_compared_as_the_models_compare_them(name: str) -> None:
    macros = (DBT_PROJECT / "macros" / "text.sql").read_text(encoding="utf-8")
    clean = jinja2.Environment().from_string(macros + "{{ remove_spaces('name') }}").render()
    with duckdb.connect() as connection:
        ((folded,),) = connection.execute(f"select upper({clean}) from (select ? as name)", [name]).fetchall()
    assert fold(name) == (folded or "")


def test_a_file_of_absurd_size_is_refused_unread(settings: Settings) -> None:
    with (settings.reference / "aliases.csv").open("r+b") as file:
        file.truncate(65 * 1024 * 1024)
    assert problems(settings) == ["aliases.csv: is larger than 64 MB, which no list of names is; write it anew"]
