"""A day's delivery for generated call-center feeds: new complaints of the last day, and corrections of earlier ones."""

from __future__ import annotations

from pathlib import Path

import duckdb

_NUMBER, _RECEIVED, _STATUS, _CLOSED = "工单号", "受理时间", "处理状态", "结案时间"
_CLEAN = f"\"{_NUMBER}\" <> '' and \"{_RECEIVED}\" like '____-__-__ __:__'"


def write_day(feeds: Path, out: Path, new: int, corrected: int) -> Path:
    """Write `out/call_center/<name of the last file>_day.csv`, in UTF-8.

    The first `new` rows of the last file come again with numbers of their own, as open complaints of the year's last
    day; `corrected` rows of it come again as closed on that day. Whose rows they are, and where, stays as it was,
        so that
    nothing but counts changes.
    """
    last = max((feeds / "call_center").glob("*.csv"))
    year = last.stem[-4:]
    target = out / "call_center" / f"{last.stem}_day.csv"
    target.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute(
            f"create temp table rows as select *, row_number() over () as place from "
            f"read_csv('{last}', all_varchar = true, header = true) where {_CLEAN}"
        )
        connection.execute(
            f"""
            copy (
                select * exclude (place) replace (
                    'CD{year[2:]}' || lpad(place::varchar, 8, '0') as "{_NUMBER}",
                    '{year}-12-31 ' || right("{_RECEIVED}", 5) as "{_RECEIVED}",
                    '待处理' as "{_STATUS}", '' as "{_CLOSED}"
                ) from rows where place <= {new}
                union all
                select * exclude (place) replace ('已结案' as "{_STATUS}", '{year}-12-31 18:00' as "{_CLOSED}")
                from rows where place > {new} and place <= {new + corrected}
            ) to '{target}' (format csv, header true)
            """
        )
    return target
