"""A small warehouse file as dbt leaves it, and what a test does to it."""

from __future__ import annotations

from pathlib import Path

import pytest
from release_fixtures import make_warehouse

from orchestration.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", config=tmp_path / "config", token_key="test")


@pytest.fixture
def warehouse(settings: Settings) -> Path:
    make_warehouse(settings)
    return settings.warehouse
