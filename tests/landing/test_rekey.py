"""A lake under another key: the same but for its tokens, whatever happens on the way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from orchestration import rekeying
from orchestration.landing import LakeError, TokenKeyError, lake_swap, land_feed, rekey
from orchestration.landing.checked import ledger_state, mark_checked
from orchestration.landing.ledger import ledger_lines, ledger_path
from orchestration.settings import DEMO_TOKEN_KEY, Settings
from tests.drawing import some_of
from tests.interruption import Killed, files_of_at_most
from tests.landing.landing_fixtures import CALL_CENTER_HEADER, call_center_row, csv_text, lake_rows, put

OLD_KEY = "the key before this one"
TOKENS = ("customer_number_token", "identity_number_token", "phone_token", "policy_number_token")


@pytest.fixture
def old(settings: Settings) -> Settings:
    """A lake with a correction, a withdrawn and a rejected file, and a file with a telephone number in its name."""
    old = replace(settings, token_key=OLD_KEY)
    for name, number, customer in (
        ("a.csv", "CC1", "K-1"),
        ("客户13812345678.csv", "CC2", "K-2"),
        ("c.csv", "CC3", "K-1"),
    ):
        put(old, "call_center", name, csv_text(CALL_CENTER_HEADER, call_center_row(number, 客户号=customer)))
    put(old, "call_center", "broken.csv", "no header")
    land_feed(old, "call_center")
    put(old, "call_center", "c.csv", csv_text(CALL_CENTER_HEADER, call_center_row("CC4", 客户号="K-3")))
    land_feed(old, "call_center")
    mark_checked(old, ledger_state(old, "call_center"))
    return old


def without_tokens(settings: Settings) -> list[dict]:
    return [
        {name: value for name, value in row.items() if name not in (*TOKENS, "_file_name")}
        for row in lake_rows(settings, "call_center")
    ]


def tokens(settings: Settings) -> list[str]:
    return [row["customer_number_token"] for row in lake_rows(settings, "call_center")]


def test_every_load_stands_as_before_with_other_tokens(settings, old):
    before, old_tokens = without_tokens(old), tokens(old)
    lines = ledger_lines(ledger_path(old.ledger, "call_center"))
    done = rekey(settings, OLD_KEY)
    assert (done.files, done.rows) == (3, 3)
    assert without_tokens(settings) == before
    assert set(tokens(settings)).isdisjoint(old_tokens) and len(set(tokens(settings))) == 3
    new_lines = ledger_lines(ledger_path(settings.ledger, "call_center"))
    parts = [
        [(line.event, line.load_id, line.status, line.received_at) for line in each] for each in (lines, new_lines)
    ]
    assert parts[0] == parts[1]
    assert not (settings.home / ".lake-replaced").exists()


def test_the_next_pass_finds_nothing_to_do(settings, old):
    rekey(settings, OLD_KEY)
    result = land_feed(settings, "call_center")
    assert result.added == []
    assert [entry.file_name for entry in result.left_out] == ["broken.csv"]
    assert rekey(settings, OLD_KEY) is None


def test_a_new_key_has_the_tokens_that_a_rebuild_would_give(settings, old, tmp_path):
    rekey(settings, OLD_KEY)
    (old.landing).rename(tmp_path / "landing")
    fresh = replace(settings, home=tmp_path)
    land_feed(fresh, "call_center")
    assert sorted(tokens(fresh)) == sorted(tokens(settings))


@pytest.mark.parametrize("key", ["another key altogether", DEMO_TOKEN_KEY])
def test_who_does_not_know_the_old_key_changes_nothing(settings, old, key):
    before = lake_rows(old, "call_center")
    with pytest.raises(TokenKeyError, match="OLD names"):
        rekey(settings, key)
    assert lake_rows(old, "call_center") == before


def test_a_load_whose_file_is_gone_stops_it_and_is_named(settings, old):
    before = lake_rows(old, "call_center")
    (old.landing / "call_center" / "a.csv").unlink()
    with pytest.raises(LakeError, match=r"no longer in .*\n  call_center/a\.csv \(SHA-256 .*\n.*Put them back"):
        rekey(settings, OLD_KEY)
    assert lake_rows(old, "call_center") == before
    with pytest.raises(TokenKeyError):
        land_feed(settings, "call_center")


@pytest.mark.parametrize("step", some_of(range(10), 0, 4, 8))
def test_killed_anywhere_the_old_lake_stands_or_the_new_one(settings, old, step, monkeypatch):
    before = lake_rows(old, "call_center")
    calls = []

    def killing(function):
        def called(*arguments, **options):
            calls.append(function)
            if len(calls) == step + 1:
                raise Killed
            return function(*arguments, **options)

        return called

    monkeypatch.setattr(lake_swap.Path, "rename", killing(lake_swap.Path.rename))
    monkeypatch.setattr(lake_swap, "sync", killing(lake_swap.sync))
    monkeypatch.setattr(lake_swap.shutil, "rmtree", killing(lake_swap.shutil.rmtree))
    with pytest.raises(Killed):
        rekey(settings, OLD_KEY)
    monkeypatch.undo()
    lake_swap.finish_rekey(settings)
    if lake_rows(settings, "call_center") == before:
        assert land_feed(old, "call_center").added == []
        assert rekey(settings, OLD_KEY)
    assert land_feed(settings, "call_center").added == []
    assert set(tokens(settings)).isdisjoint(row["customer_number_token"] for row in before)
    assert [path.name for path in settings.home.glob(".lake-re*")] == []


@pytest.fixture
def command(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The environment of a deployment whose key is to change."""
    monkeypatch.setenv("COMPLAINTS_HOME", str(settings.home))
    monkeypatch.setenv("COMPLAINTS_TOKEN_KEY", settings.token_key)
    monkeypatch.setenv("COMPLAINTS_TOKEN_KEY_OLD", OLD_KEY)
    return settings


@pytest.mark.parametrize("size", [10, 500, 3_000])
def test_a_disk_that_is_full_is_named_and_the_old_lake_stands(command, old, size, capsys):
    """Within the lock, within the first file of rows, within the ledger."""
    before = lake_rows(old, "call_center")
    with files_of_at_most(size):
        assert rekeying.main(["rekey"]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert f"for want of room. Make room for {command.home}, and run again." in said
    assert lake_rows(old, "call_center") == before
    assert land_feed(old, "call_center").added == []
    assert list(command.home.glob(".lake-*")) == []
    assert rekeying.main(["rekey"]) == 0
    assert set(tokens(command)).isdisjoint(row["customer_number_token"] for row in before)


def test_the_command_takes_its_keys_from_the_environment(command, old, monkeypatch, capsys):
    (command.home / "warehouse.duckdb").touch()
    monkeypatch.delenv("COMPLAINTS_TOKEN_KEY_OLD")
    assert rekeying.main(["rekey"]) == 1
    assert "COMPLAINTS_TOKEN_KEY_OLD" in capsys.readouterr().err
    monkeypatch.setenv("COMPLAINTS_TOKEN_KEY_OLD", OLD_KEY)
    assert rekeying.main(["rekey"]) == 0
    assert "3 files with 3 rows landed again" in capsys.readouterr().out
    assert not (command.home / "warehouse.duckdb").exists()
    assert rekeying.main(["rekey"]) == 0
    assert "nothing to do" in capsys.readouterr().out
