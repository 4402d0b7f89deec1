"""How each sort of dirt is put on rows; how much of it stands in `dirt`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from benchmarks.generator import world
from benchmarks.generator.defects import Blemish, Fault, FileDefects
from benchmarks.generator.draws import Draws

Row = dict[str, Any]

DATE_PATTERNS = ("%Y-%m-%d", "%Y/%m/%d", "%Y/%-m/%-d", "%Y年%-m月%-d日", "%Y.%m.%d", "%Y%m%d")
TIME_PATTERNS = ("%Y/%m/%d %H:%M", "%Y/%-m/%-d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S",
                 "%Y年%m月%d日 %H时%M分", "%Y年%-m月%-d日 %H:%M", "%Y%m%d%H%M%S")  # fmt: skip
_PADDINGS = (" {}", "{} ", "　{}", "{}　", " {}　", "  {}")
_ALIAS_DOMAINS = {"controllable": "controllability"}
_EARLIER_STATUS = "处理中"


def show(value: Any) -> str:
    """A value as its file writes it when nothing is wrong with it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return str(value)


def format_date(value: date, pattern: str) -> str:
    """A date in a strftime pattern, where %-m and %-d leave out the leading zero."""
    return value.strftime(pattern.replace("%-m", str(value.month)).replace("%-d", str(value.day)))


def full_width(value: str) -> str:
    """Letters, digits and signs in full width; spaces stay."""
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in value)


def _other_words(feed: str, field: str) -> dict[str, list[str]]:
    """Other spellings of each value that a field may hold."""
    canonical = world.aliases(_ALIAS_DOMAINS.get(field, field), feed)
    if field != "controllable":
        return canonical
    return {word: [other for other in words if other != word] for words in canonical.values() for word in words}


def _date_formats(feed: str, field: str, row: Row) -> list[str]:
    value = row[field]
    if not isinstance(value, datetime):
        return list(DATE_PATTERNS)
    # a closing date without its time must not fall before the time received
    may_drop_time = field == "received_at" or value.date() > row["received_at"].date()
    return [*TIME_PATTERNS, *(DATE_PATTERNS if may_drop_time else ())]


def _spaced_digits(value: str) -> str:
    runs, count = [], 0
    for sign in value:
        count = count + 1 if sign.isdigit() else 0
        runs.append(sign + ("-" if count in (3, 7) else ""))
    return "".join(runs)


def _options(feed: str, blemish: Blemish, row: Row, words: dict[str, list[str]]) -> list[str]:
    """The spoiled forms that a row's value may take; none where this blemish cannot fall on it."""
    value = row[blemish.field]
    if value is None:
        return []
    shown = show(value)
    forms: dict[str, Callable[[], list[str]]] = {
        "full_width": lambda: [full_width(shown)],
        "lower_case": lambda: [shown.lower()],
        "spaces": lambda: [padding.format(shown) for padding in _PADDINGS],
        "alias": lambda: words.get(shown, []),
        "date_format": lambda: [format_date(value, pattern) for pattern in _date_formats(feed, blemish.field, row)],
        "quotes": lambda: [f'{shown},称"三日内须答复"'],
        "line_break": lambda: [f"{shown}\n另：请勿拨打单位电话"],
        "spaced_digits": lambda: [_spaced_digits(shown)] if sum(map(str.isdigit, shown)) >= 11 else [],
        "thousands": lambda: [f"{value:,}"],
    }
    options = forms[blemish.kind]()
    same_is_fine = blemish.kind == "date_format"
    return [option for option in options if same_is_fine or option != shown]


def corrupt(draws: Draws, feed: str, rows: list[Row], blemishes: tuple[Blemish, ...]) -> None:
    """Put the blemishes on the rows, in place, at most one on a value. Raises ValueError if there are too few rows."""
    spoiled: set[tuple[int, str]] = set()
    originals = [dict(row) for row in rows]
    for blemish in blemishes:
        words = _other_words(feed, blemish.field) if blemish.kind == "alias" else {}
        done = 0
        for index in draws.order(len(rows)).tolist():
            if done == blemish.rows:
                break
            options = _options(feed, blemish, originals[index], words) if (index, blemish.field) not in spoiled else []
            if options:
                rows[index][blemish.field] = options[int(draws.below(1, len(options))[0])]
                spoiled.add((index, blemish.field))
                done += 1
        if done < blemish.rows:
            raise ValueError(f"{feed}: only {done} of {blemish.rows} rows can take {blemish.kind} on {blemish.field}")


