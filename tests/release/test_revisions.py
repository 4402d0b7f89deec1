"""What releases say of the figures of the small warehouse: seven at first, two of them of the operations line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from release_fixtures import ADD_A_COMPLAINT, REVISE_A_FIGURE, candidate_of, change, published_query, release

from orchestration.release import Manifest, write_history
from orchestration.settings import Settings
from tests.drawing import most_telling

FIRST = "first_published"


def history(settings: Settings, scope: str = "operations", measure: str = "complaints") -> list[tuple]:
    """Type, first value, value before, value now, revision and whether it is the latest, in order of publishing."""
    return published_query(
        settings,
        f"""
        select change_type, value_as_first_published, value_before, value_now, revision, is_latest
        from marts.figure_revisions where scope_code = '{scope}' and measure = '{measure}' order by published_at
        """,
    )


def view_of(warehouse: Path, name: str) -> str:
    """The statement that made a view."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        (statement,) = connection.execute("select sql from duckdb_views() where view_name = ?", [name]).fetchone()
    return statement


def times(settings: Settings) -> set[datetime]:
    """When any figure was published."""
    rows = published_query(settings, "select distinct published_at from marts.figure_revisions")
    return {time.replace(tzinfo=UTC) for (time,) in rows}


def time_of(*manifests: Manifest) -> set[datetime]:
    return {datetime.fromisoformat(manifest.published_at) for manifest in manifests}


def test_the_first_release_publishes_every_figure_for_the_first_time(settings: Settings, warehouse: Path) -> None:
    first = release(settings, warehouse)
    assert history(settings) == [(FIRST, 2097.0, None, 2097.0, None, True)]
    assert published_query(settings, "select change_type, count(*) from marts.figure_revisions group by 1") == [
        (FIRST, 6)
    ]
    assert times(settings) == time_of(first)


def test_a_changed_figure_is_a_revision_and_keeps_its_first_value(settings: Settings, warehouse: Path) -> None:
    manifests = [release(settings, warehouse)]
    for _ in range(2):
        change(warehouse, REVISE_A_FIGURE)
        manifests.append(release(settings, warehouse))
    assert history(settings) == [
        (FIRST, 2097.0, None, 2097.0, None, False),
        ("revised", 2097.0, 2097.0, 2098.0, 1.0, False),
        ("revised", 2097.0, 2098.0, 2099.0, 1.0, True),
    ]
    assert times(settings) == time_of(*manifests)
    assert published_query(settings, "select count(*) from marts.figure_revisions") == [(8,)]


def test_a_release_without_a_changed_figure_adds_nothing(settings: Settings, warehouse: Path) -> None:
    first = release(settings, warehouse)
    assert release(settings, warehouse) == first
    change(warehouse, ADD_A_COMPLAINT)
    second = release(settings, warehouse)
    assert second.content_hashes["marts.figure_revisions"] == first.content_hashes["marts.figure_revisions"]
    assert time_of(second) != time_of(first) == times(settings)


def test_a_build_that_is_not_published_leaves_no_trace(settings: Settings, warehouse: Path) -> None:
    first = release(settings, warehouse)
    change(warehouse, REVISE_A_FIGURE)
    candidate_of(settings, warehouse)
    change(warehouse, REVISE_A_FIGURE)
    second = release(settings, warehouse)
    assert history(settings)[1:] == [("revised", 2097.0, 2097.0, 2099.0, 2.0, True)]
    assert times(settings) == time_of(first, second)


def test_history_does_not_depend_on_the_warehouse_file(settings: Settings, warehouse: Path) -> None:
    release(settings, warehouse)
    change(warehouse, REVISE_A_FIGURE)
    second = release(settings, warehouse)
    content = warehouse.read_bytes()
    warehouse.unlink()
    warehouse.write_bytes(content)
    (settings.published_database).unlink()
    (settings.published / "manifest.json").unlink()
    assert release(settings, warehouse) == second
    assert len(history(settings)) == 2


