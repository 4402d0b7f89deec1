"""What an asset has to tell beside its result: in the run's log, and with the record of the run for the terminal."""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg

_KEY = "notes"


class Notes:
    """Notes of one asset, in the order in which they came up."""

    def __init__(self, log: dg.DagsterLogManager) -> None:
        self._log = log
        self._notes: list[str] = []

    def add(self, note: str) -> None:
        """Log a note and remember it."""
        self._log.warning(note)
        self._notes.append(note)

    def metadata(self) -> dict[str, dg.TextMetadataValue]:
        """The notes as metadata of a materialisation; nothing, where there are none."""
        return {_KEY: dg.MetadataValue.text("\n".join(self._notes))} if self._notes else {}


def notes_of(result: dg.ExecuteInProcessResult) -> Iterator[str]:
    """The notes of all assets of a run."""
    for event in result.all_events:
        match event.event_type:
            case dg.DagsterEventType.ASSET_MATERIALIZATION:
                metadata = event.materialization.metadata
            case dg.DagsterEventType.ASSET_OBSERVATION:
                metadata = event.asset_observation_data.asset_observation.metadata
            case _:
                continue
        note = metadata.get(_KEY)
        if isinstance(note, dg.TextMetadataValue):
            yield note.value
