"""Typical cases of head office: the three texts that a few complaints a year carry. All events are invented."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class TypicalCase:
    """An account for one complaint of the given type and cause; `{who}` stands for the masked name of its customer."""

    year: int
    kind: str
    cause_code: str
    what_happened: str
    analysis: str
    lesson: str


CASES = (
    TypicalCase(
        2010, "claims", "claim_refused",
        "{who}为女儿投保少儿重疾险，住院后申请理赔，公司以等待期内就诊为由拒赔。{who}认为投保时无人说明等待期，遂来信投诉。",
        "条款对等待期约定清楚，但投保提示书上没有客户抄录的内容，拒赔通知书也只有一句结论，客户无从了解依据。",
        "拒赔决定应当附上条款原文和事实依据，并由专人当面解释；投保提示要留下客户亲笔确认。",
    ),
    TypicalCase(
        2010, "policy_servicing", "cumbersome_procedure",
        "{who}申请变更受益人，先后三次到柜面，每次都被告知还缺一份材料，前后用了二十多天，随后致电总公司。",
        "三次受理由三名人员经办，均未使用一次性告知单，材料要求前后不一。",
        "推行一次性告知，材料清单随受理单打印；首问人员负责到底。",
    ),
    TypicalCase(
        2010, "agency", "terms_disputed",
        "{who}持有早年的代理保单，认为红利应当按利率复计，与到期给付金额相差较多，要求重新计算。",
        "早年宣传资料表述简略，客户对计息方式有误解；柜面只给出了金额，没有给出计算过程。",
        "对代理的老保单准备统一的计算说明，给付时主动提供明细。",
    ),
    TypicalCase(
        2011, "claims", "claim_refused",
        "{who}因意外骨折申请医疗险理赔，公司以既往病史未告知为由拒赔。{who}（保单号{policy}）称投保时业务员代填告知书，因此投诉至总公司。",
        "调查只取得一份门诊记录，与本次骨折没有因果关系，拒赔理由不充分；复核后改为正常给付。",
        "以未告知为由拒赔的案件须经上级复核，重点审查因果关系和告知书的填写过程。",
    ),
    TypicalCase(
        2011, "claims", "investigation",
        "{who}的父亲身故后，公司调查历时四十余天仍未给出结论，其间家属两次来电询问，答复均为“正在调查”。",
        "案件跨省委托调查，委托函晚发了十二天，受托机构没有反馈进度，承办人也未按期回访。",
        "异地调查设定时限并在系统内催办，每十天主动向客户通报一次进度。",
    ),
    TypicalCase(
        2011, "policy_servicing", "rider_conversion",
        "{who}的附加住院险到期，柜面办理转投保时未提示新险种重新计算等待期，两个月后住院被拒，{who}到总公司上访。",
        "转投保的提示只印在申请书背面，经办人没有口头说明，客户签字页与提示页不在同一张纸上。",
        "转投保申请书改版，把等待期和责任变化放在签字栏上方，并要求客户抄录。",
    ),
    TypicalCase(
        2011, "policy_servicing", "cumbersome_procedure",
        "{who}在外地务工，申请退还多交的保费，被要求回投保地办理，来回路费超过退费金额。",
        "系统已支持异地受理，但该柜面仍沿用旧的规定，未向客户提供委托办理的途径。",
        "清理与现行系统不符的地方规定，公布可以异地办理的项目。",
    ),
    TypicalCase(
        2011, "agency", "contract_issued_wrongly",
        "{who}收到的代理保单上被保险人姓名有误，申请更正后，新保单又把出生日期录错，{who}要求赔礼道歉并尽快更正。",
        "更正时重新手工录入了全部项目，没有与原始档案核对，复核岗位形同虚设。",
        "更正类业务只开放需要更正的字段，复核须对照影像资料。",
    ),
    TypicalCase(
        2011, "policy_issuance", "data_entry_quality",
        "{who}的投保单写明按年交费，保单却签发为趸交，银行一次扣走全部保费，{who}当天来电要求退还差额。",
        "外包录入人员选错了交费方式，金额与投保单不符，系统没有校验两者的关系。",
        "增加交费方式与金额的逻辑校验，录入差错计入外包质量考核。",
    ),
)  # fmt: skip


def add_typical_cases(rows: list[dict[str, Any]], year: int, kind_names: dict[str, str], causes: dict) -> None:
    """Write each case of the year into the first row of its type and cause that carries none yet.

    `kind_names` maps kinds to the feed's own names, `causes` maps (kind, cause_code) to the Chinese cause.
    Raises ValueError if a case finds no row.
    """
    for row in rows:
        row.update(what_happened=None, analysis=None, lesson=None)
    for case in CASES:
        if case.year != year:
            continue
        wanted = (kind_names[case.kind], causes[case.kind, case.cause_code])
        row = next(
            (row for row in rows if (row["category"], row["cause"]) == wanted and row["what_happened"] is None), None
        )
        if row is None:
            raise ValueError(f"no head-office complaint of {year} fits the typical case {case.kind}/{case.cause_code}")
        masked = {"who": row["customer_name"][0] + "某", "policy": row["policy_number"] or ""}
        row["what_happened"] = case.what_happened.format(**masked)
        row["analysis"] = case.analysis
        row["lesson"] = case.lesson
