"""What a release changed of the one before it."""

from __future__ import annotations

from pathlib import Path

from small_release import FIRST, SECOND, publish_two, settings_of

from orchestration.catalogue.release_notes import release_notes


def test_a_note_tells_tables_figures_and_columns_that_changed(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    publish_two(settings)
    newest, oldest = release_notes(settings)
    assert (newest.release.release_id, newest.before.release_id) == (SECOND, FIRST)
    assert (oldest.before, oldest.changes) == (None, None)
    assert [table.table for table in newest.changes.tables] == ["core.fct_complaints"]
    (figure,) = newest.changes.figures
    assert (figure.complaints_before, figure.complaints_after) == (4, 6)
    assert (figure.change_rate_before, figure.change_rate_after) == (-0.5, -0.25)
    assert newest.changes.interface.added == ("marts.feed_ledger.rows_read",)
    assert newest.changes.interface.broken == ()


def test_a_release_whose_neighbour_cannot_be_read_is_told_without_its_changes(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    publish_two(settings)
    (settings.releases / FIRST / "complaints.duckdb").write_bytes(b"no database")
    newest, _ = release_notes(settings)
    assert newest.before.release_id == FIRST
    assert newest.changes is None


def test_the_page_tells_what_changed(site) -> None:
    page = site.page("releases.html")
    newest, oldest = page.index(f'id="{SECOND}"'), page.index(f'id="{FIRST}"')
    assert newest < oldest
    told = page[newest:oldest]
    assert "<td>4</td><td>6</td><td>-50.0%</td><td>-25.0%</td>" in told
    assert "<code>marts.feed_ledger.rows_read</code>" in told
    assert "what readers see" in told
    for warning in ("每一行都有 <code>branch_code</code>。", "没有任何一行的日期晚于其文件到达之日。"):
        assert warning in told
    assert "The first release that is kept." in page[oldest:]
