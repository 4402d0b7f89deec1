"""What would become of a file if it were dropped into the landing zone. Writes nothing, shows no value of a cell."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from orchestration.contracts import (
    Contract,
    ContractError,
    canonical_contract,
    contract_path,
    lake_columns,
    load_contract,
)
from orchestration.landing.errors import FileRejectedError, HeaderMismatchError
from orchestration.landing.headers import HeaderMatch, match_header
from orchestration.landing.known_names import earliest_year
from orchestration.landing.landing_zone import printable_name, read_identity, unknown_feed
from orchestration.landing.ledger import ledger_path, read_entries
from orchestration.landing.reading import Table, read_tables
from orchestration.landing.reading.files import kind_of
from orchestration.landing.reasons import Limits
from orchestration.landing.row_validation import Judgement, Numbers, Rules, judge
from orchestration.landing.shown import spelt_out
from orchestration.landing.tools.layout import aligned, counted
from orchestration.settings import FEEDS, Settings, clock_not_before


@dataclass(frozen=True)
class FileCheck:
    """How a file reads under its feed's contract, and what landing would do with it.

    `header` is its header row, `notes` what a person should know besides.
    """

    path: Path
    contract: Contract
    outcome: str
    encoding: str | None
    header: tuple[str, ...]
    match: HeaderMatch
    judgement: Judgement
    notes: list[str] = field(default_factory=list)

    @property
    def is_fine(self) -> bool:
        """Whether no row would be quarantined."""
        return self.judgement.bad == 0


def check_file(settings: Settings, path: Path, feed: str) -> FileCheck:
    """Read the file to its end as landing would.

    Raises `FileRejectedError` with the reason for which landing would reject it, `ContractError` for a feed that is
    unknown or has no right contract or reference data that cannot be read, and `LakeError` for a damaged ledger.
    """
    if feed not in FEEDS:
        raise ContractError(unknown_feed(feed))
    contract = load_contract(contract_path(settings.contracts, feed))
    content_hash = _identify(settings, path)
    table, match, judgement = _read(settings, path, contract)
    outcome = _outcome(settings, path, feed, content_hash)
    notes = [*_notes_on_reading(table), *_notes_on_columns(contract, match), *_notes_on_rows(judgement)]
    return FileCheck(path, contract, outcome, table.encoding, table.header, match, judgement, notes)


def _identify(settings: Settings, path: Path) -> str:
    """The hash of the file's content."""
    if not path.exists():
        raise FileRejectedError("is not there; give the path of the file itself")
    is_landed = path.absolute().is_relative_to(settings.landing)
    stat, content_hash = read_identity(path, settings.landing if is_landed else path.resolve().parent)
    if stat.st_size == 0:
        raise FileRejectedError("is empty (0 bytes); export it again, or remove it")
    return content_hash


def _read(settings: Settings, path: Path, contract: Contract) -> tuple[Table, HeaderMatch, Judgement]:
    limits = Limits(earliest_year(settings.reference), _arrival(settings, contract.feed) + timedelta(days=1))
    columns = lake_columns(contract, canonical_contract(contract.feed))
    rules = Rules(contract, columns, limits, settings.reference)
    mismatch: HeaderMismatchError | None = None
    with closing(read_tables(path, contract)) as attempts:
        for table in attempts:
            try:
                match = match_header(table.header, contract)
                return table, match, judge(rules, match, len(table.header), table.batches)
            except UnicodeError:
                continue
            except HeaderMismatchError as error:
                mismatch = mismatch or error
    raise mismatch or FileRejectedError("its text fits none of the encodings tried; export it as UTF-8")


def _arrival(settings: Settings, feed: str) -> date:
    """The day on which the file would land, for the warehouse: today, unless the clock was seen to be behind."""
    landed = (entry.received_at for entry in read_entries(ledger_path(settings.ledger, feed)) if entry.load_id)
    return max(datetime.now(UTC).date(), clock_not_before(), *(date.fromisoformat(time[:10]) for time in landed))


