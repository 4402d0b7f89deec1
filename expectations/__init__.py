"""Great Expectations suites for the way in (one per feed) and the way out, in words that a complaint manager can read.

What belongs here: what a feed or a release is expected to look like, and how that is checked and shown as data docs.
Not here: any transformation, the quarantine of single rows and the identities between tables (dbt), and whether a file
can be read at all (landing). DuckDB reduces the data to a small profile of counts and shares, and only that profile is
validated: no value of any cell ever reaches Great Expectations, its results or its pages.
"""

from expectations.feed_check import check_feed
from expectations.outcome import CheckResult, SuiteOutcome
from expectations.release_check import check_release

__all__ = ["CheckResult", "SuiteOutcome", "check_feed", "check_release"]
