"""Readers are led back to an earlier release as it was published, and stay there until somebody leads them on."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from release_fixtures import ADD_A_COMPLAINT, change, copy_home, published_query, release

from orchestration.release import Manifest, ReleaseRefusedError, content_hashes, current_manifest, render_summary
from orchestration.release.holds import ROLLBACKS, end_hold, hold, moves
from orchestration.release.manifest import ADDED_ROWS, WHOLE_HISTORY
from orchestration.release.retention import keep_in_order
from orchestration.release.rollback import roll_back
from orchestration.release.shelf import shelf_of
from orchestration.release.verification import verify, verify_published
from orchestration.settings import Settings

COMPLAINTS = "select count(*) from core.fct_complaints"


@pytest.fixture
def warehouse(settings: Settings, home_with_three: tuple[Settings, list[Manifest]]) -> Path:
    """That of the three releases, each with one complaint more than that before: 50, 51 and 52."""
    copy_home(home_with_three[0], settings)
    return settings.warehouse


@pytest.fixture
def three(warehouse: Path, home_with_three: tuple[Settings, list[Manifest]]) -> list[str]:
    return [manifest.release_id for manifest in home_with_three[1]]


def filed(settings: Settings, release_id: str) -> Manifest:
    return shelf_of(settings).releases[release_id]


def test_readers_see_the_release_as_it_was_published(settings: Settings, warehouse: Path, three: list[str]) -> None:
    """Its archive kept the rows that it added to the history of figures; readers get all that it told."""
    change(warehouse, ADD_A_COMPLAINT)
    assert release(settings, warehouse).number == 4
    second = filed(settings, three[1])
    assert (second.number, second.figure_history) == (2, ADDED_ROWS)
    assert content_hashes(settings.releases / three[1] / "complaints.duckdb") != second.content_hashes
    roll_back(settings, second, "a wrong file", print)
    assert published_query(settings, COMPLAINTS) == [(51,)]
    assert content_hashes(settings.published_database) == second.content_hashes
    parquet = f"from read_parquet('{settings.published_parquet}/figure_revisions.parquet')"
    assert duckdb.execute(parquet).fetchall() == published_query(settings, "from marts.figure_revisions")
    about = "select comment from duckdb_tables() where table_name = 'figure_revisions'"
    assert "Only the rows" not in str(published_query(settings, about))
    now = current_manifest(settings)
    assert (now.release_id, now.figure_history) == (three[1], WHOLE_HISTORY)
    assert [*verify(settings, now), *verify_published(settings)] == []


def test_a_run_makes_releases_that_nobody_sees_until_readers_are_led_on(
    settings: Settings, warehouse: Path, three: list[str]
) -> None:
    roll_back(settings, filed(settings, three[1]), "a wrong file", print)
    change(warehouse, ADD_A_COMPLAINT)
    said: list[str] = []
    made = release(settings, warehouse, say=said.append)
    assert published_query(settings, COMPLAINTS) == [(51,)]
    (told,) = [sentence for sentence in said if "Readers stay" in sentence]
    assert three[1] in told and "a wrong file" in told and made.release_id in told

    roll_back(settings, made, "mended", print)
    assert hold(settings) is None
    assert published_query(settings, COMPLAINTS) == [(53,)]
    change(warehouse, ADD_A_COMPLAINT)
    release(settings, warehouse)
    assert published_query(settings, COMPLAINTS) == [(54,)]
    assert [(move.led_from, move.led_to, move.holds) for move in moves(settings)] == [
        (three[2], three[1], True),
        (three[1], made.release_id, False),
    ]


def test_the_release_that_readers_see_is_neither_pruned_nor_cut(settings: Settings, three: list[str]) -> None:
    roll_back(settings, filed(settings, three[0]), "an old one", print)
    before = current_manifest(settings)
    keep_in_order(replace(settings, releases_kept=1), three[2], print)
    assert shelf_of(settings).ids == [three[0], three[2]]
    assert filed(settings, three[0]) == before


def test_without_a_record_what_readers_see_is_kept_all_the_same(settings: Settings, three: list[str]) -> None:
    roll_back(settings, filed(settings, three[0]), "an old one", print)
    (settings.published / ROLLBACKS).unlink()
    keep_in_order(replace(settings, releases_kept=1), three[2], print)
    assert shelf_of(settings).ids == [three[0], three[2]]
    shutil.rmtree(settings.releases / three[0])
    assert "which readers see, is not in" in next(verify_published(settings))


def test_where_the_pointer_is_damaged_the_release_that_readers_were_led_back_to_is_known(
    settings: Settings, three: list[str]
) -> None:
    roll_back(settings, filed(settings, three[0]), "an old one", print)
    (settings.published / "manifest.json").chmod(0o644)
    (settings.published / "manifest.json").write_text("broken")
    assert current_manifest(settings).release_id == three[0]


def test_a_run_tells_of_the_release_that_it_made_though_nobody_sees_it(
    settings: Settings, warehouse: Path, three: list[str]
) -> None:
    roll_back(settings, filed(settings, three[0]), "an old one", print)
    change(warehouse, ADD_A_COMPLAINT)
    made = release(settings, warehouse)
    told = render_summary(settings)
    assert made.release_id in told.splitlines()[0]
    assert f"Readers do not see it: they were led back to release {three[0]}." in told


def test_a_damaged_release_is_refused_and_nothing_changes(settings: Settings, three: list[str]) -> None:
    database = settings.releases / three[1] / "complaints.duckdb"
    database.chmod(0o644)
    database.write_bytes(database.read_bytes()[:-1] + b"?")
    before = current_manifest(settings)
    with pytest.raises(ReleaseRefusedError, match=r"complaints\.duckdb in .* had been lost or damaged"):
        roll_back(settings, filed(settings, three[1]), "", print)
    assert current_manifest(settings) == before
    assert moves(settings) == []
    assert [sentence.split("/")[-1] for sentence in verify(settings, filed(settings, three[1]))] == [
        "complaints.duckdb is not the file that was published."
    ]


def test_a_rollback_that_was_killed_is_finished_by_the_next_run(
    settings: Settings, warehouse: Path, three: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("orchestration.release.rollback.lead_readers_to", _killed)
        with pytest.raises(KeyboardInterrupt):
            roll_back(settings, filed(settings, three[1]), "a wrong file", print)
    assert published_query(settings, COMPLAINTS) == [(52,)]
    release(settings, warehouse)
    assert published_query(settings, COMPLAINTS) == [(51,)]


def test_a_release_that_is_lost_holds_nobody(settings: Settings, warehouse: Path, three: list[str]) -> None:
    roll_back(settings, filed(settings, three[1]), "a wrong file", print)
    (settings.releases / three[1]).rename(settings.home / "taken_away")
    said: list[str] = []
    release(settings, warehouse, say=said.append)
    assert any("is lost: they see" in sentence for sentence in said)
    assert published_query(settings, COMPLAINTS) == [(52,)]
    assert hold(settings) is None


def test_a_hold_that_was_ended_lets_the_next_run_lead_readers_on(
    settings: Settings, warehouse: Path, three: list[str]
) -> None:
    roll_back(settings, filed(settings, three[1]), "a wrong file", print)
    end_hold(settings, "purged")
    release(settings, warehouse)
    assert published_query(settings, COMPLAINTS) == [(52,)]


def test_a_damaged_record_stops_the_next_release(settings: Settings, warehouse: Path, three: list[str]) -> None:
    (settings.published / ROLLBACKS).write_text("{")
    with pytest.raises(ReleaseRefusedError, match=r"rollbacks\.json is damaged .* correct the file, or remove it"):
        release(settings, warehouse)
    assert published_query(settings, COMPLAINTS) == [(52,)]


def _killed(*_: object, **__: object) -> None:
    raise KeyboardInterrupt
