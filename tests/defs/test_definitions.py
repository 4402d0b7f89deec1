"""What Dagster knows of the project, by its keys: an asset or check that gets lost at loading is noticed here."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest
from dagster._core.workspace.autodiscovery import loadable_targets_from_python_module

from orchestration.definitions import build_definitions
from orchestration.defs.report import REPORT_KEY
from orchestration.release.audit import RELEASE_CHECKS
from orchestration.settings import DBT_PROJECT, FEEDS
from tests.pipeline import forked_dbt, settings_for

pytestmark = pytest.mark.job

MODELS = {
    (path.relative_to(DBT_PROJECT / "models").parts[0], path.stem.removeprefix("bi_"))
    for path in (DBT_PROJECT / "models").rglob("*.sql")
}

HISTORY = dg.AssetKey(["release", "figure_history"])


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def repository(home: Path) -> dg.RepositoryDefinition:
    with forked_dbt():
        return build_definitions(settings_for(home)).get_repository_def()


def test_dagster_finds_the_definitions_in_their_module() -> None:
    (target,) = loadable_targets_from_python_module("orchestration.definitions", None)
    assert target.attribute == "defs"


def test_assets_are_those_of_the_stages(repository: dg.RepositoryDefinition) -> None:
    keys = {tuple(key.path) for key in repository.asset_graph.materializable_asset_keys}
    python_assets = {("landing", feed) for feed in FEEDS} | {
        ("landing", "ledger"),
        ("release", "candidate"),
        ("release", "published"),
        ("reports", "annual_report"),
    }
    assert keys == python_assets | MODELS


def test_no_asset_is_a_stub_that_only_others_mention(repository: dg.RepositoryDefinition) -> None:
    graph = repository.asset_graph
    found = graph.get_all_asset_keys() - graph.materializable_asset_keys
    edited = {key for key in found if key.path[0] == "configuration"}
    assert found == edited | {HISTORY}
    assert {key.path[1] for key in edited} == {name for stage, name in MODELS if stage == "reference"}
    for key in edited:
        node = graph.get(key)
        assert (node.group_name, node.owners) == ("configuration", ["team:complaint-data"])
        assert "One row per" in node.description
        assert Path(node.metadata["path"].path).name == f"{key.path[1]}.csv"
        assert all(column.description for column in node.metadata["dagster/column_schema"].columns)


def test_what_was_published_is_an_asset_that_models_read(repository: dg.RepositoryDefinition) -> None:
    graph = repository.asset_graph
    history = graph.get(HISTORY)
    assert (history.group_name, history.owners) == ("release", ["team:complaint-data"])
    assert "One row per figure and release" in history.description
    assert Path(history.metadata["path"].path).name == "figure_history.parquet"
    assert {"value_before", "published_at"} <= {
        column.name for column in history.metadata["dagster/column_schema"].columns if column.description
    }
    assert dg.AssetKey(["marts", "figure_revisions"]) in _behind(graph, HISTORY)


def _behind(graph: dg.AssetGraph, key: dg.AssetKey) -> set[dg.AssetKey]:
    found = graph.get(key).child_keys
    return found.union(*(_behind(graph, child) for child in found))


def test_every_asset_is_grouped_owned_and_described(repository: dg.RepositoryDefinition) -> None:
    nodes = [repository.asset_graph.get(key) for key in sorted(repository.asset_graph.materializable_asset_keys)]
    assert [node.key for node in nodes if node.owners != ["team:complaint-data"]] == []
    assert [node.key for node in nodes if not node.description] == []
    assert {node.group_name for node in nodes} == {
        "landing",
        "reference",
        "staging",
        "intermediate",
        "core",
        "marts",
        "bi",
        "release",
        "reports",
    }


def test_guards_of_both_ways_are_blocking(repository: dg.RepositoryDefinition) -> None:
    guards = {
        (*key.asset_key.path, key.name): repository.asset_graph.get(key).blocking
        for key in repository.asset_graph.asset_check_keys
        if key.asset_key.path[0] in ("landing", "release")
    }
    assert guards == {
        **{("landing", feed, "feed_within_bounds"): True for feed in FEEDS},
        ("release", "candidate", "release_plausible"): True,
        ("release", "candidate", "holds_complaints"): True,
    }


def test_dbt_tests_are_asset_checks(repository: dg.RepositoryDefinition) -> None:
    names = {key.name for key in repository.asset_graph.asset_check_keys}
    assert names >= {path.stem for path in (DBT_PROJECT / "tests").glob("*.sql")}
    assert names >= {"fct_complaints_branch_is_known", "feed_ledger_accounts_for_every_row_read"}


def test_every_check_says_what_it_holds_true(repository: dg.RepositoryDefinition) -> None:
    described = {
        key.name: repository.asset_graph.get(key).description for key in repository.asset_graph.asset_check_keys
    }
    assert [name for name, words in described.items() if not words or len(words.split()) < 4] == []
    assert described["change_decomposition_effects_sum_to_the_change"] == (
        "The effects of a category add up to its change."
    )
    assert described["assert_complaint_lines_belong_to_their_complaint"] == (
        "Guards against lines of a version that no longer counts: the first is the complaint's own row, all are of its "
        "file, and none is missing between."
    )
    assert described["fct_complaints_branch_is_known"] == "Each `branch_code` is one of `dim_branch`."
    assert (
        described["int_landed_rows_has_one_row_per_load_id_and_row_number"]
        == "No two rows agree in `load_id`, `row_number`."
    )


def test_one_job_runs_every_asset_and_check_but_reports(repository: dg.RepositoryDefinition) -> None:
    job = repository.get_job("build_warehouse")
    assert job.asset_layer.executable_asset_keys == repository.asset_graph.materializable_asset_keys - {REPORT_KEY}
    assert set(job.asset_layer.asset_graph.asset_check_keys) == set(repository.asset_graph.asset_check_keys)


def test_it_is_scheduled_every_day_in_shanghai(repository: dg.RepositoryDefinition) -> None:
    (schedule,) = repository.schedule_defs
    assert schedule.job_name == "build_warehouse"
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("0 6 * * *", "Asia/Shanghai")


def test_a_run_is_one_process_whatever_it_materialises(repository: dg.RepositoryDefinition) -> None:
    executors = {job.name: job.executor_def.name for job in repository.get_all_jobs()}
    assert executors == dict.fromkeys(("build_warehouse", "make_annual_report", "__ASSET_JOB"), "in_process")


def test_definitions_write_nothing_into_the_checkout(repository: dg.RepositoryDefinition, home: Path) -> None:
    assert repository.asset_graph.materializable_asset_keys
    made = home.stat().st_ctime_ns
    assert [path for path in DBT_PROJECT.rglob("*") if path.stat().st_mtime_ns > made] == []


def test_a_release_is_published_only_after_every_check_of_its_candidate(repository: dg.RepositoryDefinition) -> None:
    checks = {key.name for key in repository.asset_graph.asset_check_keys if key.asset_key.path[0] == "release"}
    assert checks == set(RELEASE_CHECKS)
