"""A file of configuration that would grow without bound is refused at once, whoever reads it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from orchestration.landing import ContractError, load_contract
from orchestration.settings import Settings
from orchestration.warehouse.feed_options import feed_options

LEVELS = [f"l{level}: &l{level} [{', '.join([f'*l{level - 1}'] * 9)}]" for level in range(1, 12)]
BOMB = "\n".join(["feed: call_center", "l0: &l0 [x, x, x, x, x, x, x, x, x]", *LEVELS, "key: *l11"])


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "contracts").mkdir()
    (tmp_path / "contracts" / "call_center.yml").write_text(BOMB)
    return Settings(home=tmp_path / "home", config=tmp_path, token_key="")


def test_an_alias_bomb_is_refused_by_all_who_read_it(settings: Settings) -> None:
    began = time.monotonic()
    path = settings.contracts / "call_center.yml"
    with pytest.raises(ContractError, match=r"line 2: .*anchors \(&\) and aliases \(\*\) are not read"):
        load_contract(path)
    with pytest.raises(ContractError, match=r"call_center\.yml, line 2: .*anchors"):
        feed_options(settings)
    assert time.monotonic() - began < 5
