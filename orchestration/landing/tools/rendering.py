"""Write a drafted contract as YAML that a person can complete: what was guessed, and what has to be decided."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from orchestration.contracts import FieldContract
from orchestration.landing.tools.dating import Dating, disagreeing, in_safe_order
from orchestration.landing.tools.repeats import Repeats
from orchestration.landing.tools.type_inference import InferredColumn

NEEDED = {
    "complaint_number": "the column with the complaint's own number",
    "received_at": "the column with the date on which the complaint was received",
    "category": "the column with the category, the one that the crosswalk leads from",
}
DESCRIPTIONS = {
    "complaint_number": "Number of the complaint.",
    "received_at": "Date on which the complaint was received.",
    "closed_at": "Date on which the complaint was closed; empty while it is open.",
    "category": "Category as the feed names it.",
}
TWO_FEEDS = (
    "# The marts know two complaint feeds: call_center (everything that was received) and hq (what head office itself",
    "# received).",
)
CHINESE = re.compile("[\u4e00-\u9fff]")


@dataclass(frozen=True)
class DraftField:
    """One column of the file as a field: its place (from 1), header, name, and what was guessed of it.

    `left_out` says why it can be none.
    """

    position: int
    header: str
    name: str
    guess: InferredColumn
    privacy: str
    type: str
    required: bool = False
    description: str | None = None
    role: str | None = None
    left_out: str | None = None

    @property
    def words(self) -> str:
        """The header with its words apart, for looking for one."""
        return re.sub("[_\\W]+", " ", self.name if self.header.isascii() else self.header)

    def in_role(self, role: str) -> DraftField:
        """The field as what the marts know it by; it is kept as the role needs it."""
        privacy = "redact" if role == "category" else "keep"
        is_needed = role in NEEDED
        text = self.description or DESCRIPTIONS[role]
        own_type = "identifier" if role == "complaint_number" else self.type
        return replace(self, name=role, role=role, privacy=privacy, type=own_type, required=is_needed, description=text)

    def as_known(self, name: str, known: FieldContract) -> DraftField:
        """The field as what a bundled contract knows by this name."""
        return replace(
            self, name=name, role=name, privacy=known.privacy, type=known.type, required=known.required,
            description=known.description,
        )  # fmt: skip


def render_draft(
    *,
    feed: str,
    kind: str,
    key: Sequence[str],
    source_format: str,
    encoding: str | None,
    delimiter: str | None,
    time_zone: str,
    fields: Sequence[DraftField],
    repeats: Repeats,
    rows: int,
) -> str:
    """The contract's text. It is valid where no comment says that something is missing."""
    kept = [own for own in fields if not own.left_out]
    names = {own.name for own in kept}
    lines = [
        f"# Drafted from the first {rows:,} rows of a file. Read every line: a guess stands until you correct it.",
        f"# Save it as contracts/{feed}.yml.",
        *(TWO_FEEDS if kind == "complaints" else []),
        *_missing(kind, key, names),
        f"feed: {feed}",
        f"kind: {kind}",
        f"description: {quoted('Say what system this file comes from, and what a row stands for.')}",
        f"formats: [{source_format}]",
        *([f"encodings: [{encoding}]"] if encoding else []),
        *([f"delimiter: {quoted(delimiter)}"] if delimiter else []),
        *_dates(kept),
        *_offsets(kept),
        f"time_zone: {time_zone}  # where the clock of that system stands",
        f"key: [{', '.join(name for name in key if name in names)}]",
        *(["newest_by: updated_at"] if "updated_at" in names else []),
        *_repeated_numbers(fields, repeats, rows),
        "fields:",
    ]
    for own in fields:
        lines += [f"  # column {own.position} {own.left_out}"] if own.left_out else _field(own)
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """The text as a YAML scalar in double quotes."""
    return json.dumps(text, ensure_ascii=False)


def _missing(kind: str, key: Sequence[str], names: set[str]) -> list[str]:
    needed = NEEDED if kind == "complaints" else {name: f"a column of the key, {name}" for name in key}
    missing = [(name, what) for name, what in needed.items() if name not in names]
    if not missing:
        return []
    return ["# MISSING, give this name to one of the fields below:", *(f"#   {name}: {what}" for name, what in missing)]


