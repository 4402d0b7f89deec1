"""What is asked of the metrics, and the query over marts that each answer has to equal, row by row.

A query gives the groups first, then the metrics. Marts have rows with 0 where nothing came, metrics have none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """Metrics by groups (and a filter), and the SQL that gives the same over a release."""

    metrics: tuple[str, ...]
    groups: tuple[str, ...]
    sql: str
    where: str = ""

    @property
    def arguments(self) -> list[str]:
        """The arguments of `mf query`."""
        asked = ["--metrics", ",".join(self.metrics), "--group-by", ",".join(self.groups)]
        return [*asked, "--where", self.where] if self.where else asked

    def __str__(self) -> str:
        return f"{self.metrics[0]} by {', '.join(self.groups)}"


YEAR = "make_date(report_year, 1, 1)"
MONTH = "make_date(report_year, month, 1)"
YEARLY, MONTHLY = ("metric_time__year", "feed"), ("metric_time__month", "feed")
SCOPES = {
    "company": (),
    "line": ("line",),
    "category": ("category",),
    "subcategory": ("subcategory",),
}
# a subcategory is not always given
GIVEN = {"subcategory": "{{ Entity('subcategory') }} is not null"}
CHANGES = ("yoy_change", "yoy_change_rate", "complaints_prior_year", "complaints")


def cases() -> Iterator[Case]:
    yield from counts()
    yield from controllability()
    yield from changes()
    yield from closure()
    yield from shares()


def of_scope(level: str) -> str:
    """The columns of a mart that the groups of a scope give."""
    return "" if level == "company" else ", scope_code"


def counts() -> Iterator[Case]:
    for level, groups in SCOPES.items():
        yield Case(
            ("complaints",),
            (*YEARLY, *groups),
            f"""
            select {YEAR}, source_system {of_scope(level)}, complaints from marts.yearly_comparison
            where scope_level = '{level}' and complaints > 0
            """,
            GIVEN.get(level, ""),
        )
    for level in ("company", "line"):
        yield Case(
            ("complaints", "complaints_by_day"),
            (*MONTHLY, *SCOPES[level]),
            f"""
            select {MONTH}, source_system {of_scope(level)}, complaints, complaints from marts.monthly_distribution
            where scope_level = '{level}' and complaints > 0
            """,
        )
    yield Case(
        ("complaints_by_day",),
        ("metric_time__day", "feed"),
        "select received_date, source_system, count(*) from bi.cases group by all",
    )
    yield Case(
        ("complaints", "complaints_by_day"),
        ("metric_time__quarter", "feed", "branch__region_name", "category__line_name_zh"),
        """
        select make_date(report_year, 3 * cast(right(quarter, 1) as integer) - 2, 1), source_system,
               region_name, line_name_zh, sum(complaints), sum(complaints)
        from bi.complaints_monthly group by all
        """,
    )
    yield Case(
        ("complaints",),
        (*YEARLY, "branch"),
        f"""
        select {YEAR}, source_system, branch_code, complaints from marts.branch_ranking
        where scope_level = 'company' and complaints > 0
        """,
        "{{ Entity('branch') }} not in ('unspecified', 'unmapped')",
    )
    yield Case(
        ("complaints",),
        (*YEARLY, "line", "channel__channel_group", "channel"),
        f"""
        select {YEAR}, source_system, scope_code, channel_group, channel_code, complaints from marts.channel_mix
        where scope_level = 'line' and complaints > 0
        """,
    )
    yield Case(
        ("complaints",),
        (*YEARLY, "category", "cause__cause_group_code", "cause__cause_code"),
        f"""
        select {YEAR}, source_system, scope_code, cause_group_code, cause_code, complaints from marts.cause_breakdown
        where scope_level = 'category' and complaints > 0
        """,
    )


def controllability() -> Iterator[Case]:
    for level, groups in SCOPES.items():
        yield Case(
            ("controllable", "uncontrollable", "controllable_rate", "uncontrollable_rate"),
            (*YEARLY, *groups),
            f"""
            select {YEAR}, source_system {of_scope(level)}, controllable, uncontrollable, controllable_rate,
                   uncontrollable_rate
            from marts.controllability
            where scope_level = '{level}' and complaints > 0
            """,
            GIVEN.get(level, ""),
        )


def changes() -> Iterator[Case]:
    compared = "is_comparable and comparability_note is null"
    for level, groups in SCOPES.items():
        yield Case(
            CHANGES, (*YEARLY, *groups), changes_in("yearly_comparison", level, YEAR, compared), GIVEN.get(level, "")
        )
    for level in ("company", "line"):
        yield Case(CHANGES, (*MONTHLY, *SCOPES[level]), changes_in("monthly_distribution", level, MONTH, compared))
    yield Case(
        CHANGES,
        (*YEARLY, "branch"),
        changes_in("branch_ranking", "company", f"{YEAR}, source_system, branch_code", compared).replace(
            "branch_code, source_system", "branch_code"
        ),
        "{{ Entity('branch') }} not in ('unspecified', 'unmapped')",
    )


def changes_in(mart: str, level: str, when: str, compared: str) -> str:
    """The changes of a mart where both years have complaints, which is where a metric has them."""
    return f"""
        select {when}, source_system {of_scope(level)},
               case when complaints > 0 and complaints_prior_year > 0 then complaints - complaints_prior_year end,
               case when complaints > 0 and complaints_prior_year > 0 then yoy_change_rate end,
               nullif(complaints_prior_year, 0), nullif(complaints, 0)
        from (
            select * replace (case when {compared} then complaints_prior_year end as complaints_prior_year)
            from marts.{mart} where scope_level = '{level}'
        )
        where complaints > 0 or complaints_prior_year > 0
    """


def closure() -> Iterator[Case]:
    within = [f"closed_within_{days}_days_or_not_due_rate" for days in (15, 30, 60)]
    for level in ("company", "line"):
        yield Case(
            ("still_open", "followed", "closed_by_year_end", "closed_by_year_end_rate", *within),
            (*YEARLY, *SCOPES[level]),
            f"""
            select {YEAR}, source_system {of_scope(level)}, still_open, complaints - closed_without_date,
                   closed_by_year_end, closed_by_year_end_rate, {", ".join(within)}
            from marts.case_closure
            where scope_level = '{level}' and complaints > 0
            """,
        )
    for days in (15, 30, 60):
        yield Case(
            (f"closed_after_{days}_days",),
            ("metric_time__day", "feed", "branch"),
            f"""
            select received_date, source_system, branch_code, count(*) filter (days_to_close > {days}) from bi.cases
            group by all
            """,
        )
        yield Case(
            (f"open_after_{days}_days",),
            ("metric_time__day", "feed", "branch"),
            f"""
            select received_date, source_system, branch_code, count(*) filter (days_open > {days}) from marts.open_cases
            group by all
            """,
        )


def shares() -> Iterator[Case]:
    for parent in ("company", "line"):
        yield Case(
            (f"share_of_{parent}",),
            (*YEARLY, "scope__scope_level", "scope__scope_code"),
            f"""
            select {YEAR}, source_system, scope_level, scope_code, share from marts.category_share
            where parent_level = '{parent}'
            """,
            "{{ Dimension('scope__scope_level') }} <> 'line'" if parent == "line" else "",
        )
    yield Case(
        ("complaints_of_scope", "complaints_of_parent"),
        (*YEARLY, "scope__parent_code", "scope__scope_level", "scope__scope_code"),
        f"""
        select {YEAR}, source_system, parent_code, scope_level, scope_code, complaints, parent_complaints
        from marts.category_share
        """,
    )
