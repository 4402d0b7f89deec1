"""A small warehouse file as dbt leaves it, and what a test does to it."""

from __future__ import annotations

from pathlib import Path

import pytest
from release_fixtures import (
    ADD_A_COMPLAINT,
    FIGURE_MODELS,
    REVISE_A_FIGURE,
    change,
    make_warehouse,
    release,
)

from orchestration.release import Manifest
from orchestration.settings import Settings
from tests.dbt_project.compiled import CompiledProject, read_project
from tests.pipeline import dbt, settings_for


@pytest.fixture(scope="session")
def figure_models(tmp_path_factory: pytest.TempPathFactory) -> CompiledProject:
    """The models that tell what a build changes in the history of figures, as dbt compiles them."""
    settings = settings_for(tmp_path_factory.mktemp("compiled"))
    compiled = dbt(settings, "compile", "--quiet", "--select", *FIGURE_MODELS)
    assert compiled.returncode == 0, compiled.stdout
    return read_project(settings.home)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", config=tmp_path / "config", token_key="test")


@pytest.fixture
def warehouse(settings: Settings, figure_models: CompiledProject) -> Path:
    make_warehouse(settings, figure_models)
    return settings.warehouse


@pytest.fixture(scope="session")
def home_with_three(
    tmp_path_factory: pytest.TempPathFactory, figure_models: CompiledProject
) -> tuple[Settings, list[Manifest]]:
    """Three releases, each with a complaint and a revised figure more than the one before. Tests copy the home."""
    folder = tmp_path_factory.mktemp("published")
    settings = Settings(home=folder / "home", config=folder, token_key="test")
    make_warehouse(settings, figure_models)
    manifests = [release(settings, settings.warehouse)]
    for _ in range(2):
        change(settings.warehouse, f"{ADD_A_COMPLAINT}; {REVISE_A_FIGURE}")
        manifests.append(release(settings, settings.warehouse))
    return settings, manifests
