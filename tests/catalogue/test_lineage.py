"""Where a table comes from and who reads it: the nearest that a reader knows by name."""

from __future__ import annotations

import pytest
from small_release import dbt_manifest

from orchestration.catalogue.drawing import drawn
from orchestration.catalogue.lineage import Graph, Lineage, Neighbour

PUBLISHED = {"core.dim_branch", "core.fct_complaints", "bi.open_cases"}


@pytest.fixture
def graph() -> Graph:
    return Graph(dbt_manifest(), PUBLISHED)


def test_what_is_not_published_is_passed_over(graph: Graph) -> None:
    lineage = graph.lineage_of("core.fct_complaints")
    assert lineage.up == (Neighbour("feed hq", "feed"),)
    assert lineage.down == (Neighbour("bi.open_cases", "table", "bi.open_cases"),)


def test_a_table_ends_the_search_and_readers_are_named(graph: Graph) -> None:
    lineage = graph.lineage_of("bi.open_cases")
    assert [one.table for one in lineage.up] == ["core.dim_branch", "core.fct_complaints"]
    assert lineage.down == (Neighbour("Lists for people at work", "readers"),)
    assert lineage.feeds == ("hq",)
    assert graph.lineage_of("core.dim_branch").feeds == ()
    assert graph.lineage_of("core.dim_branch").up == (Neighbour("branches.csv", "file"),)


def test_a_table_that_the_project_no_longer_makes_has_none(graph: Graph) -> None:
    assert graph.lineage_of("marts.of_an_earlier_version") == Lineage((), (), ())


def test_a_drawing_has_a_box_for_each_a_line_to_each_and_nothing_outside(graph: Graph) -> None:
    drawing = drawn("bi.open_cases", graph.lineage_of("bi.open_cases"))
    assert [box.label for box in drawing.boxes] == [
        *("core.dim_branch", "core.fct_complaints", "bi.open_cases", "Lists for people at work")
    ]
    assert len(drawing.lines) == 3
    assert max(box.x + box.width for box in drawing.boxes) == drawing.width
    assert {box.y >= 0 and box.y + box.height <= drawing.height for box in drawing.boxes} == {True}


def test_a_name_that_is_longer_than_its_box_is_cut(graph: Graph) -> None:
    alone = Lineage((Neighbour("a" * 50, "file"),), (), ())
    (box, _) = drawn("bi.open_cases", alone).boxes
    assert box.label == "a" * 31 + "…"
