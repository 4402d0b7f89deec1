"""A warehouse file that another program has open."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from orchestration.warehouse import WarehouseInUseError, await_warehouse
from tests.pipeline import settings_for

_OPEN = """
import sys, duckdb
with duckdb.connect(sys.argv[1], read_only=True) as connection:
    print("open", flush=True)
    sys.stdin.read()
"""


def test_a_reader_is_named_by_its_process_and_waited_for(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    await_warehouse(settings, pytest.fail)
    duckdb.connect(str(settings.warehouse)).close()
    with subprocess.Popen(
        [sys.executable, "-c", _OPEN, settings.warehouse], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as reader:
        assert reader.stdout.readline() == "open\n"
        with pytest.raises(WarehouseInUseError, match=rf"is open in process {reader.pid}\. Close it there"):
            await_warehouse(settings, lambda line: None, longest_wait=0)
        said: list[str] = []
        await_warehouse(settings, lambda line: (said.append(line), reader.stdin.close()))
    assert len(said) == 1


def test_a_file_that_is_no_database_is_left_to_the_build(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    for content in (b"", b"this is no database"):
        settings.warehouse.write_bytes(content)
        await_warehouse(settings, pytest.fail)
        assert settings.warehouse.read_bytes() == content
