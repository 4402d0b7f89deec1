"""`check` foretells what the build does: for each row of dirty files, the same reasons in the same words."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from orchestration.landing import land_feed, ledger_state, mark_checked, row_validation
from orchestration.landing.tools.check import check_file
from orchestration.settings import BUNDLED_CONFIG, FEEDS, Settings, shared_rules
from orchestration.warehouse import prepare_build
from tests.landing.dirty_files import KINDS, ROWS, dirty_file
from tests.landing.landing_fixtures import put
from tests.pipeline import dbt, query, settings_for


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A deployment whose every feed comes as CSV, with one dirty file each, built as far as reasons are given."""
    base = tmp_path_factory.mktemp("foretold")
    shutil.copytree(BUNDLED_CONFIG / "reference", base / "config" / "reference")
    contracts = base / "config" / "contracts"
    contracts.mkdir()
    for path in (BUNDLED_CONFIG / "contracts").glob("*.yml"):
        text = re.sub(r"^formats: .*$", "formats: [csv]", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        (contracts / path.name).write_text(text, encoding="utf-8")
    settings = settings_for(base / "home", base / "config")
    for feed in KINDS:
        put(settings, feed, "dirty.csv", dirty_file(feed), "utf-8")
    for feed in FEEDS:
        land_feed(settings, feed)
        mark_checked(settings, ledger_state(settings, feed))
    prepare_build(settings)
    built = dbt(settings, "run", "--select", "+int_landed_rows")
    assert built.returncode == 0, built.stdout
    return settings


@pytest.mark.slow
@pytest.mark.parametrize("feed", KINDS)
def test_each_row_has_the_reasons_that_were_foretold(
    deployment: Settings, feed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_validation, "ROWS_SHOWN", ROWS)
    path = Path(deployment.landing / feed / "dirty.csv")
    foretold = dict(check_file(deployment, path, feed).judgement.first)
    built = dict(
        query(
            deployment,
            "select row_number, quarantine_reasons from intermediate.int_landed_rows "
            "where quarantine_reasons is not null and starts_with(load_id, ?)",
            feed,
        )
    )
    assert foretold == built
    given = {reason for reasons in built.values() for reason in reasons.split(", ")}
    assert given >= shared_rules()["quarantine_reasons"][KINDS[feed]].keys()
    assert "wrong_field_count" in given and len(built) < ROWS


@pytest.mark.slow
def test_closing_dates_that_cannot_be_used_are_as_many_as_was_foretold(deployment: Settings) -> None:
    path = Path(deployment.landing / "call_center" / "dirty.csv")
    oddities = check_file(deployment, path, "call_center").judgement.oddities
    problems = shared_rules()["closing_date_problems"]
    foretold = {name: oddities["closed_at", row_validation.UNUSABLE.format(name)] for name in problems}
    built = query(
        deployment,
        """
        with problems as (
            select unnest(string_split(closing_date_problem, ', ')) as problem
            from intermediate.int_complaints_conformed
        )
        select problem, count(*) from problems group by problem
        """,
    )
    assert foretold == dict(built)
    assert all(foretold.values())
