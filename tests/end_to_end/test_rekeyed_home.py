"""From the demo key of the bundled feeds to a key of one's own: what every new user does first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from orchestration.settings import DEMO_TOKEN_KEY
from tests.landing.landing_fixtures import call_center_text, put
from tests.pipeline import KEPT, build, command, marts, query, run, settings_for

pytestmark = pytest.mark.slow


def test_the_demo_key_gives_way_to_an_own_one_and_no_figure_is_revised(tmp_path) -> None:
    own = settings_for(tmp_path / "home")
    demo = replace(own, token_key=DEMO_TOKEN_KEY)
    assert run(demo).returncode == 0
    before = marts(own.published_database)
    assert "made with the published demo key" in (refused := run(own)).stderr
    assert refused.returncode == 1
    rekeyed = command(own, "orchestration.cli", "rekey")
    assert rekeyed.returncode == 0, rekeyed.stderr
    ran = run(own)
    assert ran.returncode == 0, ran.stderr
    assert marts(own.published_database) == before
    put(own, "call_center", "own.csv", call_center_text("OWN1"))
    build(own, selected=KEPT)
    assert query(own, "select count(*) from core.fct_complaints where complaint_number = 'OWN1'") == [(1,)]
