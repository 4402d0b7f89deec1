"""Whether this machine's clock can be right: it may not be behind a landing that has been."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from orchestration.landing.ledger import LedgerEntry

_SLACK = timedelta(days=1)  # clocks of two machines, and summer time, are no news


def behind_landings(entries: Iterable[LedgerEntry], now: datetime, lake: Path) -> str | None:
    """What to say where the clock, at `now` (UTC), is a day or more behind the last landing of the lake."""
    latest = max((entry.received_at for entry in entries if entry.load_id), default="")
    if not latest or now + _SLACK >= datetime.fromisoformat(latest).replace(tzinfo=now.tzinfo):
        return None
    return (
        f"this machine's clock says {now:%Y-%m-%d %H:%M} UTC, and files have landed at {latest[:16]} already: set it "
        f"right if it is behind. If it was ahead then, days up to {latest[:10]} pass for possible ones: remove {lake} "
        "whole and run again, and they are judged by the clock as it is now"
    )
