"""How large and how recent a feed's files usually are: a few numbers per load, kept beside the data docs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from statistics import median

from expectations.feed_profile import LoadProfile
from orchestration.settings import Settings

_LOADS_KEPT = 400
_LOADS_COMPARED = 30


def compare_with_history(settings: Settings, feed: str, profiles: Sequence[LoadProfile]) -> list[dict[str, float]]:
    """The numbers of `profiles`, each with `times_off_usual_size` and `days_behind` against the loads before it.

    The new loads are remembered; checking the same loads again gives the same numbers.
    """
    path = settings.quality / "history" / f"{feed}.json"
    known = _read(path)
    known |= {profile.sequence: (profile.row_count, profile.latest_day) for profile in profiles}
    compared = []
    for profile in profiles:
        earlier = [known[sequence] for sequence in sorted(known) if sequence < profile.sequence]
        numbers = {
            "times_off_usual_size": _times_off(profile.row_count, [rows for rows, _ in earlier if rows]),
            "days_behind": _days_behind(profile.latest_day, [day for _, day in earlier if day]),
        }
        compared.append(profile.numbers | numbers)
    _write(path, known)
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


def _read(path: Path) -> dict[int, tuple[int, date | None]]:
    if not path.is_file():
        return {}
    return {
        int(sequence): (rows, date.fromisoformat(day) if day else None)
        for sequence, (rows, day) in json.loads(path.read_text(encoding="utf-8")).items()
    }


def _write(path: Path, known: dict[int, tuple[int, date | None]]) -> None:
    kept = {
        sequence: (known[sequence][0], known[sequence][1].isoformat() if known[sequence][1] else None)
        for sequence in sorted(known)[-_LOADS_KEPT:]
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".new")
    temporary.write_text(json.dumps(kept), encoding="utf-8")
    temporary.replace(path)
