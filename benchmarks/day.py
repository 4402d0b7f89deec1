"""A day's delivery for generated call-center feeds: new complaints of the last day, and corrections of earlier ones."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import duckdb

_NUMBER, _RECEIVED, _STATUS, _CLOSED = "工单号", "受理时间", "处理状态", "结案时间"
_CLEAN = f"\"{_NUMBER}\" <> '' and \"{_RECEIVED}\" like '____-__-__ __:__'"


def write_day(feeds: Path, out: Path, new: int, corrected: int, days_later: int = 0) -> Path:
    """Write `out/call_center/<name of the last file>_day.csv`, in UTF-8; with its number, where it is a later day's.

    `new` rows of the last file come again with numbers of their own, as open complaints of the year's last day, or so
    many days later; the next `corrected` rows come again as closed on that day. Whose rows they are, and where, stays
    as it was, so that nothing but counts changes. Each day has other rows, as far as there are.
    """
    last = max((feeds / "call_center").glob("*.csv"))
    year = last.stem[-4:]
    target = out / "call_center" / f"{last.stem}_day{days_later or ''}.csv"
    day = date(int(year), 12, 31) + timedelta(days_later)
    target.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute(
            f"create temp table rows as "
            f"select * replace ((place - {days_later * (new + corrected)}) % count(*) over () as place) "
            f"from (select *, row_number() over () - 1 as place "
            f"from read_csv('{last}', all_varchar = true, header = true) where {_CLEAN})"
        )
        connection.execute(
            f"""
            copy (
                select * exclude (place) replace (
                    'CD{year[2:]}' || lpad('{days_later}', 3, '0') || lpad(place::varchar, 8, '0') as "{_NUMBER}",
                    '{day} ' || right("{_RECEIVED}", 5) as "{_RECEIVED}",
                    '待处理' as "{_STATUS}", '' as "{_CLOSED}"
                ) from rows where place between 0 and {new - 1}
                union all
                select * exclude (place) replace ('已结案' as "{_STATUS}", '{day} 18:00' as "{_CLOSED}")
                from rows where place between {new} and {new + corrected - 1}
            ) to '{target}' (format csv, header true)
            """
        )
    return target
