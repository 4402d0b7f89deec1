"""dbt's own unit tests, one rule each, run on an empty warehouse."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.pipeline import build, dbt, settings_for


@pytest.mark.job
def test_dbt_unit_tests_pass(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    build(settings)
    tested = dbt(settings, "test", "--select", "test_type:unit")
    assert tested.returncode == 0, tested.stdout
    summary = re.search(r"PASS=(\d+) WARN=0 ERROR=0 SKIP=0", tested.stdout)
    assert summary and int(summary.group(1)) >= 50, tested.stdout[-500:]
