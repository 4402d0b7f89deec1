"""Whatever is done to the landing zone, in any order, and wherever a pass is killed: the lake ends as its files say."""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st
from landing_fixtures import call_center_row, call_center_text, csv_text, lake_rows

from orchestration.landing import LedgerEntry, land, land_feed, ledger_path, read_entries
from orchestration.settings import BUNDLED_CONFIG, Settings
from tests.drawing import drawn
from tests.interruption import Killed, killed_at

FEED = "call_center"
NAMES = ("a.csv", "b.csv", "投诉 c.csv")
CONTENTS = (
    call_center_text(),
    call_center_text("CC1"),
    call_center_text("CC1", "CC2"),
    call_center_text("CC3") + "CC4,too few\r\n\r\n" + csv_text(call_center_row("CC5")),
    csv_text(["机构"], ["北京"]),
    "",
)
# rows of the files that land; the blank line between two rows is one of them
ROWS = dict(zip(CONTENTS, (0, 1, 2, 4), strict=False))


@dataclass
class Zone:
    """What a person sees of a landing folder: the content of each file, in it and among the withdrawn ones."""

    settings: Settings
    lying: dict[str, str] = field(default_factory=dict)
    withdrawn: dict[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return self.settings.landing / FEED

    def put(self, name: str, content: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_bytes(content.encode("gb18030"))
        self.lying[name] = content

    def withdraw(self, name: str) -> None:
        if name in self.lying:
            (self.folder / "withdrawn").mkdir(exist_ok=True)
            (self.folder / name).replace(self.folder / "withdrawn" / name)
            self.withdrawn[name] = self.lying.pop(name)

    def land(self, step: int | None) -> None:
        with killed_at(step), suppress(Killed):
            land_feed(self.settings, FEED)


ACTIONS = st.one_of(
    st.tuples(st.just("put"), st.sampled_from(NAMES), st.sampled_from(CONTENTS)),
    st.tuples(st.just("withdraw"), st.sampled_from(NAMES)),
    st.tuples(st.just("land"), st.none() | st.integers(1, 25)),
)


@drawn(100)
@given(st.lists(ACTIONS, min_size=1, max_size=12))
def test_the_lake_holds_the_rows_of_the_files_that_lie_there(actions):
    with tempfile.TemporaryDirectory() as home, mock.patch.object(land.logger, "disabled", True):
        zone = Zone(Settings(home=Path(home), config=BUNDLED_CONFIG, token_key="a key for tests"))
        for action, *arguments in actions:
            getattr(zone, action)(*arguments)
        land_feed(zone.settings, FEED)
        entries = read_entries(ledger_path(zone.settings.ledger, FEED))
        loaded = {entry.load_id: entry for entry in entries if entry.status == "loaded"}
        rows = lake_rows(zone.settings, FEED)
        in_lake = Counter(row["_load_id"] for row in rows)
        assert in_lake == Counter({load: entry.rows_read for load, entry in loaded.items() if entry.rows_read})
        present = sorted(path.name for path in (zone.settings.lake / FEED).iterdir())
        assert present == sorted(["_schema.parquet", *(f"{load}.parquet" for load in loaded)])
        assert len({entry.content_hash for entry in loaded.values()}) == len(loaded)
        _check_contents(zone, [entry for entry in entries if entry.status == "loaded"])
        assert land_feed(zone.settings, FEED).added == []


def _check_contents(zone: Zone, loaded: list[LedgerEntry]) -> None:
    rows = {entry.content_hash: entry.rows_read for entry in loaded}
    for content in zone.lying.values():
        if content in ROWS:
            assert rows[_hash(content)] == ROWS[content]
    for entry in loaded:
        now = zone.lying.get(entry.file_name)
        may_stand = now is None or now not in ROWS or _hash(now) == entry.content_hash
        assert may_stand, f"{entry.file_name} holds something else"
        if now is None:
            assert _hash(zone.withdrawn[entry.file_name]) != entry.content_hash, f"{entry.file_name} was withdrawn"


def _hash(content: str) -> str:
    return hashlib.sha256(content.encode("gb18030")).hexdigest()
