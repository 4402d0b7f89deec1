"""The role that may read a release and nothing else; the server's administrator makes readers members of it."""

from __future__ import annotations

from collections.abc import Collection

from orchestration.release.notes import Say
from orchestration.release.postgres.connecting import Connection
from orchestration.release.postgres.contents import SCHEMAS
from orchestration.release.postgres.statements import sql_name
from orchestration.sql_text import identifier

ROLE = "complaints_reader"


def let_read(connection: Connection, tables: Collection[str], say: Say) -> None:
    """Have the role read these tables (`schema.table`); where it is not there and may not be made, say what to do."""
    exists, may_create = connection.execute(
        """
        select exists (select from pg_roles where rolname = %s), rolcreaterole or rolsuper
        from pg_roles where rolname = current_user
        """,
        [ROLE],
    ).fetchall()[0]
    if not exists and not may_create:
        say(
            f"PostgreSQL has no role {ROLE}, and this user may not create it: only the user itself reads the release. "
            f"Have an administrator say: create role {ROLE}; the next run lets it read."
        )
        return
    if not exists:
        connection.execute(f"create role {identifier(ROLE)} nologin")
    for schema in SCHEMAS:
        connection.execute(f"grant usage on schema {identifier(schema)} to {identifier(ROLE)}")
    unread = connection.execute(
        "select name from unnest(%s::text[]) as name where not has_table_privilege(%s, name, 'select')",
        [[sql_name(name) for name in tables], ROLE],
    ).fetchall()
    if unread:
        named = ", ".join(name for (name,) in unread)
        connection.execute(f"grant select on {named} to {identifier(ROLE)}")