def _outcome(settings: Settings, path: Path, feed: str, content_hash: str) -> str:
    """What the ledger would say of the file."""
    loaded = [entry for entry in read_entries(ledger_path(settings.ledger, feed)) if entry.status == "loaded"]
    name = printable_name(path, settings.token_key)
    duplicates = {entry.file_name: entry for entry in loaded if entry.content_hash == content_hash}
    namesake = next((entry for entry in loaded if entry.file_name == name), None)
    if name in duplicates:
        return f"has landed already, as {duplicates[name].load_id}; it would not be read again"
    if duplicates:
        original = next(iter(duplicates.values()))
        return f"would be a `duplicate`: the same content has landed as {original.file_name} ({original.load_id})"
    if namesake is not None:
        rows = counted(namesake.rows_read, "row")
        return f"would replace {namesake.load_id}, the file of this name that has landed, and its {rows}"
    return "would land"


def _notes_on_reading(table: Table) -> list[str]:
    """What the reader says; its notes are complete once all rows are read."""
    offsets = ", ".join(f"{offset:,}" for offset in table.undecodable_at)
    damage = [f"bytes that are no text in {table.encoding}, from offset: {offsets}"] if offsets else []
    return [*table.notes, *damage]


def _notes_on_columns(contract: Contract, match: HeaderMatch) -> list[str]:
    absent = [name for name in contract.fields if name not in match.positions]
    notes = [f"the file has no column for: {', '.join(absent)}"] if absent else []
    if contract.kind == "complaints" and "category" not in contract.fields:
        notes.append("no field of the contract is named category: every complaint would count as `unmapped`")
    return notes


def _notes_on_rows(judgement: Judgement) -> list[str]:
    if not judgement.rows:
        return ["holds a header and no row: it would be recorded as a nil return"]
    notes = [
        f"{name} {fault} in {counted(count, 'row')}, taken all the same"
        for (name, fault), count in judgement.oddities.items()
    ]
    if judgement.unjudged:
        notes.append(f"not looked for, because the reference data are not there: {', '.join(judgement.unjudged)}")
    return notes


def _complaints(contract: Contract, numbers: Numbers) -> str:
    """How many complaints the usable rows make, and what the rows that repeat a number are."""
    repeats = numbers.rows - numbers.complaints
    if not repeats:
        return f"{numbers.complaints:,}" + (", each in a row of its own" if numbers.complaints else "")
    if contract.lines_by:
        what = f"further lines of their complaints, by {', '.join(contract.lines_by)}"
    else:
        latest = f"latest by {contract.newest_by}" if contract.newest_by else "last"
        what = f"versions, of which the {latest} counts; if they are lines of one complaint, lines_by must say so"
    return f"{numbers.complaints:,}, up to {numbers.most:,} rows each; {repeats:,} rows more than complaints: {what}"


def render(check: FileCheck) -> str:
    """The outcome as plain text, without any value of a cell."""
    judgement = check.judgement
    good = judgement.rows - judgement.bad
    lines = [
        f"{spelt_out(check.path.name)}: {check.outcome}",
        f"  feed        {check.contract.feed}, by {check.contract.path}",
        f"  format      {kind_of(check.path)[0].format}",
        f"  encoding    {check.encoding or 'that of the format'}",
        f"  rows        {judgement.rows:,} read, {good:,} fine, {judgement.bad:,} to quarantine",
        *([f"  complaints  {_complaints(check.contract, judgement.numbers)}"] if judgement.numbers else []),
        "",
        *_columns(check),
    ]
    if judgement.bad:
        lines += ["", "Rows to quarantine, by reason:"]
        lines += [f"  {count:>9,}  {reason}" for reason, count in judgement.reasons.most_common()]
        lines += ["", f"The first of them{_of_all(judgement)}:"]
        lines += [f"  row {number}: {reasons}" for number, reasons in judgement.first]
    if check.notes:
        lines += ["", "Notes:", *(f"  {note}" for note in check.notes)]
    return "\n".join(lines) + "\n"


def _of_all(judgement: Judgement) -> str:
    return f" ({len(judgement.first)} of {judgement.bad:,})" if judgement.bad > len(judgement.first) else ""


def _columns(check: FileCheck) -> list[str]:
    fields_at = {position: name for name, position in check.match.positions.items()}
    unknown = iter(check.match.unknown)
    rows = [("column", "field", "privacy")]
    for position, text in enumerate(check.header):
        name = fields_at.get(position)
        if name is None:
            rows.append((next(unknown), "-", "not in the contract: left out"))
        else:
            rows.append((" ".join(text.split()), name, check.contract.fields[name].privacy))
    return aligned(rows)
