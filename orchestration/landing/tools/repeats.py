"""What rows with one number are: lines of one complaint, or versions of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from orchestration.sql_rows import only_row
from orchestration.sql_text import cleaned


@dataclass(frozen=True)
class Repeats:
    """Numbers that stand in several rows, their rows, and the columns (from 0) in which rows of one number differ."""

    numbers: int = 0
    rows: int = 0
    differing: tuple[int, ...] = ()


def find_repeats(columns: Sequence[pa.Array], number: int) -> Repeats:
    """How the numbers in the column at this position repeat."""
    names = [f"c{index}" for index in range(len(columns))]
    own = cleaned(f"c{number}")
    with duckdb.connect(config={"temp_directory": ""}) as connection:
        connection.register("sample", pa.table(dict(zip(names, columns, strict=True))))
        counts = ", ".join(f"count(distinct {name}) as {name}" for name in names)
        connection.execute(
            f"""
            create temp table repeated as
            select count(*) as rows, {counts} from (select * replace (upper({own}) as c{number}) from sample)
            where c{number} is not null group by c{number} having count(*) > 1
            """
        )
        totals = ", ".join(f"count_if({name} > 1)" for name in names)
        numbers, rows, *differing = only_row(
            connection, f"select count(*), coalesce(sum(rows), 0)::bigint, {totals} from repeated"
        )
    return Repeats(numbers, rows, tuple(index for index, count in enumerate(differing) if count and index != number))
