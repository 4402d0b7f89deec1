"""What ranking many units costs: `python -m benchmarks.ranking_speed [--units 10000] [--years 10] [--runs 3]`.

Builds the bundled feeds in a temporary home, puts a made-up monthly cube of the units in the place of theirs, and times
the models from the cube to `branch_ranking`. Beside them, in turn, stands what the computed rank intervals replace:
NumPy draws each unit's true rate 1,000 times and ranks every draw. Reports medians.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from dataclasses import astuple
from pathlib import Path

import duckdb
import numpy as np

from benchmarks.memory import Cost, cost_of
from orchestration.settings import BUNDLED_CONFIG, DBT_PROJECT, Settings
from orchestration.warehouse import dbt_environment, dbt_executable

_MODELS = ["int_complaints_by_scope", "int_feed_year_scopes", "int_branch_counts", "int_branch_rates"]
_MODELS += ["int_branch_spreads", "int_branch_funnels", "int_branch_posteriors", "int_branch_rank_intervals"]
_MODELS += ["int_branch_changes", "branch_ranking"]
_DRAWS = 1_000
_UNITS = """
    create or replace table core.dim_branch as
    select 'unit_' || unit as branch_code, 'Unit ' || unit as branch_name, '单位' || unit as branch_name_zh
    from range($units) as units (unit);

    create or replace table core.dim_feed_year as
    select 'call_center' as source_system, year::integer as report_year,
           nullif(year - 1, 2021 - $years)::integer as prior_report_year,
           make_date(year, 1, 1) as first_received_date, make_date(year, 12, 31) as last_received_date,
           make_date(year, 12, 31) as period_end_date, true as is_full_year
    from range(2022 - $years, 2022) as years (year);

    create or replace table core.fct_branch_exposure as
    select 'key' as exposure_key, 'load' as load_id, 1::bigint as row_number, 1::hugeint as row_version,
           'unit_' || unit as branch_code, year::integer as exposure_year,
           (1000 * exp(hash(unit) % 700 / 100.0))::bigint as policies_in_force,
           1e6 * exp(hash(unit) % 700 / 100.0) as premium_yuan
    from range($units) as units (unit), range(2022 - $years, 2022) as years (year);

    create or replace table core.agg_complaints_monthly as
    select 'call_center' as source_system, exposure_year as report_year,
           make_date(exposure_year, 1 + month::integer, 1) as received_month, branch_code,
           categories.line_code, categories.category_code, null::varchar as subcategory_code,
           'direct' as channel_group, 'phone' as channel_code, 'unspecified' as cause_group_code,
           'unspecified' as cause_code, 'unspecified' as grievance_code, 'undetermined' as controllability,
           true as is_by_cutoff_day,
           (1 + hash(branch_code, exposure_year, month, category_code) % (1 + (premium_yuan / 1e8)::bigint))::bigint
           as complaints
    from core.fct_branch_exposure, range(12) as months (month), reference.categories
    where hash(month, branch_code, category_code, exposure_year) % 20 = 0;
"""
_RATED = """
    select list(complaints), list(expected_complaints) from marts.branch_ranking
    where complaint_index is not null
    group by source_system, report_year, scope_level, scope_code
"""


def main() -> None:
    """Print medians of seconds, processor seconds and peak memory of the models and of the simulation."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--units", type=int, default=10_000)
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--simulate", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.simulate:
        _simulate(options.simulate)
        return
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder), config=BUNDLED_CONFIG, token_key="a key of the benchmark")
        environment = {**os.environ, **dbt_environment(settings), "COMPLAINTS_TOKEN_KEY": settings.token_key}
        cost_of([sys.executable, "-m", "orchestration", "run"], environment)
        with duckdb.connect(str(settings.warehouse)) as connection:
            for statement in (
                _UNITS.replace("$units", str(options.units)).replace("$years", str(options.years)).split(";")
            ):
                connection.execute(statement)
        folders = ["--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)]
        commands = {
            "models": [str(dbt_executable()), "run", *folders, "--select", *_MODELS],
            "simulation": [sys.executable, "-m", "benchmarks.ranking_speed", "--simulate", str(settings.warehouse)],
        }
        measured: dict[str, list[Cost]] = {name: [] for name in commands}
        for _ in range(options.runs):
            for name, command in commands.items():
                measured[name].append(cost_of(command, environment))
        with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
            (rows,) = connection.execute("select count(*) from marts.branch_ranking").fetchone()
    print(f"{rows:,} rows of branch_ranking")
    for name, runs in measured.items():
        seconds, processor, megabytes = (statistics.median(column) for column in zip(*map(astuple, runs), strict=True))
        print(
            f"{name}: {seconds:.1f} s, {processor:.1f} processor seconds, {megabytes:,.0f} MB (of {options.runs} runs)"
        )


def _simulate(warehouse: Path) -> None:
    random = np.random.default_rng(2011)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for complaints, expected in connection.execute(_RATED).fetchall():
            shape, exposure = np.array(complaints) + 0.5, np.array(expected)
            ranks = np.empty((_DRAWS, len(shape)), dtype=np.int32)
            for draw in range(_DRAWS):
                order = np.argsort(-random.standard_gamma(shape) / exposure)
                ranks[draw, order] = np.arange(1, len(shape) + 1)
            np.quantile(ranks, (0.025, 0.975), axis=0)


if __name__ == "__main__":
    main()
