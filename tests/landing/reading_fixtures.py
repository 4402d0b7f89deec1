"""What a reader gives of a file, as plain lists, chosen among the encodings as landing chooses."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

from orchestration.contracts import Contract, load_contract
from orchestration.landing.errors import HeaderMismatchError
from orchestration.landing.headers import match_header
from orchestration.landing.reading import read_tables
from orchestration.settings import BUNDLED_CONFIG, Settings

CALL_CENTER = load_contract(BUNDLED_CONFIG / "contracts" / "call_center.yml")
HQ = load_contract(BUNDLED_CONFIG / "contracts" / "hq.yml")


@dataclass(frozen=True)
class Reading:
    """`problems` and `surplus` are by row number."""

    encoding: str | None
    header: list[str]
    rows: list[list[str]]
    numbers: list[int]
    problems: dict[int, list[str]]
    notes: list[str]
    undecodable_at: tuple[int, ...]

    def column(self, header: str) -> list[str]:
        return [row[self.header.index(header)] for row in self.rows]


def read_file(path: Path, contract: Contract) -> Reading:
    """The first reading whose header fits the contract and whose rows are read to the end without error."""
    mismatch = None
    for table in read_tables(path, contract):
        try:
            match_header(table.header, contract)
            batches = list(table.batches)
        except UnicodeDecodeError:
            continue
        except HeaderMismatchError as error:
            mismatch = mismatch or error
            continue
        numbers = [batch.row_numbers.to_pylist() for batch in batches]
        return Reading(
            table.encoding,
            list(table.header),
            [list(row) for batch in batches for row in zip(*(c.to_pylist() for c in batch.columns), strict=True)],
            [number for found in numbers for number in found],
            {found[i]: why for batch, found in zip(batches, numbers, strict=True) for i, why in batch.problems.items()},
            table.notes,
            table.undecodable_at,
        )
    raise mismatch or AssertionError("no encoding reads the file")


def with_formats(contract: Contract, *formats: str) -> Contract:
    """The contract, for files of these formats."""
    return contract.model_copy(update={"formats": formats})


def put_zip(settings: Settings, feed: str, name: str, members: dict[str, bytes]) -> Path:
    """Drop a zip with these members into a feed's landing folder."""
    path = settings.landing / feed / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return path
