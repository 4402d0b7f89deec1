"""Whether readers were led back to an earlier release, where they stay until somebody leads them on.

The record is written before readers are led, so that a run finishes what was killed in between.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from orchestration.durable import write_whole
from orchestration.release.files import READ_ONLY
from orchestration.release.refusal import ReleaseRefusedError
from orchestration.settings import Settings

ROLLBACKS = "rollbacks.json"


@dataclass(frozen=True)
class Move:
    """Readers were led from one release to another at a time (UTC, ISO 8601), for a reason, to be held there or not."""

    at: str
    led_from: str
    led_to: str
    reason: str
    holds: bool


def moves(settings: Settings) -> list[Move]:
    """Every move, oldest first. Raises `ReleaseRefusedError` if the record is damaged."""
    path = settings.published / ROLLBACKS
    try:
        return [Move(**entry) for entry in json.loads(path.read_bytes())]
    except FileNotFoundError:
        return []
    except (ValueError, TypeError) as error:
        raise ReleaseRefusedError(
            f"{path} is damaged ({error}), so that nobody knows whether readers are to stay with an earlier release: "
            "correct the file, or remove it to lead them to the newest one"
        ) from None


def hold(settings: Settings) -> Move | None:
    """The move that keeps readers with an earlier release; None where they see the newest one."""
    last = next(reversed(moves(settings)), None)
    return last if last and last.holds else None


def end_hold(settings: Settings, reason: str) -> None:
    """Have readers see the newest release again from the next run on, if they were led back to an earlier one."""
    if held := hold(settings):
        record_move(settings, held.led_to, held.led_to, reason, holds=False)


def record_move(settings: Settings, led_from: str, led_to: str, reason: str, holds: bool) -> Move:
    """Add a move to the record."""
    move = Move(datetime.now(UTC).isoformat(timespec="seconds"), led_from, led_to, reason, holds)
    written = json.dumps([asdict(one) for one in [*moves(settings), move]], ensure_ascii=False, indent=2)
    write_whole(settings.published / ROLLBACKS, written + "\n", READ_ONLY)
    return move
