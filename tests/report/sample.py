"""A document that has every kind of block, long names and missing numbers, for the tests of what writes files of it."""

from __future__ import annotations

from orchestration.report.document import (
    Case,
    Chart,
    ChartKind,
    Column,
    Document,
    KeyFigure,
    KeyFigures,
    Limits,
    Page,
    Paragraph,
    Point,
    Role,
    Run,
    Section,
    Series,
    Table,
    Text,
    Tone,
)
from orchestration.report.figures import Figure, Language, Unit, given
from orchestration.report.periods import Period
from orchestration.report.statements.telling import fixed

NAMES: dict[Language, tuple[str, ...]] = {
    "en": (
        *("Claims", "Policy servicing", "Agency (legacy policies run for the group)", "Renewal premium collection"),
        *("Inner Mongolia Autonomous Region", "Xinjiang Uygur Autonomous Region", "Dalian"),
    ),
    "zh": (
        "理赔",
        "保全",
        "代理（为集团代管的存量保单）",
        "续期收费",
        "内蒙古自治区分公司",
        "新疆维吾尔自治区分公司",
        "大连",
    ),
}
SENTENCES: dict[Language, str] = {
    "en": "Head office received 100 complaints about operations in 2011, 25.4% fewer than in the year before (134). ",
    "zh": "2011年总公司共受理业管条线投诉100件，上年同期134件，同比下降25.4%。",
}


def number(value: float | None, unit: Unit = Unit.COUNT) -> Figure:
    return given(value, unit)


def shown(value: float | None, unit: Unit = Unit.COUNT) -> Text:
    figure = number(value, unit)
    return (Run(figure.written, figure),)


def sample(language: Language) -> Document:
    """One section of pages with one block each, and one with sentences beside a chart or a table."""
    names, sentence = [fixed(name) for name in NAMES[language]], fixed(SENTENCES[language])
    title = fixed("投诉统计 2011" if language == "zh" else "Complaints by category, 2011")
    table = Table(
        "categories",
        title,
        (Column(fixed("类别" if language == "zh" else "Category")), *(Column(title, is_number=True),) * 3),
        tuple(
            (name, shown(1234 * place), shown(0.268, Unit.SHARE), shown(None if place == 3 else -0.254, Unit.CHANGE))
            for place, name in enumerate(names * 4)
        ),
        frozenset({0}),
    )
    charts = tuple(_chart(kind, names, title, sentence) for kind in ChartKind)
    words = (
        Paragraph(sentence, Tone.LEAD),
        Paragraph(sentence, bullet=True),
        Paragraph(sentence * 2, bullet=True),
        Paragraph(sentence, Tone.NOTE),
        Paragraph(sentence, Tone.WARNING),
    )
    large = KeyFigure(title, shown(7825), sentence[:2])
    case = Case(names[2], tuple((names[0], sentence * 4) for _ in range(3)))
    alone = [KeyFigures((large,) * 4), table, case, *charts]
    pages = [Page(f"alone_{place}", sentence, (block,)) for place, block in enumerate(alone)]
    pages += [Page(f"beside_{chart.key}", sentence, (*words, chart)) for chart in charts]
    pages.append(Page("beside_table", sentence, (*words[:3], table)))
    section = Section("sample", title, tuple(pages))
    return Document(
        key="annual_report",
        language=language,
        period=Period(2011),
        title=title,
        subtitle=sentence,
        sections=(section, Section("sentences", title, (Page("sentences", title, words),))),
        release_id="20111231T000000Z-0123abcd",
        release_hash="0123456789ab",
        release_number=7,
        words={
            "release": fixed("数据版本" if language == "zh" else "Release"),
            "continued": fixed("续" if language == "zh" else "continued"),
        },
    )


def _chart(kind: ChartKind, names: list[Text], title: Text, sentence: Text) -> Chart:
    series = {
        ChartKind.STACKED: [Role.CONTROLLABLE, Role.UNCONTROLLABLE, Role.UNDETERMINED],
        ChartKind.COLUMNS: [Role.CURRENT, Role.PRIOR],
        ChartKind.BARS: [Role.CURRENT],
    }.get(kind, [Role.NEUTRAL])
    if kind is ChartKind.COLUMNS:
        names = [fixed(str(month)) for month in range(1, 13)]
    values = {
        ChartKind.QUADRANT: lambda place: (number(0.05 * place, Unit.SHARE), number(0.4 / (place + 1), Unit.SHARE)),
        ChartKind.FUNNEL: lambda place: (
            number(10.0 * (place + 1), Unit.NUMBER),
            number(0.5 + place / 4, Unit.NUMBER),
        ),
        ChartKind.INTERVALS: lambda place: tuple(number(place + end, Unit.PLAIN) for end in (2, 1, 4)),
    }.get(kind, lambda place: tuple(number(1_234_567 * (len(names) - place) + at) for at in range(len(series))))
    return Chart(
        kind.value,
        kind,
        title,
        sentence,
        tuple(Series(title, role) for role in series),
        tuple(
            Point(name, values(place), Role.BAD if place == 2 else None, is_named=place < 5)
            for place, name in enumerate(names)
        ),
        axis=title,
        axis_y=title,
        split=(number(0.15, Unit.SHARE), number(0.2, Unit.SHARE)) if kind is ChartKind.QUADRANT else None,
        limits=_limits() if kind is ChartKind.FUNNEL else None,
    )


def _limits() -> Limits:
    def ends(x: float) -> tuple[Figure, ...]:
        return tuple(number(max(0.0, 1 + sign * z / x**0.5), Unit.NUMBER) for z in (1.96, 3.09) for sign in (-1, 1))

    points = tuple((number(float(x), Unit.NUMBER), *ends(x)) for x in range(5, 80, 5))
    return Limits((fixed("95%"), fixed("99.8%")), points)
