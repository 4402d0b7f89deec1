"""Files of three feeds whose values are good and bad, drawn at random, and the same each time."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.landing.landing_fixtures import CALL_CENTER_HEADER, call_center_row, csv_text

KINDS = {"call_center": "complaints", "satisfaction_survey": "survey", "branch_exposure": "exposure"}
ROWS = 400

NUMBERS = ["A1", "A1", "B7", "", "-", "NULL", "　", "Ａ９", "13800138000", "0"]
DATES = [
    *("2011-03-05", "2011-03-05 09:07", "2011/3/5 9:07", "2011年3月5日", "2011-03-04", "2011-03-06 00:00:00"),
    *("2011-03-05T01:00:00Z", "2011-03-04T23:00:00+08:00", "", "NULL", "无", "去年三月", "22-Apr-15", "2011-02-30"),
    *("1911-03-05", "0015-04-22", "2999-01-01", "40667", "１１０３０５", "13800138000", "2011-03-05 "),
]
TEXTS = ["理赔", "", "-", "无", "x\x07y", "长" * 33_000, "A\ufffdB", "客户13800138000", "\u200b"]
COUNTS = ["120", "1,200", "", "-", "NULL", "-5", "1.5e3", "1e30", "inf", "NaN", "一百", "12.5", "１２"]
SCORES = ["5", "1", "3.0", "4.5", "0", "6", "", "-", "五", "nan", "５", "1e0"]


def _complaint(pick: Callable[[list[str]], str]) -> list[str]:
    values = {"受理时间": pick(DATES), "结案时间": pick(DATES), "投诉类别": pick(TEXTS), "投诉内容": pick(TEXTS)}
    return call_center_row(pick(NUMBERS), **values, 客户号=pick(NUMBERS), 客户姓名=pick(["", "无", "张三丰"]))


def _answer(pick: Callable[[list[str]], str]) -> list[str]:
    items = [
        ("承保", "核保结论"),
        ("Underwriting", "issuance speed"),
        ("理赔", "核保结论"),
        ("承保", ""),
        ("-", "NULL"),
    ]
    category, item = pick(items)
    return [pick(["R1", "R2", "", "-", "无"]), pick(DATES), category, item, pick(SCORES)]


def _year(pick: Callable[[list[str]], str]) -> list[str]:
    branches = ["北京", "北京分公司", "Beijing", "天　津", "火星", "", "-"]
    return [pick(branches), pick(["2011", "2011年", "２０１０", "", "NULL", "去年"]), pick(COUNTS), pick(COUNTS)]


HEADERS = {
    "call_center": CALL_CENTER_HEADER,
    "satisfaction_survey": ["受访者编号", "调查日期", "业务类别", "服务项目", "评分"],
    "branch_exposure": ["分公司", "年度", "有效保单件数", "保费收入（元）"],
}
MAKERS = {"call_center": _complaint, "satisfaction_survey": _answer, "branch_exposure": _year}


def dirty_file(feed: str) -> str:
    """Rows of values good and bad, drawn at random; some have a cell too many or too few."""
    random.seed(feed)
    rows = [MAKERS[feed](random.choice) for _ in range(ROWS)]
    for row in random.sample(rows, 40):
        if random.random() < 0.5:
            row.insert(random.randrange(len(row)), random.choice(["", "13800138000", "x"]))
        else:
            del row[random.randrange(len(row))]
    return csv_text(HEADERS[feed], *rows)
