"""The dirt of the bundled feeds on whole columns of a scaled world, at the rates of the bundled one."""

from __future__ import annotations

import functools

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.generator import defects, plan, text, world
from benchmarks.generator.complaints import Complaints
from benchmarks.generator.draws import Draws

_OTHER_TIME_PATTERNS = ("%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y年%m月%d日 %H时%M分")
_OTHER_DATE_PATTERNS = ("%Y/%m/%d", "%Y年%m月%d日", "%Y.%m.%d")
_DAYS_TOO_EARLY = 3


@functools.cache
def spellings(domain: str, feed: str, names: tuple[str, ...], encoding: str) -> tuple[pa.Array, np.ndarray, np.ndarray]:
    """Vocabulary of names followed by their other spellings; where each name's begin, and how many it has."""
    aliases = world.aliases(domain, feed)
    lists = [aliases.get(name, []) for name in names]
    counts = np.array([len(others) for others in lists])
    starts = len(names) + np.concatenate([[0], np.cumsum(counts)[:-1]])
    return text.words([*names, *(other for others in lists for other in others)], encoding), starts, counts


def respell(
    draws: Draws, feed: str, field: str, names: tuple[str, ...], indices: np.ndarray, encoding: str
) -> pa.Array:
    """The names at `indices`, some in another spelling or with a stray ideographic space."""
    vocabulary, starts, counts = spellings(field, feed, names, encoding)
    rows, count = plan.complaints_of(feed), len(indices)
    is_alias = draws.chance(count, defects.blemish_rate(feed, "alias", field, rows)) & (counts[indices] > 0)
    others = starts[indices] + draws.below(count, counts[indices])
    values = text.look_up(vocabulary, np.where(is_alias, others, indices))
    is_padded = draws.chance(count, defects.blemish_rate(feed, "spaces", field, rows))
    padded = text.join(values.filter(pa.array(is_padded)), "　".encode(encoding), separator=b"")
    return _replace(values, is_padded, padded)


def _replace(values: pa.Array, mask: np.ndarray, replacements: pa.Array) -> pa.Array:
    return pc.replace_with_mask(values, pa.array(mask), replacements)


def other_date_formats(draws: Draws, feed: str, received: np.ndarray, shown: pa.Array, encoding: str) -> pa.Array:
    """Some of the dates in one of the other formats of the feed."""
    rate = defects.blemish_rate(feed, "date_format", "received_at", plan.complaints_of(feed))
    chosen = np.where(draws.chance(len(received), rate), draws.below(len(received), len(_OTHER_TIME_PATTERNS)), -1)
    for index in range(len(_OTHER_TIME_PATTERNS)):
        mask = chosen == index
        if feed == "call_center":
            other = text.minute_text(received[mask], _OTHER_TIME_PATTERNS[index], encoding)
        else:
            other = text.date_text(received[mask] // text.MINUTES_PER_DAY, _OTHER_DATE_PATTERNS[index], encoding)
        shown = _replace(shown, mask, other)
    return shown


def close_too_early(draws: Draws, feed: str, complaints: Complaints) -> None:
    """Let some complaints be closed before they were received."""
    rate = defects.bad_closing_rate(feed, "closed_before_received", plan.complaints_of(feed))
    is_early = draws.chance(len(complaints), rate) & (complaints.closed >= 0)
    complaints.closed[is_early] = complaints.received[is_early] - _DAYS_TOO_EARLY * text.MINUTES_PER_DAY


def break_keys(draws: Draws, feed: str, columns: dict[str, pa.Array], encoding: str) -> None:
    """Take the number from some rows and a readable date from others, in place."""
    count, rows = len(columns["complaint_number"]), plan.complaints_of(feed)
    no_number = draws.chance(count, defects.fault_rate(feed, "missing_number", rows))
    no_date = draws.chance(count, defects.fault_rate(feed, "unparseable_received_date", rows))
    columns["complaint_number"] = text.blank(columns["complaint_number"], no_number)
    unknown = text.words(["待定"], encoding)[0]
    columns["received_at"] = pc.if_else(pa.array(no_date), unknown, columns["received_at"])


def superseded_count(feed: str, rows: int) -> int:
    """How many of `rows` rows of a feed repeat or correct another."""
    return int(rows * defects.superseded_rate(feed, plan.complaints_of(feed)))


def repeat_rows(draws: Draws, columns: dict[str, pa.Array], repeated: int, encoding: str) -> dict[str, pa.Array]:
    """The columns with `repeated` of their rows once more at the end; half of those had another status before."""
    if not repeated:
        return columns
    rows = draws.sample(len(columns["complaint_number"]), repeated)
    later = {name: column.take(pa.array(rows)) for name, column in columns.items()}
    was_open = np.zeros(len(columns["complaint_number"]), dtype=bool)
    was_open[rows[::2]] = True
    in_progress = text.words(["处理中"], encoding)[0]
    earlier = {
        **columns,
        "status": pc.if_else(pa.array(was_open), in_progress, columns["status"]),
        "closed_at": text.blank(columns["closed_at"], was_open),
    }
    return {name: pa.concat_arrays([earlier[name], later[name]]) for name in columns}
