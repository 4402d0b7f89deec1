"""The marts that count: the cube is summed by scope and one dimension, and held against the year before."""

from __future__ import annotations

import duckdb

from benchmarks.floor.landing import Paths

_SCOPES = """
create temp table feed_years as
with years as (select distinct source_system, report_year from facts where not is_void)
select years.*, make_date(years.report_year, 12, 31) as period_end_date, before.report_year is not null as has_prior
from years left join years as before
    on years.source_system = before.source_system and years.report_year - 1 = before.report_year;

create temp table scopes as
select 'company' as scope_level, 'company' as scope_code, null as line_code, null as category_code
union all select 'line', line_code, line_code, null from lines
union all select 'category', category_code, line_code, category_code from categories
union all select 'subcategory', subcategory_code, line_code, category_code from subcategories
    join categories using (category_code);

create temp table feed_scopes as
select feed_years.*, scopes.* from feed_years cross join scopes
union all
select feed_years.*, level, 'unmapped', 'unmapped', if(level = 'category', 'unmapped', null)
from feed_years cross join (values ('line'), ('category')) as levels (level)
where source_system in (select source_system from release.core.agg_complaints_monthly
    where line_code::varchar = 'unmapped');
"""

_CODE_OF_LEVEL = {
    "company": "'company'",
    "line": "line_code",
    "category": "category_code",
    "subcategory": "subcategory_code",
}

_KEY = "source_system, report_year, scope_level, scope_code"

# codes of the reference data, and those of what is blank or unknown, which have a row where they occur
_UNKNOWN = "(select unnest(['unspecified', 'unmapped']) as code)"
_OF_CATEGORIES = f"(from {_UNKNOWN} cross join (select category_code from categories union all select 'unmapped'))"
_KNOWN = {
    "branch_code": f"select branch_code from branches union all from {_UNKNOWN}",
    "channel_code": f"select channel_code, channel_group from channels union all select code, code from {_UNKNOWN}",
    "month": "select unnest(range(1, 13))::integer as month",
    "cause_code": f"""
        select category_code, cause_group_code, cause_code, controllability from causes
        union all select category_code, code, code, 'undetermined' from {_OF_CATEGORIES}""",
    "grievance_code": f"""
        select category_code, grievance_code from grievances union all select category_code, code
            from {_OF_CATEGORIES}""",
}

_MARTS = {
    "yearly_comparison": """
        select source_system, report_year, scope_level, scope_code, period_end_date, true as is_full_year,
            n as complaints,
            n as complaints_compared, prior_n as complaints_prior_year, n - prior_n as yoy_change,
                rate as yoy_change_rate,
            company_rate as company_yoy_change_rate, rate - company_rate as yoy_gap_vs_company
        from (
            select *, (n - prior_n) / nullif(prior_n, 0) as rate,
                max((n - prior_n) / nullif(prior_n, 0)) filter (scope_level = 'company')
                    over (partition by source_system, report_year) as company_rate
            from scope_counts
        )""",
    "category_share": """
        with placed as (
            select 'company' as parent_level, 'company' as parent_code, * from scope_counts
                where scope_level <> 'company'
            union all
            select 'line', line_code, * from scope_counts where scope_level in ('category', 'subcategory')
        )
        select placed.source_system, placed.report_year, parent_level, parent_code, placed.scope_level,
            placed.scope_code,
            placed.n as complaints, parents.n as parent_complaints, placed.n / nullif(parents.n, 0) as share,
            rank() over (
                partition by placed.source_system, placed.report_year, parent_level, parent_code, placed.scope_level
                order by placed.n desc
            ) as rank,
            placed.prior_n / nullif(parents.prior_n, 0) as share_prior_year,
            placed.n / nullif(parents.n, 0) - placed.prior_n / nullif(parents.prior_n, 0) as share_change
        from placed join scope_counts as parents
            on placed.source_system = parents.source_system and placed.report_year = parents.report_year
            and parent_level = parents.scope_level and parent_code = parents.scope_code""",
    "controllability": """
        select source_system, report_year, scope_level, scope_code, n as complaints, controllable, uncontrollable,
            undetermined,
            controllable / nullif(n, 0) as controllable_rate, uncontrollable / nullif(n, 0) as uncontrollable_rate,
            controllable / nullif(n, 0) - prior_controllable / nullif(prior_n, 0) as controllable_rate_change,
            uncontrollable / nullif(n, 0) - prior_uncontrollable / nullif(prior_n, 0) as uncontrollable_rate_change
        from scope_counts""",
    "branch_ranking": """
        select source_system, report_year, scope_level, scope_code, branch_counts.branch_code, n as complaints, share,
            prior_share as share_prior_year, share - prior_share as share_change, rank, n as complaints_compared,
            prior_n as complaints_prior_year, n - prior_n as yoy_change,
                (n - prior_n) / nullif(prior_n, 0) as yoy_change_rate,
            n >= 6 as is_high_incidence, n = 0 as is_zero, exposure.policies_in_force, exposure.premium_yuan,
            1e4 * n / exposure.policies_in_force as complaints_per_10k_policies,
            1e8 * n / exposure.premium_yuan as complaints_per_100m_premium
        from branch_counts left join release.core.fct_branch_exposure as exposure
            on branch_counts.branch_code = exposure.branch_code
                and branch_counts.report_year = exposure.exposure_year""",
    "channel_mix": """
        select source_system, report_year, scope_level, scope_code, channel_group, channel_code, n as complaints, share,
            prior_share as share_prior_year, share - prior_share as share_change,
            (sum(n) over channel_groups)::bigint as group_complaints,
            sum(n) over channel_groups / nullif(whole, 0) as group_share
        from channel_counts
        window channel_groups as (partition by source_system, report_year, scope_level, scope_code, channel_group)""",
    "cause_breakdown": """
        select source_system, report_year, scope_level, scope_code, cause_group_code, cause_code, controllability,
            n as complaints,
            share, prior_share as share_prior_year, share - prior_share as share_change, rank
        from cause_counts""",
    "grievance_breakdown": """
        select source_system, report_year, scope_level, scope_code, grievance_code, n as complaints, share,
            prior_share as share_prior_year, share - prior_share as share_change, rank
        from grievance_counts""",
    "monthly_distribution": """
        select source_system, report_year, scope_level, scope_code, month, n as complaints, share as share_of_year,
            rank as rank_in_year, month_before as complaints_prior_month,
            (n - month_before) / nullif(month_before, 0) as mom_change_rate, prior_n as complaints_prior_year,
            (n - prior_n) / nullif(prior_n, 0) as yoy_change_rate, rank = 1 and n > 0 as is_peak
        from (
            select *, lag(n) over (partition by source_system, scope_level, scope_code order by report_year,
                month) as month_before
            from month_counts
        )""",
}  # fmt: skip


