"""The release that readers see, in a PostgreSQL database as well: for BI tools that do not read DuckDB.

What belongs here: which tables with which keys, how rows get there, how those of one release take the place of those of
another in one transaction, and who may read them. A release is only ever read. psycopg is imported with this package,
which whoever has no such database does not import.
"""

from orchestration.release.postgres.errors import TargetError
from orchestration.release.postgres.following import follow

__all__ = ["TargetError", "follow"]
