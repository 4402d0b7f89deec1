"""The dirt of the bundled feeds in known numbers, and how it is put on clean rows.

Three sorts: blemishes on rows that count (a careful reader undoes them), rows that a later row replaces, and rows that
cannot be used. The last two come on top of the planned counts; `bundled.bundled_truth` adds the numbers up.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Blemish:
    """`rows` values of one field spoiled in one way.

    `kind` is full_width, spaces, alias, lower_case, date_format, quotes, line_break, spaced_digits or thousands.
    """

    kind: str
    field: str
    rows: int


@dataclass(frozen=True)
class Fault:
    """One row beyond the count with these values, and every reason for which it must be quarantined."""

    values: dict[str, str | None]
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class FileDefects:
    """Dirt of one file.

    `earlier_versions` and `late_corrections` count complaints by what their first version had wrong; the late ones are
    corrected in the next year's file. A complaint under `corrected_twice` has two earlier versions. `bad_closings` are
    closing dates of complaints that count, each with what is wrong with it.
    """

    blemishes: tuple[Blemish, ...] = ()
    exact_duplicates: int = 0
    earlier_versions: dict[str, int] = field(default_factory=dict)
    corrected_twice: int = 0
    late_corrections: dict[str, int] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    bad_closings: tuple[tuple[str, str], ...] = ()

    @property
    def superseded(self) -> int:
        """Rows of this file that another row replaces."""
        return (
            self.exact_duplicates
            + sum(self.earlier_versions.values())
            + 2 * self.corrected_twice
            + sum(self.late_corrections.values())
        )


_CALL_CENTER_BLEMISHES = (
    Blemish("full_width", "complaint_number", 30),
    Blemish("full_width", "received_at", 40),
    Blemish("full_width", "closed_at", 20),
    Blemish("full_width", "channel", 12),
    Blemish("full_width", "identity_number", 10),
    Blemish("full_width", "phone", 12),
    Blemish("full_width", "narrative", 8),
    Blemish("lower_case", "complaint_number", 12),
    Blemish("lower_case", "policy_number", 12),
    Blemish("spaces", "complaint_number", 25),
    Blemish("spaces", "received_at", 20),
    Blemish("spaces", "branch", 60),
    Blemish("spaces", "category", 45),
    Blemish("spaces", "cause", 20),
    Blemish("spaces", "grievance", 12),
    Blemish("spaces", "controllable", 12),
    Blemish("spaces", "status", 12),
    Blemish("spaces", "closed_at", 12),
    Blemish("spaces", "customer_number", 12),
    Blemish("spaced_digits", "phone", 20),
    Blemish("spaced_digits", "narrative", 10),
    Blemish("alias", "branch", 520),
    Blemish("alias", "category", 310),
    Blemish("alias", "channel", 150),
    Blemish("alias", "cause", 90),
    Blemish("alias", "controllable", 60),
    Blemish("alias", "status", 70),
    Blemish("date_format", "received_at", 380),
    Blemish("date_format", "closed_at", 260),
    Blemish("quotes", "narrative", 8),
    Blemish("line_break", "narrative", 2),
)

_HQ_BLEMISHES = (
    Blemish("full_width", "complaint_number", 4),
    Blemish("full_width", "received_at", 5),
    Blemish("full_width", "channel", 3),
    Blemish("full_width", "call_center_number", 3),
    Blemish("lower_case", "complaint_number", 3),
    Blemish("lower_case", "call_center_number", 3),
    Blemish("spaces", "complaint_number", 4),
    Blemish("spaces", "branch", 10),
    Blemish("spaces", "category", 8),
    Blemish("spaces", "cause", 4),
    Blemish("spaces", "call_center_number", 4),
    Blemish("spaced_digits", "phone", 6),
    Blemish("alias", "branch", 40),
    Blemish("alias", "category", 26),
    Blemish("alias", "channel", 30),
    Blemish("alias", "cause", 10),
    Blemish("alias", "controllable", 12),
    Blemish("alias", "status", 8),
    Blemish("date_format", "received_at", 70),
    Blemish("date_format", "closed_at", 60),
)

_SURVEY_BLEMISHES = (
    Blemish("full_width", "surveyed_on", 15),
    Blemish("full_width", "score", 12),
    Blemish("full_width", "respondent", 6),
    Blemish("spaces", "category", 20),
    Blemish("spaces", "service_item", 20),
    Blemish("spaces", "score", 8),
    Blemish("date_format", "surveyed_on", 140),
)


def _unreadable(values: dict[str, str | None]) -> Fault:
    return Fault(values, ("unparseable_received_date",))


DEFECTS: dict[tuple[str, int | None], FileDefects] = {
    ("call_center", 2010): FileDefects(
        blemishes=_CALL_CENTER_BLEMISHES,
        exact_duplicates=16,
        earlier_versions={"status": 10, "category": 8, "branch": 5, "month": 3},
        corrected_twice=1,
        late_corrections={"status": 9, "category": 3, "branch": 2, "month": 1},
        faults=(
            _unreadable({"received_at": "2010-02-30 10:20"}),
            _unreadable({"received_at": "2010-13-05 09:00"}),
            _unreadable({"received_at": "2010/6/31 14:05"}),
            _unreadable({"received_at": "待定"}),
            Fault({"received_at": "不详"}, ("missing_received_date",)),
            _unreadable({"received_at": "昨天下午"}),
            Fault({"received_at": None}, ("missing_received_date",)),
            Fault({"received_at": "　"}, ("missing_received_date",)),
            Fault({"received_at": "1900-01-01 00:00", "closed_at": None}, ("received_date_out_of_range",)),
            Fault({"received_at": "2110-03-05 10:00", "closed_at": None}, ("received_date_out_of_range",)),
            Fault({"complaint_number": None}, ("missing_number",)),
            Fault({"complaint_number": None}, ("missing_number",)),
            Fault({"complaint_number": None}, ("missing_number",)),
            Fault({"complaint_number": "　"}, ("missing_number",)),
            Fault({"complaint_number": "  "}, ("missing_number",)),
            Fault({"complaint_number": None, "closed_at": "2009-11-20 10:00", "status": "已结案"}, ("missing_number",)),
            Fault({"complaint_number": None, "closed_at": "2009-12-31 23:59", "status": "已结案"}, ("missing_number",)),
            Fault({"complaint_number": None, "closed_at": "2009年12月1日", "status": "已结案"}, ("missing_number",)),
            Fault({"complaint_number": None, "closed_at": "2010-04-31 16:00", "status": "已结案"}, ("missing_number",)),
            Fault({"complaint_number": None, "closed_at": "已结", "status": "已结案"}, ("missing_number",)),
            Fault(
                {"complaint_number": None, "received_at": "2010-02-29 08:00", "closed_at": "近期"},
                ("missing_number", "unparseable_received_date"),
            ),
        ),
        bad_closings=(
            ("2009-11-20 10:00", "closed_before_received"),
            ("2009-12-31 23:59", "closed_before_received"),
            ("2009年12月1日", "closed_before_received"),
            ("2010-04-31 16:00", "unparseable_closed_date"),
            ("已结", "unparseable_closed_date"),
        ),
    ),
    ("call_center", 2011): FileDefects(
        blemishes=_CALL_CENTER_BLEMISHES,
        exact_duplicates=12,
        earlier_versions={"status": 8, "category": 7, "branch": 4, "month": 3},
        corrected_twice=1,
        faults=(
            _unreadable({"received_at": "2011-02-30 11:15"}),
            _unreadable({"received_at": "2011-00-12 09:40"}),
            _unreadable({"received_at": "２０１１－０９－３１ １０：００"}),
            _unreadable({"received_at": "待定"}),
            _unreadable({"received_at": "3月15日"}),
            Fault({"received_at": None}, ("missing_received_date",)),
            Fault({"received_at": "1899-12-30 00:00", "closed_at": None}, ("received_date_out_of_range",)),
            Fault({"complaint_number": None}, ("missing_number",)),
            Fault({"complaint_number": None}, ("missing_number",)),
            Fault({"complaint_number": " 　"}, ("missing_number",)),
            Fault({"complaint_number": None, "closed_at": "2010-12-31 09:30", "status": "已结案"}, ("missing_number",)),
            Fault({"complaint_number": None, "closed_at": "2010/11/8 17:00", "status": "已结案"}, ("missing_number",)),
            Fault(
                {"complaint_number": None, "closed_at": "２０１０－１２－０１ ０９：００", "status": "已结案"},
                ("missing_number",),
            ),
            Fault({"complaint_number": None, "closed_at": "2011-06-31 15:00", "status": "已结案"}, ("missing_number",)),
            Fault(
                {"complaint_number": "　", "closed_at": "2010-05-04 10:00", "status": "已结案"},
                ("missing_number",),
            ),
        ),
        bad_closings=(
            ("2010-12-31 09:30", "closed_before_received"),
            ("2010/11/8 17:00", "closed_before_received"),
            ("２０１０－１２－０１ ０９：００", "closed_before_received"),
            ("2011-06-31 15:00", "unparseable_closed_date"),
        ),
    ),
    ("hq", 2010): FileDefects(
        blemishes=_HQ_BLEMISHES,
        exact_duplicates=3,
        earlier_versions={"status": 2, "category": 1, "branch": 1},
        faults=(
            _unreadable({"received_at": "2010-02-30"}),
            _unreadable({"received_at": "待定"}),
            Fault({"complaint_number": None}, ("missing_number",)),
            Fault({"complaint_number": None}, ("missing_number",)),
            Fault({"complaint_number": None, "closed_at": "2009-10-12", "status": "已结案"}, ("missing_number",)),
        ),
        bad_closings=(("2009-10-12", "closed_before_received"),),
    ),
    ("hq", 2011): FileDefects(
        blemishes=_HQ_BLEMISHES,
        exact_duplicates=3,
        earlier_versions={"status": 2, "category": 2, "branch": 1},
        faults=(
            _unreadable({"received_at": "2011-02-30"}),
            _unreadable({"received_at": "2011年4月31日"}),
            Fault({"complaint_number": "　"}, ("missing_number",)),
            Fault({"complaint_number": None, "closed_at": "2010.12.20", "status": "已结案"}, ("missing_number",)),
            Fault({"complaint_number": None, "received_at": "不详"}, ("missing_number", "missing_received_date")),
        ),
    ),
    ("satisfaction_survey", 2010): FileDefects(blemishes=_SURVEY_BLEMISHES, exact_duplicates=1),
    ("satisfaction_survey", 2011): FileDefects(
        blemishes=_SURVEY_BLEMISHES,
        exact_duplicates=1,
        faults=(Fault({"score": "9"}, ("score_out_of_range",)),),
    ),
    ("branch_exposure", None): FileDefects(
        blemishes=(
            Blemish("alias", "branch", 6),
            Blemish("spaces", "branch", 5),
            Blemish("full_width", "exposure_year", 3),
            Blemish("thousands", "policies_in_force", 8),
            Blemish("thousands", "premium_yuan", 8),
        ),
    ),
}


def blemish_rate(feed: str, kind: str, of_field: str, rows: int) -> float:
    """Share of a feed's `rows` bundled rows that carry a blemish, for worlds of another size."""
    blemishes = [blemish for (name, _), defects in DEFECTS.items() if name == feed for blemish in defects.blemishes]
    return sum(item.rows for item in blemishes if (item.kind, item.field) == (kind, of_field)) / rows


def fault_rate(feed: str, reason: str, rows: int) -> float:
    """Share of a feed's `rows` bundled rows that are quarantined for just this reason."""
    faults = [fault for (name, _), defects in DEFECTS.items() if name == feed for fault in defects.faults]
    return sum(fault.reasons == (reason,) for fault in faults) / rows


def bad_closing_rate(feed: str, problem: str, rows: int) -> float:
    """Share of a feed's `rows` bundled rows whose closing date has just this problem."""
    closings = [own for (name, _), defects in DEFECTS.items() if name == feed for _, own in defects.bad_closings]
    return closings.count(problem) / rows


def superseded_rate(feed: str, rows: int) -> float:
    """Share of a feed's `rows` bundled rows that a later row replaces."""
    return sum(defects.superseded for (name, _), defects in DEFECTS.items() if name == feed) / rows
