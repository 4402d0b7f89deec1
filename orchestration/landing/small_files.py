"""Small files wait for one another: their rows are treated together, which costs little more than treating one's.

Nothing of a file that waits is on disk. Its rows are put in place with those of the others, and its ledger line, the
commit, is written after.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from orchestration.contracts import Contract, LakeColumn
from orchestration.landing import lake
from orchestration.landing.headers import HeaderMatch
from orchestration.landing.purged import PurgedRows
from orchestration.landing.reading import Batch
from orchestration.landing.transform import Provenance, Transformer

MOST_BYTES = 256 * 1024  # of one file
MOST_BYTES_WAITING = 4 * 1024 * 1024
MOST_FILES_WAITING = 256


@dataclass
class SmallFiles:
    """The files that wait, by header: those of one layout are treated together."""

    contract: Contract
    columns: Sequence[LakeColumn]
    token_key: str
    purged: PurgedRows
    _files: dict[tuple[str, ...], list[tuple[Sequence[Batch], Provenance]]] = field(default_factory=dict)
    _matches: dict[tuple[str, ...], HeaderMatch] = field(default_factory=dict)
    _count: int = 0
    _bytes: int = 0

    @property
    def are_many(self) -> bool:
        """Whether it is time to write them."""
        return self._count >= MOST_FILES_WAITING or self._bytes >= MOST_BYTES_WAITING

    def add(self, header: tuple[str, ...], match: HeaderMatch, batches: Sequence[Batch], origin: Provenance) -> None:
        """Let a file wait whose batches have all been read."""
        self._files.setdefault(header, []).append((batches, origin))
        self._matches[header] = match
        self._count += 1
        self._bytes += sum(map(_size, batches))

    def write(self, folder: Path) -> None:
        """Put the rows of each into a file of its own in the lake's folder; then none waits."""
        for header, files in self._files.items():
            match = self._matches[header]
            transformer = Transformer(self.contract, self.columns, match, len(header), self.token_key)
            tables = self.purged.without_content(self.contract.feed, transformer.tables_of(files))
            lake.write_loads(
                folder, ((origin.load_id, table) for (_, origin), table in zip(files, tables, strict=True))
            )
        self._files.clear()
        self._count = self._bytes = 0


def beginning(batches: Iterator[Batch]) -> tuple[list[Batch], bool]:
    """As many batches as a small file may have, and whether that is all of them."""
    taken: list[Batch] = []
    size = 0
    for batch in batches:
        taken.append(batch)
        size += _size(batch)
        if size > MOST_BYTES:
            return taken, False
    return taken, True


def _size(batch: Batch) -> int:
    return sum(column.nbytes for column in batch.columns)
