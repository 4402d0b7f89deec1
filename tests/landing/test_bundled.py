from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from landing_fixtures import call_center_text, put

from orchestration.landing import bundled, copy_bundled_feeds, land_feed
from orchestration.settings import Settings


@pytest.fixture(autouse=True)
def feeds(tmp_path, monkeypatch) -> Path:
    """Stand-ins for the bundled feeds."""
    for name in ("hq/a.xlsx", "call_center/b.csv", "call_center/c.csv", "call_center/.hidden"):
        path = tmp_path / "feeds" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    monkeypatch.setattr(Settings, "bundled_feeds", property(lambda _: tmp_path / "feeds"))
    return tmp_path / "feeds"


def landed(settings) -> list[str]:
    return sorted(str(path.relative_to(settings.landing)) for path in settings.landing.rglob("*") if path.is_file())


def test_an_empty_landing_zone_gets_the_bundled_feeds(settings):
    (settings.landing / "call_center").mkdir(parents=True)
    assert len(copy_bundled_feeds(settings)) == 3
    assert landed(settings) == ["call_center/b.csv", "call_center/c.csv", "hq/a.xlsx"]
    assert copy_bundled_feeds(settings) == []


def test_a_used_landing_zone_is_left_alone(settings):
    put(settings, "hq", "own.xlsx", b"own")
    assert copy_bundled_feeds(settings) == []
    assert landed(settings) == ["hq/own.xlsx"]


def test_a_landing_zone_that_was_emptied_after_landing_is_left_alone(settings):
    put(settings, "call_center", "own.csv", call_center_text("CC1")).exists()
    land_feed(settings, "call_center")
    shutil.rmtree(settings.landing)
    assert copy_bundled_feeds(settings) == []


def test_another_configuration_gets_no_bundled_feeds(settings, tmp_path):
    assert copy_bundled_feeds(replace(settings, config=tmp_path / "config")) == []
    assert not settings.landing.exists()


def test_an_interrupted_copy_is_completed(settings, monkeypatch):
    copyfile = shutil.copyfile

    def fail_on_the_second(source, target):
        if source.name == "c.csv":
            raise KeyboardInterrupt
        copyfile(source, target)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(bundled.shutil, "copyfile", fail_on_the_second)
        copy_bundled_feeds(settings)
    assert len(copy_bundled_feeds(settings)) == 2
    assert landed(settings) == ["call_center/b.csv", "call_center/c.csv", "hq/a.xlsx"]
