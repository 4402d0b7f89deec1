"""No key, no tokens; and one key for one lake."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from orchestration.landing import LakeError, TokenKeyError, land_feed, ledger_state, require_lake_key
from orchestration.settings import DEMO_TOKEN_KEY, FEEDS
from tests.landing.landing_fixtures import call_center_text, lake_rows, put


@pytest.fixture
def demo(settings):
    return replace(settings, token_key=DEMO_TOKEN_KEY)


@pytest.fixture
def own(settings):
    return replace(settings, token_key="a key of somebody's own")


def put_bundled(settings, feed, name):
    (bundled,) = (path for path in (settings.bundled_feeds / feed).iterdir() if "2010" in path.name)
    (settings.landing / feed).mkdir(parents=True)
    shutil.copyfile(bundled, settings.landing / feed / name)


def test_without_a_key_only_bundled_files_land_by_content(demo):
    put_bundled(demo, "satisfaction_survey", "renamed.csv")
    put(demo, "satisfaction_survey", "own.csv", "受访人,日期\n1,2\n")
    result = land_feed(demo, "satisfaction_survey")
    assert {entry.file_name: entry.status for entry in result.added} == {"renamed.csv": "loaded", "own.csv": "rejected"}
    (left_out,) = result.left_out
    assert left_out.error.startswith("own.csv: COMPLAINTS_TOKEN_KEY is not set")
    assert 'export COMPLAINTS_TOKEN_KEY="$(openssl rand -hex 32)"' in left_out.error


def test_a_bundled_file_of_another_feed_needs_a_key_too(demo):
    put_bundled(demo, "satisfaction_survey", "a.csv")
    (demo.landing / "satisfaction_survey").rename(demo.landing / "call_center")
    assert "COMPLAINTS_TOKEN_KEY" in land_feed(demo, "call_center").left_out[0].error


def test_a_file_that_lacked_a_key_lands_once_there_is_one(demo, own):
    put(demo, "call_center", "a 13812345678.csv", call_center_text("CC1"))
    assert land_feed(demo, "call_center").files_loaded == 0
    assert land_feed(own, "call_center").files_loaded == 1
    assert land_feed(own, "call_center").added == []


def test_a_lake_of_the_demo_key_refuses_another_and_says_how_to_change_it(demo, own):
    put_bundled(demo, "satisfaction_survey", "bundled.csv")
    land_feed(demo, "satisfaction_survey")
    put(own, "call_center", "a.csv", call_center_text("CC1"))
    with pytest.raises(TokenKeyError, match=r"published demo key.*Run `complaints rekey` once.*or remove .*lake"):
        land_feed(own, "call_center")
    with pytest.raises(TokenKeyError, match="published demo key"):
        require_lake_key(own)
    assert not (own.ledger / "call_center.jsonl").exists()


def test_a_lake_of_an_own_key_refuses_every_other(demo, own, settings):
    put(own, "call_center", "a.csv", call_center_text("CC1"))
    land_feed(own, "call_center")
    with pytest.raises(TokenKeyError, match=r"made with another key.*COMPLAINTS_TOKEN_KEY_OLD"):
        land_feed(settings, "hq")
    with pytest.raises(TokenKeyError, match="COMPLAINTS_TOKEN_KEY is not set"):
        land_feed(demo, "hq")
    require_lake_key(own)
    assert len(lake_rows(own, "call_center")) == 1


def test_the_lake_does_not_hold_its_key_and_no_salt_twice(own, tmp_path):
    other = replace(own, home=tmp_path / "other")
    for settings in (own, other):
        for feed in FEEDS:
            land_feed(settings, feed)
    identities = [(settings.lake / "identity.json").read_text() for settings in (own, other)]
    assert identities[0] != identities[1]
    assert not any(own.token_key in identity for identity in identities)


def test_the_identity_keeps_what_else_it_says(own):
    own.lake.mkdir(parents=True)
    (own.lake / "identity.json").write_text('{"lake_id": "abc"}')
    land_feed(own, "hq")
    assert '"lake_id": "abc"' in (own.lake / "identity.json").read_text()


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\xff{" * 30, b"[]", b'{"token_key": "abc"}', b'{"token_key": {"salt": "z"}}'],
)
def test_the_remedy_for_a_damaged_identity_loses_nothing(own, content):
    put(own, "call_center", "a.csv", call_center_text("CC1"))
    land_feed(own, "call_center")
    before, rows = ledger_state(own, "call_center"), lake_rows(own, "call_center")
    (own.landing / "call_center" / "a.csv").unlink()
    identity = own.lake / "identity.json"
    identity.write_bytes(content)
    for refused in (lambda: require_lake_key(own), lambda: land_feed(own, "call_center")):
        with pytest.raises(LakeError, match=r"identity\.json: cannot be read; .* move it away"):
            refused()
    assert identity.read_bytes() == content
    identity.unlink()
    require_lake_key(own)
    assert land_feed(own, "call_center").added == []
    assert (ledger_state(own, "call_center"), lake_rows(own, "call_center")) == (before, rows)
