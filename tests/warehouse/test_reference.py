"""Reference data that the models could not read are refused in words."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from orchestration.settings import BUNDLED_CONFIG, Settings
from orchestration.warehouse import ReferenceDataError, check_reference_data
from tests.pipeline import settings_for


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    shutil.copytree(BUNDLED_CONFIG / "reference", tmp_path / "config" / "reference")
    return settings_for(tmp_path / "home", tmp_path / "config")


def test_the_bundled_files_are_good(settings: Settings) -> None:
    check_reference_data(settings)


def test_a_column_more_and_another_order_are_good(settings: Settings) -> None:
    (settings.reference / "lines.csv").write_text("note,line_name_zh,line_code,line_name\n", encoding="utf-8-sig")
    check_reference_data(settings)


def test_a_missing_file_is_named(settings: Settings) -> None:
    (settings.reference / "rules.csv").unlink()
    with pytest.raises(ReferenceDataError, match=r"rules\.csv is missing; copy it from"):
        check_reference_data(settings)


def test_a_missing_column_is_named(settings: Settings) -> None:
    (settings.reference / "branches.csv").write_text("branch_code,branch_name,zh\n", encoding="utf-8")
    with pytest.raises(ReferenceDataError, match=r"branches\.csv lacks the column branch_name_zh; it has .*, zh\."):
        check_reference_data(settings)
