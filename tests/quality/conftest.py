from __future__ import annotations

from pathlib import Path

import pytest
from quality_fixtures import write_reference

from orchestration.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(home=tmp_path / "home", config=tmp_path / "config", token_key="test")
    write_reference(settings)
    return settings