def _dates(fields: Sequence[DraftField]) -> list[str]:
    dated = {own.name: own.guess.dating for own in fields if own.guess.dating}
    formats = in_safe_order(name for dating in dated.values() for name in dating.formats)
    if not formats:
        return []
    doubts = [
        f"# {name}: {rival} reads every date that {own} reads in the sample as well; decide"
        for name, dating in dated.items()
        for own, rival in dating.rivals.items()
    ]
    if disagreeing(own for own in formats if not any(own in dating.rivals for dating in dated.values())):
        columns = ", ".join(f"{name} {_shown(dating)}" for name, dating in dated.items() if dating.formats)
        doubts += [
            "# Day and month stand in either order, and one list serves all dates: the first that fits decides.",
            f"# Export them in one form. Found: {columns}",
        ]
    return [*doubts, f"date_formats: [{', '.join(map(quoted, formats))}]"]


def _shown(dating: Dating) -> str:
    return " and ".join(dating.formats)


def _offsets(fields: Sequence[DraftField]) -> list[str]:
    """Which dates say themselves how far from UTC they are: their clock need not be guessed."""
    dated = [(own.name, own.guess.dating.offsets, own.guess.filled) for own in fields if own.guess.dating]
    return [
        f"# {name}: {'' if offsets == filled else 'some of '}its times carry their offset from UTC, and are brought to"
        " this time zone"
        for name, offsets, filled in dated
        if offsets
    ]


def _repeated_numbers(fields: Sequence[DraftField], repeats: Repeats, rows: int) -> list[str]:
    number = next((own for own in fields if own.name == "complaint_number"), None)
    if number is None or number.guess.is_unique or not rows:
        return []
    if not repeats.numbers:
        return ["# complaint_number is empty in some rows of the sample: such rows are quarantined"]
    said = f"# {repeats.numbers:,} of the sample's numbers {'stands' if repeats.numbers == 1 else 'stand'} in more"
    differing = [fields[index] for index in repeats.differing if not fields[index].left_out]
    can_tell = [own.name for own in differing if own.privacy in ("keep", "redact")]
    lines = f"lines_by: [{', '.join(can_tell)}]"
    if not differing:
        return [f"{said} than one row, all of them alike: repetitions, of which the last counts."]
    if can_tell and not any(own.type == "date" for own in differing):
        return [
            f"{said} than one row, which differ in these fields: lines of one complaint (products,",
            "# causes), which is counted once. If they are versions of it, of which the last counts, remove the entry.",
            lines,
        ]
    return [
        f"{said} than one row. They differ in {', '.join(own.name for own in differing)}.",
        "# Versions of a complaint: newest_by may name the date by which the latest counts. Lines of one (products,",
        f"# causes): name the fields that tell them apart, such as {lines}",
    ]


def _field(own: DraftField) -> list[str]:
    hint = "  # name this field" if own.name == f"column_{own.position}" else ""
    guessed = "  # guessed from the header" if own.role and not CHINESE.search(own.header) else ""
    return [
        f"  {own.name}:{hint or guessed}",
        f"    headers: [{quoted(own.header)}]",
        *(["    required: true"] if own.required else []),
        *([f"    type: {own.type}"] if own.type != "text" else []),
        f"    privacy: {own.privacy}{_why(own)}",
        f"    description: {quoted(own.description or f'As in the column {own.position}.')}",
    ]


def _why(own: DraftField) -> str:
    if own.description:
        return ""
    if not own.guess.filled:
        return "  # empty in the sample"
    if own.privacy == "drop":
        return "  # it seems to name or describe a person; redact or keep it only if it does not"
    if own.guess.kind == "personal":
        return "  # its values look like telephone, identity or policy numbers, or e-mail addresses"
    if own.guess.kind == "identifier":
        return "  # every value occurs once; keep it only if it identifies no person"
    if own.guess.kind == "free_text":
        return "  # free text"
    return "  # keep it if it never holds personal data" if own.privacy == "redact" else ""
