"""What the answers to the questions are counted from: rows of the build, and names of the reference files."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from functools import cached_property
from typing import Any

import duckdb

from orchestration.settings import Settings

Row = dict[str, Any]

SOURCES = {"call_center": ("Call center", "呼叫中心"), "hq": ("Head office", "总公司")}
NOT_LISTED = {"unspecified": ("Not given", "未填写")}


def is_of(**values: Any) -> Callable[[Row], bool]:
    """Whether a row has these values."""
    return lambda row: all(row[name] == value for name, value in values.items())


class Facts:
    """The complaints that a build counts, each with its codes, names and days, and the rows of its tables."""

    def __init__(self, settings: Settings) -> None:
        self._warehouse, self._reference = settings.warehouse, settings.reference

    def table(self, name: str, condition: Callable[[Row], bool] = lambda row: True) -> list[Row]:
        """Rows of a table of the build for which the condition holds."""
        with duckdb.connect(str(self._warehouse), read_only=True) as connection:
            found = connection.execute(f"from {name}")
            columns = [column for column, *_ in found.description]
            rows = [dict(zip(columns, row, strict=True)) for row in found.fetchall()]
        return [row for row in rows if condition(row)]

    def listed(self, name: str) -> list[Row]:
        """Rows of a reference file."""
        with (self._reference / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def names(self, name: str, thing: str) -> dict[tuple[str, ...] | str, tuple[str, str]]:
        """English and Chinese name by code, or by category and code."""
        within = name in ("causes", "grievances")
        return {
            (row["category_code"], row[f"{thing}_code"]) if within else row[f"{thing}_code"]: (
                row[f"{thing}_name"],
                row[f"{thing}_name_zh"],
            )
            for row in self.listed(name)
        }

    @cached_property
    def complaints(self) -> list[Row]:
        """The complaints that are counted."""
        rows = self.table("core.fct_complaints", lambda row: row["is_void"] is not True)
        self._name(rows)
        return rows

    @cached_property
    def open_cases(self) -> list[Row]:
        """Those that are not closed, with the days that they are open, and whether that is too long."""
        latest: dict[str, Any] = {}
        for row in self.complaints:
            for day in (row["received_date"], row["closed_date"]):
                if day:
                    latest[row["source_system"]] = max(day, latest.get(row["source_system"], day))
        rows = [row for row in self.complaints if not row["is_closed"]]
        for row in rows:
            row["days_open"] = (latest[row["source_system"]] - row["received_date"]).days
            allowed = (30 if row["is_complex"] else 15) + (30 if row["is_extended"] else 0)
            row["is_overdue"] = row["days_open"] > allowed
        return rows

    def count(self, *columns: str, where: Callable[[Row], bool] = lambda row: True) -> Counter[tuple]:
        """Complaints by the values of the columns."""
        return Counter(tuple(row[name] for name in columns) for row in self.complaints if where(row))

    def _name(self, rows: list[Row]) -> None:
        branches = {row["branch_code"]: row for row in self.listed("branches")}
        lines, categories = self.names("lines", "line"), self.names("categories", "category")
        parts, channels = self.names("subcategories", "subcategory"), self.names("channels", "channel")
        causes, grievances = self.names("causes", "cause"), self.names("grievances", "grievance")
        for row in rows:
            day, category = row["received_date"], row["category_code"]
            branch = branches[row["branch_code"]]
            named = {
                "source_system": SOURCES[row["source_system"]],
                "branch": (branch["branch_name"], branch["branch_name_zh"]),
                "region": (branch["region_name"], branch["region_name_zh"]),
                "line": lines[row["line_code"]],
                "category": categories[category],
                "subcategory": parts.get(row["subcategory_code"], NOT_LISTED["unspecified"]),
                "channel": channels[row["channel_code"]],
                "cause": causes.get((category, row["cause_code"]), NOT_LISTED["unspecified"]),
                "grievance": grievances.get((category, row["grievance_code"]), NOT_LISTED["unspecified"]),
            }
            for thing, (english, chinese) in named.items():
                row[f"{thing}_name"], row[f"{thing}_name_zh"] = english, chinese
            row["region"] = branch["region"]
            row["quarter"] = f"{day.year}-Q{(day.month + 2) // 3}"
            row["month"] = day.month
