from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration.landing import lake
from orchestration.landing.errors import LakeError, LandingInProgressError

SCHEMA = pa.schema([pa.field("x", pa.int64())])


def test_the_lake_is_private_even_if_it_was_not(tmp_path):
    (tmp_path / "lake").mkdir(mode=0o755)
    folder = lake.prepare_lake(tmp_path / "lake", "hq")
    assert folder.is_dir()
    assert (tmp_path / "lake").stat().st_mode & 0o777 == 0o700


def test_a_second_holder_of_a_feed_is_refused_and_another_feed_is_free(tmp_path):
    with lake.feed_lock(tmp_path, "hq"):
        with pytest.raises(LandingInProgressError, match="hq: another landing pass"), lake.feed_lock(tmp_path, "hq"):
            pass
        with lake.feed_lock(tmp_path, "call_center"):
            pass
    with lake.feed_lock(tmp_path, "hq"):
        pass


def test_tables_become_row_groups_of_the_wanted_size(tmp_path, monkeypatch):
    monkeypatch.setattr(lake, "ROWS_PER_GROUP", 10)
    tables = (pa.table({"x": list(range(i * 3, i * 3 + 3))}, SCHEMA) for i in range(8))
    assert lake.write_tables(tmp_path / "a.parquet", SCHEMA, tables) == 24
    assert pq.read_table(tmp_path / "a.parquet")["x"].to_pylist() == list(range(24))
    metadata = pq.read_metadata(tmp_path / "a.parquet")
    assert sum(metadata.row_group(i).num_rows for i in range(metadata.num_row_groups)) == 24
    assert metadata.num_row_groups < 8


def test_the_schema_file_follows_the_schema_and_is_else_left_alone(tmp_path):
    lake.write_schema_file(tmp_path, SCHEMA)
    first = (tmp_path / lake.SCHEMA_FILE).stat().st_ino
    lake.write_schema_file(tmp_path, SCHEMA)
    assert (tmp_path / lake.SCHEMA_FILE).stat().st_ino == first
    wider = SCHEMA.append(pa.field("y", pa.string()))
    lake.write_schema_file(tmp_path, wider)
    assert pq.read_schema(tmp_path / lake.SCHEMA_FILE).equals(wider)


def test_what_the_ledger_does_not_know_is_discarded(tmp_path):
    for name in ("hq-000000001.parquet", "hq-000000002.parquet", ".hq-000000003.parquet.tmp", lake.SCHEMA_FILE):
        (tmp_path / name).touch()
    lake.discard_uncommitted(tmp_path, {"hq-000000001"})
    assert {path.name for path in tmp_path.iterdir()} == {"hq-000000001.parquet", lake.SCHEMA_FILE}


def test_a_load_that_is_gone_is_an_error(tmp_path):
    with pytest.raises(LakeError, match=r"hq-000000001\.parquet is in the ledger but not in the lake"):
        lake.discard_uncommitted(tmp_path, {"hq-000000001"})