def earlier_version(draws: Draws, feed: str, row: Row, wrong: str) -> Row:
    """The row as it stood before it was corrected: still open, and with another `wrong` value.

    `wrong` is status (nothing else), category, branch or month (of the date received, within its year).
    """
    earlier = {**row, "closed_at": None, "status": _EARLIER_STATUS}
    if wrong == "category":
        names = [kind.name_zh for kind in world.kinds(feed) if kind.name_zh != row["category"]]
        earlier |= {"category": names[int(draws.below(1, len(names))[0])], "cause": None, "grievance": None,
                    "controllable": None}  # fmt: skip
    elif wrong == "branch":
        names = [branch["branch_name_zh"] for branch in world.reference("branches")]
        names.remove(row["branch"])
        earlier["branch"] = names[int(draws.below(1, len(names))[0])]
    elif wrong == "month":
        received = row["received_at"]
        earlier["received_at"] = received + timedelta(days=40 if received.month <= 6 else -40)
    elif wrong != "status":
        raise ValueError(f"unknown sort of correction: {wrong}")
    return earlier


def misdate_closings(draws: Draws, rows: list[Row], closings: tuple[tuple[str, str], ...]) -> None:
    """Give closing dates that cannot be used to rows of closed complaints that no other row repeats, in place."""
    repeated = Counter(row["complaint_number"] for row in rows)
    closed = [row for row in rows if row["closed_at"] and repeated[row["complaint_number"]] == 1]
    for place, (text, _) in zip(draws.order(len(closed)).tolist(), closings, strict=False):
        closed[place]["closed_at"] = text


def faulty(row: Row, fault: Fault) -> Row:
    """The row with the fault's values."""
    return {**row, **fault.values}


class Placed:
    """Rows with a place in their file, so that others can be put before or after them."""

    def __init__(self, draws: Draws, rows: list[Row]) -> None:
        self._draws = draws
        self._size = len(rows)
        self._places: list[tuple[float, Row]] = [(float(place), row) for place, row in enumerate(rows)]

    def before(self, place: float, row: Row) -> float:
        """Put a row anywhere before a place; gives the place taken."""
        taken = (place + 1) * float(self._draws.uniform(1)[0]) - 1 + 0.25
        taken = min(taken, place - 0.25)
        self._places.append((taken, row))
        return taken

    def after(self, place: float, row: Row) -> None:
        """Put a row anywhere after a place."""
        self._places.append((place + 0.25 + (self._size - place) * float(self._draws.uniform(1)[0]), row))

    def replace(self, place: int, row: Row) -> None:
        """Put a row in the place of the original one."""
        self._places[place] = (float(place), row)

    def rows(self) -> list[Row]:
        """All rows in the order of their places."""
        return [row for _, row in sorted(self._places, key=lambda placed: placed[0])]


def spoil_file(draws: Draws, feed: str, rows: list[Row], defects: FileDefects) -> tuple[list[Row], list[Row]]:
    """The rows of one file with all of its dirt but the faulty rows, and the rows that correct it in the next file."""
    clean = [dict(row) for row in rows]
    corrupt(draws, feed, rows, defects.blemishes)
    placed = Placed(draws, rows)
    untouched = iter(draws.order(len(rows)).tolist())

    late_rows = []
    for wrong, count in defects.late_corrections.items():
        for _ in range(count):
            place = next(place for place in untouched if _can_be_late(clean[place]))
            placed.replace(place, earlier_version(draws, feed, clean[place], wrong))
            late_rows.append(rows[place])
    for wrong, count in defects.earlier_versions.items():
        for _ in range(count):
            place = next(untouched)
            placed.before(place, earlier_version(draws, feed, clean[place], wrong))
    for _ in range(defects.corrected_twice):
        place = next(untouched)
        second = placed.before(place, earlier_version(draws, feed, clean[place], "status"))
        placed.before(second, earlier_version(draws, feed, clean[place], "category"))
    for _ in range(defects.exact_duplicates):
        place = next(untouched)
        placed.after(place, dict(rows[place]))
    return placed.rows(), late_rows


def _can_be_late(row: Row) -> bool:
    """Closed in the year after it was received, so that only the next year's file can say so."""
    return row["closed_at"] is not None and row["closed_at"].year > row["received_at"].year


def insert_anywhere(draws: Draws, rows: list[Row], more: list[Row]) -> list[Row]:
    """The rows with others strewn among them."""
    placed = Placed(draws, rows)
    for row in more:
        placed.after(-0.5, row)
    return placed.rows()
