"""Files that the tools write: none takes another's place, and none is left half written."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.landing.tools.errors import ToolError
from orchestration.landing.tools.new_files import FILE_FOR_ALL, PRIVATE_FILE, new_file
from tests.interruption import files_of_at_most


def test_a_full_disk_leaves_no_part_of_a_file(tmp_path: Path) -> None:
    target = tmp_path / "rows.csv"
    with (
        files_of_at_most(10),
        pytest.raises(ToolError, match=f"^{target} cannot be written .*choose another place"),
        new_file(target, PRIVATE_FILE) as file,
    ):
        file.write("0123456789" * 2)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("mode", [PRIVATE_FILE, FILE_FOR_ALL])
def test_another_file_is_left_alone(tmp_path: Path, mode: int) -> None:
    target = tmp_path / "rows.csv"
    target.write_text("somebody's")
    with pytest.raises(ToolError, match="exists already"), new_file(target, mode):
        pass
    assert target.read_text() == "somebody's"
