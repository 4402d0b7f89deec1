"""The start page of a home: the release of today, its reports, what changed, what is overdue, how good the data are."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import html

from orchestration.release.manifest import Manifest
from orchestration.report.page import read_page
from orchestration.report.provenance import Stamp
from orchestration.report.release import hash_of, opened
from orchestration.report.start_page import write_start_page
from orchestration.report.verification import verify
from orchestration.settings import Settings
from tests.report.two_releases import FIRST_RELEASE, later_release, publish, two_releases_in


def place_report(settings: Settings, name: str, release: Manifest) -> None:
    path = settings.home / "reports" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    said = str(Stamp(release.release_id, hash_of(release)))
    if path.suffix == ".html":
        path.write_text(f'<!DOCTYPE html><meta charset="utf-8"><meta name="release" content="{said}">')
    else:
        workbook = openpyxl.Workbook()
        workbook.properties.keywords = said
        workbook.save(path)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", config=tmp_path / "config", token_key="test")


@pytest.fixture
def two_releases(tmp_path: Path) -> Settings:
    return two_releases_in(tmp_path)


def text_of(page: Path) -> str:
    return " ".join(tree_of(page).body.text_content().split())


def tree_of(page: Path) -> Any:
    return html.document_fromstring(page.read_bytes(), html.HTMLParser(encoding="utf-8"))


def rows_of(page: Path, label: str) -> Iterator[list[str]]:
    for row in tree_of(page).xpath(f"//*[starts-with(@aria-label, '{label}')]//tbody/tr"):
        yield [" ".join(cell.text_content().split()) for cell in row]


def test_before_the_first_release_it_says_how_one_is_made(settings: Settings) -> None:
    page = write_start_page(settings)
    assert page == settings.home / "reports" / "index.html"
    assert page.stat().st_mode & 0o777 == 0o644
    assert "make run" in text_of(page)
    assert list(read_page(page)) == []


def test_every_number_has_a_mark_and_is_as_the_releases_have_it(two_releases: Settings) -> None:
    shown = list(read_page(write_start_page(two_releases)))
    assert [one for one in shown if one.mark is None] == []
    before = hash_of(FIRST_RELEASE)
    of_before = [one for one in shown if one.mark and one.mark.release_hash == before]
    assert [one.text for one in of_before] == ["7,825", "−34.0%", "2"]
    for release, part in (
        (FIRST_RELEASE, of_before),
        (later_release(), [one for one in shown if one not in of_before]),
    ):
        with opened(two_releases, release) as reader:
            assert verify(part, reader).findings == ()


def test_it_shows_what_changed_what_is_overdue_and_what_became_of_rows(two_releases: Settings) -> None:
    page = write_start_page(two_releases)
    assert list(rows_of(page, "Key figures")) == [
        ["Company 公司", "Call center 呼叫中心", "2011", "7,825", "7,830", "−34.0%", "−34.0%"]
    ]
    assert list(rows_of(page, "Open cases by feed")) == [
        ["Call center 呼叫中心", "4", "3"],
        ["Head office 总公司", "1", "0"],
    ]
    assert [row[0] for row in rows_of(page, "Overdue cases by branch")] == ["Dalian 大连", "Beijing 北京"]
    assert list(rows_of(page, "Rows by feed")) == [
        ["Call center 呼叫中心", "2", "1,100", "1,090", "7", "3"],
        ["Head office 总公司", "0", "0", "0", "0", "0"],
    ]
    assert "hq/投诉<2011>.xlsx No column is called 受理日期." in text_of(page)
    assert "No row is dated after its file arrived. Correct 1 row." in text_of(page)


def test_it_lists_reports_with_the_release_that_each_was_made_from(two_releases: Settings) -> None:
    place_report(two_releases, "2011/complaints-2011.zh.html", later_release())
    place_report(two_releases, "2011/complaints-2011.en.xlsx", later_release())
    place_report(two_releases, "2011/complaints-2011-H1.en.xlsx", FIRST_RELEASE)
    place_report(two_releases, "2011/branches/complaints-2011.dalian.zh.html", later_release())
    place_report(two_releases, "2011/branches/complaints-2011.closed_branch.zh.html", later_release())
    (two_releases.home / "reports" / "2011" / "notes.txt").touch()
    page = write_start_page(two_releases)
    year, half = rows_of(page, "Reports")
    assert year == ["2011", "workbook 工作簿", "page 网页", "today's release 当前数据版本"]
    assert half[:3] == ["2011-H1", "workbook 工作簿", "–"]
    assert half[3].endswith("complaints report --year 2011 --period H1")
    links = tree_of(page).xpath("//main//a/@href")
    assert links == [
        "2011/complaints-2011.en.xlsx",
        "2011/complaints-2011.zh.html",
        "2011/complaints-2011-H1.en.xlsx",
        "2011/branches/complaints-2011.closed_branch.zh.html",
        "2011/branches/complaints-2011.dalian.zh.html",
    ]
    assert all((page.parent / link).is_file() for link in links)
    assert "Dalian 大连: Chinese 中文 page 网页" in text_of(page)
    # the year before is covered, and has none
    assert "complaints report --year 2010" in text_of(page)


def test_a_release_that_cannot_be_read_is_named_all_the_same(two_releases: Settings) -> None:
    (two_releases.releases / later_release().release_id / "complaints.duckdb").write_bytes(b"damaged")
    page = write_start_page(two_releases)
    assert "The release cannot be read." in text_of(page)
    assert later_release().release_id in text_of(page)


def test_a_first_release_has_none_to_be_compared_with(settings: Settings) -> None:
    publish(settings, FIRST_RELEASE, company=7825)
    assert "There is no previous release to compare with." in text_of(write_start_page(settings))


def test_it_links_the_sites_that_exist(two_releases: Settings) -> None:
    assert tree_of(write_start_page(two_releases)).xpath("//main//a[starts-with(@href, '../')]") == []
    two_releases.docs.mkdir()
    (two_releases.docs / "index.html").touch()
    page = write_start_page(two_releases)
    assert tree_of(page).xpath("//main//a[starts-with(@href, '../')]/@href") == ["../docs/index.html"]


def test_writing_it_loads_no_library_that_draws_or_computes() -> None:
    code = "import sys, orchestration.report.start_page; print(*({'altair', 'vl_convert', 'scipy'} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == ""
