"""Feeds on the way in and releases on the way out, in numbers, and held against what is expected of them.

What belongs here: DuckDB reduces the data to a small profile of counts and shares, and the suites of `expectations` are
run on it. Not here: what is expected (`expectations`), and any transformation (dbt). No value of any cell leaves this
package: a finding is told by file, row and column.
"""

from orchestration.quality.feed_check import check_feed
from orchestration.quality.release_check import check_release

__all__ = ["check_feed", "check_release"]
