"""A file that is moved to `withdrawn/` leaves the lake."""

from __future__ import annotations

from landing_fixtures import call_center_text, lake_rows, put

from orchestration.landing import files_left_out, land_feed


def withdraw(path) -> None:
    folder = path.parent / "withdrawn"
    folder.mkdir(exist_ok=True)
    path.rename(folder / path.name)


def numbers(settings) -> list[str]:
    return [row["complaint_number"] for row in lake_rows(settings, "call_center")]


def test_its_rows_leave_the_lake_and_the_ledger_says_so(settings):
    put(settings, "call_center", "a.csv", call_center_text("CC1"))
    wrong = put(settings, "call_center", "b.csv", call_center_text("CC2"))
    land_feed(settings, "call_center")
    withdraw(wrong)
    (entry,) = land_feed(settings, "call_center").added
    assert (entry.file_name, entry.status, entry.load_id, entry.rows_read) == ("b.csv", "rejected", None, 0)
    assert "withdrawn" in entry.error
    assert numbers(settings) == ["CC1"]
    assert files_left_out(settings) == []
    assert land_feed(settings, "call_center").added == []


def test_the_number_of_a_withdrawn_load_is_not_given_again(settings):
    """A warehouse that took the first load in would take the second for it."""
    withdrawn = put(settings, "call_center", "a.csv", call_center_text("CC1"))
    land_feed(settings, "call_center")
    withdraw(withdrawn)
    put(settings, "call_center", "b.csv", call_center_text("CC2"))
    land_feed(settings, "call_center")
    assert [row["_load_id"] for row in lake_rows(settings, "call_center")] == ["call_center-000000002"]
    land_feed(settings, "call_center")
    put(settings, "call_center", "c.csv", call_center_text("CC3"))
    (entry,) = land_feed(settings, "call_center").added
    assert entry.load_sequence == 3


def test_a_file_moved_back_lands_again(settings):
    path = put(settings, "call_center", "a.csv", call_center_text("CC1"))
    land_feed(settings, "call_center")
    withdraw(path)
    land_feed(settings, "call_center")
    (path.parent / "withdrawn" / "a.csv").rename(path)
    (entry,) = land_feed(settings, "call_center").added
    assert (entry.status, entry.load_sequence) == ("loaded", 2)
    assert numbers(settings) == ["CC1"]


def test_another_content_under_the_same_name_withdraws_nothing(settings):
    path = put(settings, "call_center", "a.csv", call_center_text("CC1"))
    land_feed(settings, "call_center")
    path.unlink()
    put(settings, "call_center", "withdrawn/a.csv", call_center_text("CC9"))
    assert land_feed(settings, "call_center").added == []
    assert numbers(settings) == ["CC1"]