def build(connection: duckdb.DuckDBPyConnection, paths: Paths) -> None:
    """Write the marts that count to the release."""
    connection.execute(_SCOPES)
    connection.execute(f"create temp table scope_counts as {_scope_counts()}")
    company, categories = ("company", "line"), ("category", "subcategory")
    codes = {"branch": company, "channel": company, "month": company, "cause": categories, "grievance": ("category",)}
    for name, levels in codes.items():
        connection.execute(f"create temp table {name}_counts as {_code_counts(name, levels)}")
    for name, rows in _MARTS.items():
        connection.execute(f"create table release.marts.{name} as {rows}")


def _summed(columns: str, levels: tuple[str, ...]) -> str:
    """Complaints by scope and these columns of the cube, which is read once."""
    by_scope = " union all ".join(
        f"select '{level}' as scope_level, {_CODE_OF_LEVEL[level]}::varchar as scope_code, * from cells"
        + (" where subcategory_code is not null" if level == "subcategory" else "")
        for level in levels
    )
    return f"""
        cells as (
            select source_system, report_year, line_code, category_code, subcategory_code, {columns},
                sum(complaints) as n
            from release.core.agg_complaints_monthly group by all
        ),
        by_scope as ({by_scope})"""


def _scope_counts() -> str:
    verdicts = ("controllable", "uncontrollable", "undetermined")
    counted = ", ".join(
        f"coalesce(sum(n) filter (controllability = '{name}'), 0)::bigint as {name}" for name in verdicts
    )
    own = ", ".join(f"coalesce(summed.{name}, 0) as {name}" for name in verdicts)
    prior = ", ".join(f"if(has_prior, coalesce(before.{name}, 0), null) as prior_{name}" for name in verdicts)
    return f"""
        with {_summed("controllability", tuple(_CODE_OF_LEVEL))},
        summed as (select {_KEY}, sum(n)::bigint as n, {counted} from by_scope group by all)
        select feed_scopes.*, coalesce(summed.n, 0) as n, {own},
            if(has_prior, coalesce(before.n, 0), null) as prior_n, {prior}
        from feed_scopes
        left join summed using ({_KEY})
        left join summed as before
            on feed_scopes.source_system = before.source_system and feed_scopes.report_year - 1 = before.report_year
            and feed_scopes.scope_level = before.scope_level and feed_scopes.scope_code = before.scope_code"""


def _code_counts(name: str, levels: tuple[str, ...]) -> str:
    """Complaints of each scope and year by a code, with 0 where none came; share and rank within the scope."""
    code = "month" if name == "month" else f"{name}_code"
    column = "month(received_month)::integer as month" if code == "month" else f"{code}::varchar as {code}"
    within_category = name in ("cause", "grievance")
    in_scope = "feed_scopes.category_code = known.category_code" if within_category else "true"
    own = "known.* exclude (category_code)" if within_category else "known.*"
    occurring = "source_system, scope_level, scope_code" if within_category else "source_system"
    return f"""
        with {_summed(column, levels)},
        summed as (select {_KEY}, {code}, sum(n)::bigint as n from by_scope group by all),
        counted as (
            select feed_scopes.*, {own}, coalesce(summed.n, 0) as n,
                if(has_prior, coalesce(before.n, 0), null) as prior_n
            from feed_scopes
            join ({_KNOWN[code]}) as known on {in_scope}
            left join summed
                on feed_scopes.source_system = summed.source_system and feed_scopes.report_year = summed.report_year
                and feed_scopes.scope_level = summed.scope_level and feed_scopes.scope_code = summed.scope_code
                and known.{code} = summed.{code}
            left join summed as before
                on feed_scopes.source_system = before.source_system and feed_scopes.report_year - 1 = before.report_year
                and feed_scopes.scope_level = before.scope_level and feed_scopes.scope_code = before.scope_code
                and known.{code} = before.{code}
            where feed_scopes.scope_level in ({", ".join(f"'{level}'" for level in levels)})
                and (
                    known.{code}::varchar not in ('unspecified', 'unmapped')
                    or (known.{code}, {", ".join("feed_scopes." + key for key in occurring.split(", "))})
                    in (select ({code}, {occurring}) from summed)
                )
        )
        select *, sum(n) over scope as whole, n / nullif(sum(n) over scope, 0) as share,
            prior_n / nullif(sum(prior_n) over scope, 0) as prior_share, rank() over (scope order by n desc) as rank
        from counted window scope as (partition by source_system, report_year, scope_level, scope_code)"""
