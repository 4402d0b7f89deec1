"""The pages about a release: what they say, what they never show, and that they need nothing but themselves."""

from __future__ import annotations

import html
import json
import os
import re
import stat

from links import pages_of
from small_release import HOSTILE, SECOND, dbt_manifest, publish_two, settings_of

from orchestration.catalogue import write_site
from orchestration.release.holds import record_move


def test_every_published_table_has_a_page_and_stands_on_the_first(site) -> None:
    start = site.page("index.html")
    names = {"bi.open_cases", "marts.feed_ledger", "marts.yearly_comparison"}
    names |= {f"core.{name}" for name in ("dim_branch", "dim_feed_year", "fct_complaints")}
    assert {path.stem for path in (site.start.parent / "tables").iterdir()} == names
    assert [name for name in names if f'href="tables/{name}.html"' not in start] == []
    assert start.index("bi.open_cases") < start.index("marts.feed_ledger") < start.index("core.dim_branch")


def test_a_page_tells_meaning_grain_key_columns_and_tests_in_both_languages(site) -> None:
    page = site.page("tables/core.dim_branch.html")
    for said in (
        '<p lang="en">The branch register, <code>unspecified</code> and <code>unmapped</code>.</p>',
        '<p lang="zh">机构名录，含 <code>unspecified</code>（未填写）和 <code>unmapped</code>（未匹配）。</p>',
        '<p lang="en">One row per branch.</p>',
        '<p lang="zh">每个机构一行。</p>',
        '<a href="#branch_code"><code>branch_code</code></a>',
        '<p lang="zh">机构的英文名称。</p>',
        '<p lang="en" class="alone">A sentence that nobody has translated.</p>',
        '<p lang="en">Every row gives <code>branch_code</code>.</p>',
        '<p lang="zh">每一行都有 <code>branch_code</code>。</p>',
    ):
        assert said in page
    assert re.search(r"<code>VARCHAR</code> <small><span lang=\"en\">text</span> <span lang=\"zh\">文本</span>", page)
    assert "only warns" in page


def test_a_test_of_its_own_stands_with_every_table_that_it_reads(site) -> None:
    for table in ("bi.open_cases", "core.fct_complaints"):
        page = site.page(f"tables/{table}.html")
        assert "Guards against an open case that the list misses" in page
        assert "防止清单遗漏未结案投诉" in page
        assert "depends_on" not in page


def test_the_questions_of_a_view_are_answered_from_the_release(site) -> None:
    page = site.page("tables/bi.open_cases.html")
    assert "How many cases are open, and how many overdue?" in page
    assert "未结案的有多少件，超期的有多少件？" in page
    assert re.search(r"<td>Head office</td><td>Operations</td><td>6</td><td>6</td>", page)


def test_numbers_of_single_complaints_are_not_shown_and_tables_with_tokens_have_no_example(site) -> None:
    everything = "".join(path.read_text(encoding="utf-8") for path in site.start.parent.rglob("*.*"))
    assert "select complaint_number, branch_name, category_name, days_open" in everything
    assert "CC1" not in everything
    assert "token1" not in everything
    assert "a row would tell of a single person" in site.page("tables/core.fct_complaints.html")
    assert "complaint_number</code>" in site.page("tables/bi.open_cases.html").split("tells of a single case")[1]


def test_what_data_say_is_shown_and_never_run(site) -> None:
    for name in ("tables/bi.open_cases.html", "tables/core.dim_branch.html", "releases.html"):
        assert HOSTILE in html.unescape(site.page(name))
        assert HOSTILE not in site.page(name)
    pages = pages_of(site.start.parent)
    assert len(pages) == 9
    for page in pages:
        assert page.elements.count("script") == 2, page.path
        assert "img" not in page.elements, page.path
        assert page.handlers == [], page.path


def test_pages_load_and_lead_to_nothing_that_is_not_there(site) -> None:
    folder = site.start.parent
    anchors = {page.path: page.anchors for page in pages_of(folder)}
    outside = []
    for page in pages_of(folder):
        for element, address in page.addresses:
            if ":" in address:
                outside.append((element, address.split("/")[0], page.path.name))
                continue
            target, _, anchor = address.partition("#")
            path = (page.path.parent / target).resolve() if target else page.path
            assert path.is_file(), f"{page.path.name} leads to {address}"
            assert path.parent.name == "dbt" or not anchor or anchor in anchors[path], f"{page.path.name}: {address}"
    assert set(outside) == {("a", "https:", "changelog.html")}
    for name in ("style.css", "search.js"):
        assert "//" not in re.sub(r"^//.*$", "", site.page(name), flags=re.MULTILINE)


def test_the_search_knows_every_table_and_column_in_both_languages(site) -> None:
    script = site.page("entries.js")
    entries = json.loads(script.removeprefix("const ENTRIES = ").rstrip().removesuffix(";"))
    assert len(entries) == 6 + sum(
        page.count('<tr id="')
        for page in map(site.page, (f"tables/{entry[0]}.html" for entry in entries if not entry[1]))
    )
    assert [
        "core.dim_branch",
        "branch_name",
        "VARCHAR",
        "English name of the branch.",
        "机构的英文名称。",
        "tables/core.dim_branch.html#branch_name",
    ] in entries
    assert ["bi.open_cases", "", ""] in [entry[:3] for entry in entries]


def test_the_first_page_tells_how_new_each_feed_is_and_which_release_it_is(site) -> None:
    start = site.page("index.html")
    assert re.search(
        r"<code>hq</code></td><td>2011-12-31</td><td>2011-12-31</td>\s*<td>1</td><td>2026-11-01 05:00", start
    )
    assert SECOND in start
    assert "2026-11-02 06:00 UTC" in start
    assert "../quality/index.html" not in start, "there are no data docs in this home"


def test_it_is_open_to_readers_and_takes_the_place_of_the_one_before(tmp_path) -> None:
    settings = settings_of(tmp_path)
    release = publish_two(settings)
    (settings.docs / "tables").mkdir(parents=True)
    (settings.docs / "tables" / "marts.gone.html").touch()
    (settings.quality).mkdir()
    (settings.quality / "index.html").touch()
    before = os.umask(0o077)
    try:
        start = write_site(settings, release, dbt_manifest(), None)
    finally:
        os.umask(before)
    assert not (settings.docs / "tables" / "marts.gone.html").exists()
    assert stat.S_IMODE(start.stat().st_mode) == 0o644
    assert stat.S_IMODE(settings.docs.stat().st_mode) == 0o755
    assert 'href="../quality/index.html"' in start.read_text(encoding="utf-8")
    assert "dbt/index.html" not in start.read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["docs", "published", "quality"]


def test_it_says_that_readers_were_led_back(tmp_path) -> None:
    settings = settings_of(tmp_path)
    release = publish_two(settings)
    record_move(settings, SECOND, SECOND, f"A file was sent twice {HOSTILE}", holds=True)
    start = write_site(settings, release, dbt_manifest(), None).read_text(encoding="utf-8")
    assert "Readers were led back to this release" in start
    assert html.escape("sent twice <script>") in start
