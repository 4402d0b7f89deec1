"""A deployment in a temporary folder, with the bundled contracts and a key of its own."""

from __future__ import annotations

import pytest

from orchestration.settings import BUNDLED_CONFIG, Settings


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings(home=tmp_path / "home", config=BUNDLED_CONFIG, token_key="a key for the tests")
