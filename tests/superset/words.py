"""The words that a dashboard shows for codes, by column and language; what the template says is held against these."""

from __future__ import annotations

import calendar

VERDICTS = {
    "more_beyond_chance": ("More, beyond chance", "上升（超出随机）"),
    "fewer_beyond_chance": ("Fewer, beyond chance", "下降（超出随机）"),
    "within_chance": ("Within chance", "在随机范围内"),
    "not_comparable": ("Not comparable", "不可比"),
    "not_tested": ("Nothing to test", "无可检验"),
}
BANDS = {
    "below_998": ("Far fewer than expected (99.8 %)", "远低于预期（99.8%）"),
    "below_95": ("Fewer than expected (95 %)", "低于预期（95%）"),
    "within": ("Within chance", "在随机范围内"),
    "above_95": ("More than expected (95 %)", "高于预期（95%）"),
    "above_998": ("Far more than expected (99.8 %)", "远高于预期（99.8%）"),
    "no_exposure": ("No exposure known", "无业务量数据"),
}
FEEDS = {
    "call_center": ("Call center", "呼叫中心"),
    "hq": ("Head office", "总公司"),
    "satisfaction_survey": ("Satisfaction survey", "满意度调查"),
    "branch_exposure": ("Branch exposure", "分公司业务量"),
}
STATUSES = {
    "match": ("Matches", "一致"),
    "conflict": ("In conflict", "矛盾"),
    "no_data": ("No data", "无数据"),
    "loaded": ("Loaded", "已载入"),
    "duplicate": ("Duplicate", "重复"),
    "rejected": ("Rejected", "已拒收"),
}
QUADRANTS = {
    "improve_first": ("Improve first", "优先改进"),
    "complaints_only": ("Complaints only", "仅投诉多"),
    "dissatisfaction_only": ("Dissatisfaction only", "仅不满意"),
    "maintain": ("Maintain", "保持"),
    None: ("Cannot be told", "无法判断"),
}
CODES: dict[str, dict[str | int | None, tuple[str, str]]] = {
    "source": FEEDS,
    "figure_source": FEEDS,
    "feed": FEEDS,
    "verdict": VERDICTS,
    "funnel_band": BANDS,
    "status": STATUSES,
    "quadrant": QUADRANTS,
    "month": {number: (calendar.month_name[number], f"{number}月") for number in range(1, 13)},
    "due": {"overdue": ("Overdue", "已逾期"), "not_due": ("Not due yet", "未到期")},
    "peak": {
        "peak_beyond_chance": ("Peak, beyond chance", "高峰（超出随机）"),
        "peak_maybe_chance": ("Peak, maybe chance", "高峰（可能随机）"),
        "": ("", ""),
    },
    "channel_group": {
        "direct": ("Direct", "自行受理"),
        "referred": ("Referred", "外部转来"),
        "unspecified": ("Not given", "未填写"),
        "unmapped": ("Not in the list", "未匹配"),
    },
    "controllability": {
        "controllable": ("Controllable", "可控"),
        "uncontrollable": ("Uncontrollable", "不可控"),
        "undetermined": ("Undetermined", "未判定"),
    },
}
