"""A reader in an environment of its own: `python client.py WHAT PUBLISHED`, which imports nothing of this project.

It opens what is published over and over until its input ends, looks at three places of the release each time, and
prints what it found as JSON: how often each release was read whole, and every error or mixture of releases.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

# each gives the number of the release that it is asked in; the last asks a view
QUERIES = (
    "select count(*) from core.fct_complaints",
    "select max(hq_complaints) from marts.feed_overlap",
    "select count(*) from cases",
)
FILES = {"feed_overlap": "hq_complaints", "yearly_comparison": "complaints"}


def with_duckdb(published: Path) -> Iterator[int]:
    import duckdb

    with duckdb.connect(str(published / "complaints.duckdb"), read_only=True) as connection:
        for query in QUERIES:
            yield connection.execute(query).fetchall()[0][0]


def with_adbc(published: Path) -> Iterator[int]:
    import adbc_driver_duckdb
    from adbc_driver_manager import dbapi

    options = {"path": str(published / "complaints.duckdb"), "access_mode": "READ_ONLY"}
    driver = {"driver": adbc_driver_duckdb.driver_path(), "entrypoint": "duckdb_adbc_init"}
    with dbapi.connect(**driver, db_kwargs=options) as connection, connection.cursor() as cursor:
        for query in QUERIES:
            cursor.execute(query)
            yield cursor.fetch_arrow_table().column(0)[0].as_py()


def with_sqlalchemy(published: Path) -> Iterator[int]:
    import pandas
    import sqlalchemy

    url = f"duckdb:///{published / 'complaints.duckdb'}"
    engine = sqlalchemy.create_engine(url, connect_args={"read_only": True}, poolclass=sqlalchemy.pool.NullPool)
    with engine.connect() as connection:
        for query in QUERIES[:2]:
            yield int(pandas.read_sql(sqlalchemy.text(query), connection).iloc[0, 0])
        cases = sqlalchemy.Table("cases", sqlalchemy.MetaData(), schema="bi", autoload_with=connection)
        yield len(pandas.read_sql(sqlalchemy.select(cases), connection))


def with_polars(published: Path) -> Iterator[int]:
    import polars

    folder = (published / "parquet").resolve()
    for mart, column in FILES.items():
        yield polars.scan_parquet(folder / f"{mart}.parquet").select(polars.col(column).max()).collect().item()


def with_pyarrow(published: Path) -> Iterator[int]:
    import pyarrow.compute
    import pyarrow.parquet

    folder = (published / "parquet").resolve()
    for mart, column in FILES.items():
        table = pyarrow.parquet.read_table(folder / f"{mart}.parquet", columns=[column])
        yield pyarrow.compute.max(table.column(column)).as_py()


def main(what: str, published: Path) -> None:
    """Read until the input ends."""
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    read: Counter[int] = Counter()
    wrong: list[str] = []
    while not ended.is_set() or not read:
        try:
            numbers = list(globals()[f"with_{what}"](published))
        except Exception as error:
            wrong.append(f"{type(error).__name__}: {error}")
            continue
        if len(set(numbers)) > 1:
            wrong.append(f"a mixture: {numbers}")
        read[int(numbers[0])] += 1
    print(json.dumps({"read": read, "wrong": wrong}), flush=True)
    # a driver's threads may still be about
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
