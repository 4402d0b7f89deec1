"""A report's web page: what it holds, and that every number on it is found again with its mark."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from orchestration.report.document import Chart, ChartKind, Document, Paragraph, Run, Section
from orchestration.report.figures import LANGUAGES, Figure
from orchestration.report.page import read_page, write_page
from orchestration.report.page.specs import spec
from orchestration.report.provenance import Stamp, mark_of
from tests.report.sample import sample


@pytest.fixture(scope="module", params=LANGUAGES)
def document(request: pytest.FixtureRequest) -> Document:
    return sample(request.param)


@pytest.fixture(scope="module")
def page(document: Document, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "page.html"
    write_page(document, path)
    return path


@pytest.fixture(scope="module")
def tree(page: Path) -> Any:
    return html.document_fromstring(page.read_bytes(), html.HTMLParser(encoding="utf-8"))


def figures_in(part: object) -> Iterator[Figure]:
    if isinstance(part, Figure):
        yield part
    elif isinstance(part, tuple | list):
        for one in part:
            yield from figures_in(one)
    elif is_dataclass(part):
        for field in fields(part):
            yield from figures_in(getattr(part, field.name))


def test_every_number_of_the_document_is_read_back_with_its_mark(document: Document, page: Path) -> None:
    shown = list(read_page(page))
    expected = Counter(
        (figure.written, mark_of(figure, document.release_hash)) for figure in figures_in(document.sections)
    )
    assert expected - Counter((one.text, one.mark) for one in shown) == Counter()
    assert [one for one in shown if one.mark is None] == []


def test_data_of_charts_are_unrounded_and_marked(document: Document, page: Path) -> None:
    drawn = Counter((one.mark, one.value) for one in read_page(page) if one.value is not None)
    charts = [block for part in document.pages for block in part.blocks if isinstance(block, Chart)]
    values = [figure for chart in charts for figure in figures_in([[p.values for p in chart.points], chart.limits])]
    numbers = [figure for figure in values if not isinstance(figure.value, str | None)]
    assert len(numbers) > 100
    assert Counter((mark_of(one, document.release_hash), one.value) for one in numbers) - drawn == Counter()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("</h1>", " 9871</h1>"),
        ('role="img"', 'role="img" aria-label="9871"'),
        ('<ul class="legend">', '<ul class="legend" title="9871">'),
        ("</main>", "<p>9871</p></main>"),
        ('"label":[{"t":"', '"label":[{"t":"9871'),
        ("</title>", " 9871</title>"),
    ],
)
def test_a_number_without_a_mark_is_found_wherever_it_is_seen(page: Path, tmp_path: Path, old: str, new: str) -> None:
    altered = tmp_path / "altered.html"
    text = page.read_text(encoding="utf-8")
    assert old in text
    altered.write_text(text.replace(old, new, 1), encoding="utf-8")
    added = Counter(read_page(altered)) - Counter(read_page(page))
    assert [one.text[:4] for one in added] == ["9871"]
    assert all(one.mark is None or one.text != "9871" for one in added)


def test_a_number_that_was_altered_is_read_as_it_stands(page: Path, tmp_path: Path) -> None:
    altered = tmp_path / "altered.html"
    text = page.read_text(encoding="utf-8")
    for old, new in (
        (">7,825<", ">7,826<"),
        ('"v":8641969,', '"v":8641970,'),
        ('"v_text":"8,641,969"', '"v_text":"8,641,968"'),
    ):
        altered.write_text(text.replace(old, new, 1), encoding="utf-8")
        before, after = list(read_page(page)), list(read_page(altered))
        assert sum(one != other for one, other in zip(before, after, strict=True)) == 1


def test_the_page_asks_nobody_for_anything(tree: Any) -> None:
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-eval" not in policy
    assert re.search(r"script-src [^;]*unsafe-inline", policy) is None
    for script in tree.xpath("//script[not(@type)]"):
        digest = base64.b64encode(hashlib.sha256(script.text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert tree.xpath("//link | //img | //iframe | //script[@src] | //object") == []
    assert all(link.startswith("#") for link in tree.xpath("//@href"))
    assert not re.search(r"url\(|@import", "".join(tree.xpath("//style/text()")))


def test_headings_landmarks_and_names_are_in_order(document: Document, tree: Any) -> None:
    levels = [int(heading.tag[1]) for heading in tree.xpath("//h1 | //h2 | //h3 | //h4")]
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert Stamp.read(tree.xpath("//meta[@name='release']/@content")[0]) == Stamp.of(document)
    assert tree.get("lang") == {"en": "en", "zh": "zh-Hans"}[document.language]
    identifiers = tree.xpath("//@id")
    assert len(identifiers) == len(set(identifiers))
    named = [*(link[1:] for link in tree.xpath("//@href")), *tree.xpath("//@aria-labelledby")]
    assert set(named) <= set(identifiers)
    assert len(tree.xpath("//main")) == len(tree.xpath("//nav")) == len(tree.xpath("//body/header")) == 1
    assert len(tree.xpath("//nav//a")) == len(document.sections)
    drawings = tree.xpath("//figure[@class='chart']//*[@role='img']")
    assert len(drawings) == 2 * len(ChartKind)
    assert all(tree.get_element_by_id(one.get("aria-labelledby")).text_content() for one in drawings)


def test_numbers_are_no_stops_of_the_keyboard(tree: Any) -> None:
    assert tree.xpath("//*[@data-mark][@tabindex]") == []


def test_the_same_document_gives_the_same_bytes(document: Document, page: Path, tmp_path: Path) -> None:
    write_page(document, tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == page.read_bytes()


def test_names_of_other_peoples_reference_data_are_text(document: Document, tmp_path: Path) -> None:
    name = (Run("</script><script>alert()</script><b title='&amp;'>"),)
    chart = next(block for page in document.pages for block in page.blocks if isinstance(block, Chart))
    blocks = (Paragraph(name), replace(chart, title=name, points=(replace(chart.points[0], label=name),)))
    section = Section("one", name, (replace(document.pages[0], title=name, blocks=blocks),))
    page = tmp_path / "page.html"
    write_page(replace(document, title=name, sections=(section,)), page)
    tree = html.document_fromstring(page.read_text(encoding="utf-8"))
    assert tree.xpath("//b") == []
    assert len(tree.xpath("//script[not(@type)]")) == 2
    assert tree.xpath("//h1")[0].text_content() == name[0].text
    (drawn,) = tree.xpath("//figure//script[@type='application/json']")
    assert json.loads(drawn.text)["spec"]["datasets"]["points"][0]["label"] == [{"t": name[0].text}]


@pytest.mark.parametrize("kind", ChartKind)
def test_each_kind_of_chart_is_valid_vega_lite(kind: ChartKind) -> None:
    import altair

    drawn = spec(kind, (".0%", ",~f"), True, 2)
    altair.LayerChart.from_dict({**drawn, "datasets": {"points": [], "limits": []}}, validate=True)
