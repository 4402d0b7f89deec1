"""The data docs in Chinese: what each sentence and label says, shown beside the English."""

from __future__ import annotations

import re

SENTENCES = {
    "No column that is kept readable holds a mobile or identity number or an e-mail address.": (
        "以明文保留的各列中，没有手机号码、身份证号码或电子邮箱地址。"
    ),
    "At most one row in ten had personal data where the name of a branch, category or the like belongs.": (
        "在应填写机构、类别等名称之处出现个人信息的行，不超过十分之一。"
    ),
    "At least half of the rows of a file carry a readable date.": "每个文件至少有一半的行带有可识别的日期。",
    "A file is not mostly dated after the day on which it arrived. (If it is right, is this machine's clock?)": (
        "文件中的日期不应大多晚于文件到达之日。（若文件无误，请检查本机时钟。）"
    ),
    "No row is dated after the day on which its file arrived.": "没有任何一行的日期晚于其文件到达之日。",
    "A file reaches about as far as the files before it (within 31 days).": (
        "文件的最新日期与此前各文件大致相当（相差不超过31天）。"
    ),
    "At most one row in ten repeats another row of its file exactly.": (
        "与同一文件中其他行完全重复的行，不超过十分之一。"
    ),
    "At most one row in twenty is garbled or has too few fields.": "乱码或字段不足的行，不超过二十分之一。",
    "No file is ten times larger or smaller than is usual.": "没有文件比通常大十倍或小十倍。",
    "At least 95 % of the rows name a branch that is on the branch list.": "至少95%的行所填机构在机构名录中。",
    "At least 95 % of the rows that name a branch name one of the branch list.": (
        "在填写了机构的行中，至少95%所填机构在机构名录中。"
    ),
    "At least half of the rows of a file carry a complaint number.": "每个文件至少有一半的行带有投诉编号。",
    "At least 95 % of the rows have a category that the crosswalk knows.": "至少95%的行所填类别在类别对照表中。",
    "At least half of the answers score from 1 to 5.": "至少一半的答卷评分在1至5之间。",
    "At least 95 % of the answers rate a service item that is on the list.": (
        "至少95%的答卷所评服务项目在服务项目名录中。"
    ),
    "At least half of the rows give policies or premium above zero.": "至少一半的行所填保单件数或保费大于零。",
    "A file covers at least 95 % of the branches.": "每个文件至少覆盖95%的机构。",
    "No published table holds a mobile or identity number or an e-mail address, free text included.": (
        "已发布的各表（含自由文本）中，没有手机号码、身份证号码或电子邮箱地址。"
    ),
    "No source's company total moved by more than 90 % from one year to the next.": (
        "任一来源的全公司合计，与上年相比的变动均不超过90%。"
    ),
    "Every source with accepted complaints has its yearly totals, unless all of them are void.": (
        "凡有已受理投诉的来源均有年度合计，除非其投诉全部作废。"
    ),
    "No count in any mart is negative.": "各数据集市中没有负的计数。",
    "Every share and rate in any mart lies between 0 and 1.": "各数据集市中的占比和比率均在0与1之间。",
    "There is at least one complaint to publish.": "至少有一件投诉可供发布。",
    "Exactly the promised tables are published.": "发布的表与约定的完全一致。",
}

CONSEQUENCES = {"critical": "（否则停止运行。）", "warning": "（否则仅作提示。）"}

LABELS = {
    "Overview": "概览",
    "Expectation Suite:": "检查规则集：",
    "Data asset:": "数据资产：",
    "Status:": "状态：",
    "Files:": "文件：",
    "Checked:": "检查时间：",
    "Succeeded": "通过",
    "Succeeded with warnings": "通过，有提示",
    "Failed": "未通过",
    "Statistics": "统计",
    "Evaluated Expectations": "检查项数",
    "Successful Expectations": "符合项数",
    "Unsuccessful Expectations": "不符合项数",
    "Success Percent": "符合率",
    "Table-Level Expectations": "整表检查",
    "Status": "状态",
    "Expectation": "检查内容",
    "Observed Value": "实际值",
    "Data quality": "数据质量",
    "Validation Results": "检查结果",
    "Expectation Suites": "检查规则集",
    "Run Time": "检查时间",
    "Expectation Suite": "检查规则集",
    "Details": "详情",
}

_TEXT = re.compile(r"(?<=>)(\s*)([^<>]+?)(\s*)(?=<)")


def in_chinese(sentence: str, severity: str) -> str:
    """What a rule says in Chinese, and what comes of it if it is broken."""
    return f"{SENTENCES[sentence]}{CONSEQUENCES[severity]}"


def labelled_in_both(page: str) -> str:
    """A page whose labels stand in both languages; what is no label, such as a column's name, stays as it is."""
    return _TEXT.sub(_labelled, page)


def _labelled(text: re.Match[str]) -> str:
    before, label, after = text.groups()
    return f"{before}{label} {LABELS[label]}{after}" if label in LABELS else text.group()
