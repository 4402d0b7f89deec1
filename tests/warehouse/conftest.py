from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.warehouse import prepare_manifest
from tests.pipeline import forked_dbt, settings_for


@pytest.fixture(scope="session")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dbt project, parsed."""
    with forked_dbt():
        return prepare_manifest(settings_for(tmp_path_factory.mktemp("parsed")))
