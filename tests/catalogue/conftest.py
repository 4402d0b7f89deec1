"""The site about a small release, written once for the tests that look at it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from small_release import dbt_manifest, publish_two, settings_of

from orchestration.catalogue import write_site
from orchestration.settings import Settings


@dataclass(frozen=True)
class Site:
    settings: Settings
    start: Path

    def page(self, name: str) -> str:
        return (self.start.parent / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    settings = settings_of(tmp_path_factory.mktemp("home"))
    release = publish_two(settings)
    (settings.home / "dbt.html").write_text("<p>dbt's own</p>")
    return Site(settings, write_site(settings, release, dbt_manifest(), settings.home / "dbt.html"))
