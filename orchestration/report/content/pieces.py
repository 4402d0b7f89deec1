"""Small pieces of pages: what codes are called, bullets, notes, and the line of a page that has nothing to show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from orchestration.report.content.context import Context, labels, number
from orchestration.report.content.facts import CALL_CENTER, Facts
from orchestration.report.document import Block, Column, Page, Paragraph, Run, Section, Text, Tone
from orchestration.report.figures import Unit, given
from orchestration.report.sources import Key
from orchestration.report.statements.slots import Name, Phrase, name
from orchestration.report.statements.telling import JOINTS


def word(context: Context, list_of_codes: str, code: str) -> Text:
    """What a code is called in a file of `labels/`; the code itself where the file does not know it."""
    if code in labels(list_of_codes):
        return context.label(f"{list_of_codes}.{code}")
    return text_of(code)


def text_of(value: str) -> Text:
    """A text of the release's that is shown as it is, such as the name of a file."""
    return number(given(value, Unit.TEXT))


def listed(context: Context, texts: Sequence[Text]) -> Text:
    """Texts one after the other, as names are."""
    between, last = JOINTS[context.language]
    runs: list[Run] = []
    for place, text in enumerate(texts):
        if place:
            runs.append(Run(last if place == len(texts) - 1 else between))
        runs += text
    return tuple(runs)


def joined_by(mark: str, texts: Iterable[Text]) -> Text:
    """Texts with a mark between them; empty ones are left out."""
    runs: list[Run] = []
    for text in texts:
        if text:
            runs += [Run(mark), *text] if runs else text
    return tuple(runs)


def spaced(context: Context, sentences: Iterable[Text]) -> Text:
    """Sentences one after the other."""
    joined = joined_by(" " if context.language == "en" else "", sentences)
    return tuple(run for run in joined if run.text)


def who(context: Context, *parts: Name | Text) -> Phrase:
    """Whose figures they are: "Call center, Operations"."""
    texts = [context.name(part) if isinstance(part, Name) else part for part in parts]
    return Phrase(joined_by(", " if context.language == "en" else "·", texts))


def branch_name(context: Context, code: str) -> Name:
    """The name of a branch."""
    return name(context.reader, "dim_branch", "branch", branch_code=code)


def category_name(context: Context, code: str) -> Name:
    """The name of a category."""
    return name(context.reader, "dim_category", "category", category_code=code)


def cause_name(context: Context, category: str, group: str, code: str) -> Name:
    """The name of a cause of a category; that of the group where the reference data has no such cause in it."""
    keys: dict[str, Key] = {"category_code": category, "cause_group_code": group, "cause_code": code}
    return name(context.reader, "dim_cause", "cause", **keys)


def feeds(context: Context) -> list[Facts]:
    """All feeds of complaints in the release, the call center first."""
    codes = {str(row["source_system"]) for row in context.reader.rows("dim_feed_year")}
    return [Facts(context, code) for code in sorted(codes, key=lambda code: (code != CALL_CENTER, code))]


def columns(context: Context, file: str, texts: Sequence[str], numbers: Sequence[str]) -> tuple[Column, ...]:
    """Columns of a table by their labels: those of text first, then those of numbers."""
    return (
        *(Column(context.label(f"{file}.{key}")) for key in texts),
        *(Column(context.label(f"{file}.{key}"), is_number=True) for key in numbers),
    )


def bullets(texts: Iterable[Text]) -> tuple[Paragraph, ...]:
    """Sentences as items of a list."""
    return tuple(Paragraph(text, bullet=True) for text in texts)


def lead(text: Text) -> Paragraph:
    """What a page says, in a sentence or two."""
    return Paragraph(text, Tone.LEAD)


def note(text: Text) -> Paragraph:
    """How a number was made, or what it does not say."""
    return Paragraph(text, Tone.NOTE)


def page(key: str, title: Text, *blocks: Block | None) -> Page:
    """A page of the blocks that there are."""
    return Page(key, title, tuple(block for block in blocks if block is not None))


def line_alone(context: Context, key: str, text: Text) -> Section:
    """A section that says in a line why it has nothing else. Its title is the label `<key>.title`."""
    title = context.label(f"{key}.title")
    return Section(key, title, (Page(key, title, (Paragraph(text),)),))


def whole_year_alone(context: Context, key: str) -> Section:
    """The section of what only a whole year answers, in a report about a part of one."""
    return line_alone(context, key, context.label("pieces.whole_year_alone"))


def warning(text: Text) -> Paragraph:
    """What a reader has to know before using the numbers."""
    return Paragraph(text, Tone.WARNING)
