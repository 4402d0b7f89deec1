"""How large and how recent a feed's files usually are: a few numbers per load, kept beside the data docs."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from statistics import median

from orchestration.durable import write_whole
from orchestration.lake_identity import lake_id
from orchestration.quality.feed_profile import LoadProfile, load_sequence, profile_loads
from orchestration.settings import Settings

logger = logging.getLogger(__name__)

_Sizes = dict[int, tuple[int, date | None]]

_LOADS_KEPT = 400
_LOADS_COMPARED = 30


def compare_with_history(settings: Settings, feed: str, profiles: Sequence[LoadProfile]) -> list[dict[str, float]]:
    """The numbers of `profiles`, each with `times_off_usual_size` and `days_behind` against the loads before it.

    The new loads are remembered; checking the same loads again gives the same numbers. What was remembered of another
    lake, or cannot be read any more, is looked up anew in the lake.
    """
    path = settings.quality / "history" / f"{feed}.json"
    known = _read(path, lake_id(settings.lake))
    if known is None:
        if path.exists():
            logger.warning(
                f"{feed}: how large its files usually are is looked up anew in the lake, for {path} cannot be used"
            )
        known = _in_lake(settings, feed, before=min(profile.sequence for profile in profiles))
    known |= {profile.sequence: (profile.row_count, profile.latest_day) for profile in profiles}
    compared = []
    for profile in profiles:
        earlier = [known[sequence] for sequence in sorted(known) if sequence < profile.sequence]
        numbers = {
            "times_off_usual_size": _times_off(profile.row_count, [rows for rows, _ in earlier if rows]),
            "days_behind": _days_behind(profile.latest_day, [day for _, day in earlier if day]),
        }
        compared.append(profile.numbers | numbers)
    _write(path, known, lake_id(settings.lake))
    return compared


def _times_off(row_count: int, earlier: Sequence[int]) -> float:
    if not row_count or not earlier:
        return 1
    ratio = row_count / median(earlier[-_LOADS_COMPARED:])
    return max(ratio, 1 / ratio)


def _days_behind(latest_day: date | None, earlier: Sequence[date]) -> int:
    if latest_day is None or not earlier:
        return 0
    return max(0, (max(earlier) - latest_day).days)


def _in_lake(settings: Settings, feed: str, *, before: int) -> _Sizes:
    """What is to be remembered of the loads that landed before that sequence."""
    paths = (settings.lake / feed).glob(f"{feed}-*.parquet")
    loads = sorted(path.stem for path in paths if load_sequence(path.stem) < before)
    profiles = profile_loads(settings, feed, loads[-_LOADS_COMPARED:]) if loads else []
    return {profile.sequence: (profile.row_count, profile.latest_day) for profile in profiles}


def _read(path: Path, lake: str | None) -> _Sizes | None:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["lake_id"] != lake:
            return None
        return {
            int(sequence): (int(rows), date.fromisoformat(day) if day else None)
            for sequence, (rows, day) in content["loads"].items()
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _write(path: Path, known: _Sizes, lake: str | None) -> None:
    kept = {
        sequence: (rows, day.isoformat() if day else None)
        for sequence, (rows, day) in sorted(known.items())[-_LOADS_KEPT:]
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, json.dumps({"lake_id": lake, "loads": kept}))
