"""Landing: each file becomes private Parquet, and a line of the ledger."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import duckdb

from benchmarks.floor.texts import token_of

KEPT = {
    "call_center": {
        "complaint_number": "工单号", "received": "受理时间", "branch": "机构", "category": "投诉类别",
        "cause": "投诉原因", "grievance": "不满事项", "controllable": "业管可控", "channel": "投诉渠道",
        "status": "处理状态",
        "closed": "结案时间",
    },
    "hq": {
        "complaint_number": "登记编号", "received": "登记日期", "branch": "分公司", "category": "投诉类型",
        "cause": "投诉原因", "grievance": "不满事项", "controllable": "是否可控", "channel": "投诉途径",
        "status": "处理状态",
        "closed": "结案日期",
        "call_center_number": "Callcenter工单号",
    },
    "satisfaction_survey": {"surveyed": "调查日期", "category": "业务类别", "item": "服务项目", "score": "评分"},
    "branch_exposure": {
        "branch": "分公司", "exposure_year": "年度", "policies_in_force": "有效保单件数",
        "premium_yuan": "保费收入（元）",
    },
}  # fmt: skip

_TOKENS = {
    "call_center": {"customer": "客户号", "identity": "证件号码", "phone": "联系电话", "policy": "保单号"},
    "hq": {"customer": "客户号", "identity": "身份证号", "phone": "电话", "policy": "保单号"},
    "satisfaction_survey": {"respondent": "受访者编号"},
}

_TEXTS = {"call_center": ("投诉内容",), "hq": ("案件情况", "案件分析", "案件启示")}
_NAME = {"call_center": "客户姓名", "hq": "投诉人"}

FEEDS = tuple(KEPT)


@dataclass(frozen=True)
class Paths:
    """Where the feeds and the reference data lie, and the folder to write to."""

    feeds: Path
    reference: Path
    out: Path

    def lake(self, feed: str) -> str:
        """The Parquet files of a feed, as SQL reads them with the place of each row."""
        return f"read_parquet('{self.out}/lake/{feed}/*.parquet', file_row_number = true)"


def land(connection: duckdb.DuckDBPyConnection, paths: Paths) -> None:
    """Write the lake, and the table `ledger`: feed, load_id, file_name and content_hash of each file."""
    connection.execute("set preserve_insertion_order = true")  # a row is known by its place
    connection.execute("create temp table ledger (feed text, load_id text, file_name text, content_hash text)")
    for feed in FEEDS:
        folder = paths.out / "lake" / feed
        folder.mkdir(parents=True)
        for sequence, file in enumerate(sorted((paths.feeds / feed).iterdir()), start=1):
            load = f"{feed}-{sequence:09d}"
            with file.open("rb") as content:
                digest = hashlib.file_digest(content, "sha256").hexdigest()
            connection.execute("insert into ledger values (?, ?, ?, ?)", [feed, load, file.name, digest])
            connection.execute(
                f"copy (select {_private_columns(feed)}, '{load}' as load_id from "
                f"read_csv('{file}', all_varchar = true, header = true, delim = ',', quote = '\"')) "
                f"to '{folder / load}.parquet' (format parquet, compression zstd)"
            )
    connection.execute("set preserve_insertion_order = false")


def _private_columns(feed: str) -> str:
    kept = [f'"{header}" as {name}' for name, header in KEPT[feed].items()]
    tokens = [f"{token_of(name, _quoted(header))} as {name}_token" for name, header in _TOKENS.get(feed, {}).items()]
    texts = [f'masked("{header}", "{_NAME[feed]}") as "{header}"' for header in _TEXTS.get(feed, ())]
    return ", ".join([*kept, *tokens, *texts])


def _quoted(header: str) -> str:
    return f'"{header}"'