DAMAGES: dict[str, Callable[[Path], object]] = {
    "lost": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
    "of another make": lambda path: duckdb.sql("select 1 as one").write_parquet(str(path)),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.mark.parametrize("damage", most_telling(DAMAGES, "lost", "of another make"))
def test_what_becomes_of_the_file_that_dbt_reads_does_not_matter(
    settings: Settings, warehouse: Path, damage: Callable[[Path], object]
) -> None:
    release(settings, warehouse)
    damage(settings.figure_history)
    change(warehouse, REVISE_A_FIGURE)
    release(settings, warehouse)
    assert [row[0] for row in history(settings)] == [FIRST, "revised"]


def test_a_build_is_laid_beside_what_readers_have_when_it_begins(settings: Settings, warehouse: Path) -> None:
    """So the data tests, and whoever opens the warehouse, see what its release would add."""
    added = "select change_type, count(*) from marts.figure_revisions where published_at is null group by 1"
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        assert connection.execute(added).fetchall() == [(FIRST, 6)]
    release(settings, warehouse)
    write_history(settings)
    assert settings.figure_history.stat().st_mode & 0o077 == 0
    change(warehouse, REVISE_A_FIGURE)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        assert connection.execute(added).fetchall() == [("revised", 1)]
        assert connection.execute("select count(*) from marts.figure_revisions").fetchall() == [(7,)]


def test_what_moves_as_open_cases_are_followed_is_told_from_corrections(settings: Settings, warehouse: Path) -> None:
    """More is closed of as many complaints: followed up. Once the count changes too, all of it is a correction."""
    view = view_of(warehouse, "int_figures_followed")
    more = " union all ".join(
        f"""
        select 'case_closure' as mart, '{measure}' as measure, source_system, report_year, scope_level, scope_code,
            period_end_date, {measure}::double as value
        from warehouse.marts.case_closure
        """
        for measure in ("still_open", "closed_by_year_end")
    )
    change(
        warehouse,
        """
        create table marts.case_closure as
        select *, 81 as still_open, 2016 as closed_by_year_end from marts.yearly_comparison
        where scope_code = 'operations'
        """,
    )
    change(warehouse, "drop view intermediate.int_figures_followed")
    change(warehouse, view.replace("figures AS (", f"figures AS ({more} UNION ALL "))
    release(settings, warehouse)
    for statement in (
        "update marts.case_closure set still_open = 60, closed_by_year_end = 2017",
        f"update marts.case_closure set still_open = 50; {REVISE_A_FIGURE}",
    ):
        change(warehouse, statement)
        release(settings, warehouse)
    assert history(settings, measure="still_open") == [
        (FIRST, 81.0, None, 81.0, None, False),
        ("followed_up", 81.0, 81.0, 60.0, -21.0, False),
        ("revised", 81.0, 60.0, 50.0, -10.0, True),
    ]
    assert [row[0] for row in history(settings, measure="closed_by_year_end")] == [FIRST, "revised"]


def test_a_figure_that_goes_and_comes_back(settings: Settings, warehouse: Path) -> None:
    release(settings, warehouse)
    change(warehouse, "update marts.yearly_comparison set yoy_change_rate = null where scope_code = 'operations'")
    release(settings, warehouse)
    change(warehouse, REVISE_A_FIGURE)
    release(settings, warehouse)
    change(warehouse, "update marts.yearly_comparison set yoy_change_rate = -0.25 where scope_code = 'operations'")
    release(settings, warehouse)
    first = pytest.approx(-0.29370158)
    assert history(settings, measure="yoy_change_rate") == [
        (FIRST, first, None, first, None, False),
        ("withdrawn", first, first, None, None, False),
        ("restored", first, None, -0.25, None, True),
    ]


def test_a_figure_without_a_feed_is_known_again(settings: Settings, warehouse: Path) -> None:
    release(settings, warehouse)
    change(warehouse, "update marts.feed_overlap set hq_complaints = 283")
    release(settings, warehouse)
    assert history(settings, "company", "hq_complaints") == [
        (FIRST, 282.0, None, 282.0, None, False),
        ("revised", 282.0, 282.0, 283.0, 1.0, True),
    ]


def test_the_noise_of_floating_point_sums_is_no_revision(settings: Settings, warehouse: Path) -> None:
    change(warehouse, "alter table marts.yearly_comparison alter yoy_change_rate type double")
    first = release(settings, warehouse)
    change(warehouse, "update marts.yearly_comparison set yoy_change_rate = yoy_change_rate * (1 + 1e-15)")
    assert release(settings, warehouse) == first
    change(warehouse, "update marts.yearly_comparison set yoy_change_rate = yoy_change_rate * (1 + 1e-9)")
    assert release(settings, warehouse) != first
    assert len(history(settings, measure="yoy_change_rate")) == 2


def _year_to(day: str, complaints: int) -> str:
    return f"""
        update marts.yearly_comparison set period_end_date = '{day}' where report_year = 2011;
        update marts.yearly_comparison set complaints = {complaints} where scope_code = 'operations'
    """


def test_a_year_under_way_that_goes_on_is_no_revision(settings: Settings, warehouse: Path) -> None:
    for day, complaints in [("06-15", 900), ("06-16", 900), ("06-16", 901), ("06-17", 907), ("06-17", 906)]:
        change(warehouse, _year_to(f"2011-{day}", complaints))
        release(settings, warehouse)
    assert history(settings) == [
        (FIRST, 900.0, None, 900.0, None, False),
        ("revised", 900.0, 900.0, 901.0, 1.0, False),
        ("period_extended", 907.0, 901.0, 907.0, None, False),
        ("revised", 907.0, 907.0, 906.0, -1.0, True),
    ]


def test_a_year_under_way_that_gets_shorter_starts_again(settings: Settings, warehouse: Path) -> None:
    for day, complaints in [("06-15", 900), ("06-16", 905), ("06-15", 900), ("06-15", 899)]:
        change(warehouse, _year_to(f"2011-{day}", complaints))
        release(settings, warehouse)
    assert history(settings)[1:] == [
        ("period_extended", 905.0, 900.0, 905.0, None, False),
        ("period_shortened", 900.0, 905.0, 900.0, None, False),
        ("revised", 900.0, 900.0, 899.0, -1.0, True),
    ]


def test_a_revised_value_is_the_first_one_of_the_longer_period(settings: Settings, warehouse: Path) -> None:
    for day, complaints in [("06-15", 900), ("06-15", 901), ("06-16", 901), ("06-17", 901)]:
        change(warehouse, _year_to(f"2011-{day}", complaints))
        release(settings, warehouse)
    assert history(settings)[2:] == [("period_extended", 901.0, 901.0, 901.0, None, True)]
    assert published_query(
        settings,
        """
        select strftime(period_end_date, '%m-%d') from marts.figure_revisions
        where scope_code = 'operations' and measure = 'complaints' order by published_at
        """,
    ) == [("06-15",), ("06-15",), ("06-17",)]


def test_a_new_measure_is_published_for_the_first_time(settings: Settings, warehouse: Path) -> None:
    view = view_of(warehouse, "int_figures_followed")
    change(warehouse, "drop view intermediate.int_figures_followed")
    change(warehouse, view.replace("WHERE (yoy_change_rate IS NOT NULL)", "WHERE false"))
    release(settings, warehouse)
    assert history(settings, measure="yoy_change_rate") == []
    change(warehouse, f"drop view intermediate.int_figures_followed; {view}")
    release(settings, warehouse)
    assert [row[0] for row in history(settings, measure="yoy_change_rate")] == [FIRST]
    assert len(history(settings)) == 1


def test_a_release_without_a_history_was_the_first_publication(settings: Settings, warehouse: Path) -> None:
    view = view_of(warehouse, "figure_revisions")
    change(warehouse, f"drop view marts.figure_revisions; {_year_to('2011-06-15', 900)}")
    change(warehouse, "alter table marts.yearly_comparison rename yoy_change_rate to growth")
    first = release(settings, warehouse)
    change(warehouse, "alter table marts.yearly_comparison rename growth to yoy_change_rate")
    change(warehouse, f"{REVISE_A_FIGURE}; update marts.feed_overlap set hq_complaints = 281; {view}")
    second = release(settings, warehouse)
    assert history(settings) == [
        (FIRST, 900.0, None, 900.0, None, False),
        ("revised", 900.0, 900.0, 901.0, 1.0, True),
    ]
    assert [row[0] for row in history(settings, "company", "hq_complaints")] == [FIRST, "revised"]
    assert [row[0] for row in history(settings, measure="yoy_change_rate")] == [FIRST]
    assert times(settings) == time_of(first, second)
    change(warehouse, _year_to("2011-06-17", 905))
    release(settings, warehouse)
    assert history(settings)[2:] == [("period_extended", 905.0, 901.0, 905.0, None, True)]
