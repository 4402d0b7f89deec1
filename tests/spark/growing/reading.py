"""Asks a Thrift server for the same sums again and again, as Spark's own environment can: `reading.py PORT [TIMES]`.

Writes a line of JSON for each answer: the sums by month of the fact and of the cube. Without a number of times it goes
on until its standard input ends.
"""

from __future__ import annotations

import json
import select
import sys

from pyhive import hive

_QUERIES = {
    "facts": "select received_month, count(*), sum(amount) from core.facts group by received_month order by 1",
    "cube": "select received_month, complaints, amount from core.cube order by 1",
}


def main(port: int, times: int | None) -> None:
    cursor = hive.connect("127.0.0.1", port, username="reader").cursor()
    cursor.poll_interval = 0.02
    asked = 0
    while asked != times and not (times is None and select.select([sys.stdin], [], [], 0)[0]):
        for table, query in _QUERIES.items():
            cursor.execute(query)
            rows = [[str(month), count, amount] for month, count, amount in cursor.fetchall()]
            print(json.dumps({"table": table, "rows": rows}), flush=True)
        asked += 1


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if sys.argv[2:] else None)
