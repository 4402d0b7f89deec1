"""How new a release is, feed by feed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import duckdb

# a feed without complaints has no day of its own: what tells its age is when its files came
_FEEDS = """
    with files as (
        select feed, count(*) as files, max(received_at) as landed_at
        from marts.feed_ledger where status = 'loaded' group by feed
    ),
    days as (
        select source_system as feed, max(last_received_date) as newest_day, max(covered_to) as covered_to
        from core.dim_feed_year group by source_system
    )
    select feed, newest_day, covered_to, coalesce(files, 0), landed_at
    from files full join days using (feed) order by newest_day is null, feed
"""


@dataclass(frozen=True)
class FeedAge:
    """A feed's newest day with a complaint, the last day that it covers, its files, and when the last one landed (UTC).

    Days are None for a feed that brings no complaints.
    """

    feed: str
    newest_day: date | None
    covered_to: date | None
    files: int
    landed_at: datetime | None


def ages_of_feeds(connection: duckdb.DuckDBPyConnection) -> list[FeedAge]:
    """The age of each feed in the release that `connection` has open."""
    return [FeedAge(*row) for row in connection.execute(_FEEDS).fetchall()]
