"""Any rows that landing may leave: versions, blanks, unknown names, impossible dates, void and linked complaints.

They stand in the place of the staging tables, in the loads of the bundled lake, and use the bundled reference data.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import duckdb
import numpy as np
import pandas as pd
from hypothesis import strategies as st

from tests.dbt_project.compiled import CompiledProject

COMPLAINTS = {"call_center": "stg_call_center__complaints", "hq": "stg_hq__complaints"}
ANSWERS, EXPOSURE = "stg_satisfaction_survey__answers", "stg_branch_exposure__years"
STAGED = (*COMPLAINTS.values(), ANSWERS, EXPOSURE)
LEDGER = "stg_lake__ledger"


def not_built(project: CompiledProject) -> set[str]:
    """Names of the models that stand as they are where rows are drawn or altered: all others follow from them."""
    reference = {model.name for model in project.models.values() if model.relation.split(".")[1] == '"reference"'}
    return {*STAGED, LEDGER, *reference, "int_figure_measures", "stg_releases__figure_history"}


@dataclass(frozen=True)
class Rows:
    """How rows are drawn: a seed, the rows of each staging table, the years and their last day.

    `identified` is the share of rows with an identity number, and of those with a telephone; `dirt` that of faults.
    """

    seed: int
    sizes: dict[str, int]
    years: tuple[int, ...]
    last_day: tuple[int, int]
    customers: int
    identified: float
    defects: float


@st.composite
def row_sets(draw: st.DrawFn) -> Rows:
    first = draw(st.integers(2000, 2015))
    return Rows(
        seed=draw(st.integers(0, 2**32 - 1)),
        sizes={table: draw(st.one_of(st.integers(0, 3), st.integers(100, 400))) for table in STAGED},
        years=tuple(range(first, first + draw(st.integers(1, 6)))),
        last_day=draw(st.sampled_from([(12, 31), (1, 1), (2, 28), (6, 15), (11, 30)])),
        customers=draw(st.sampled_from([1, 5, 200])),
        identified=draw(st.sampled_from([0.5, 0.0, 1.0])),
        defects=draw(st.sampled_from([0.0, 0.1, 0.5, 1.0])),
    )


def staged(connection: duckdb.DuckDBPyConnection, rows: Rows) -> dict[str, pd.DataFrame]:
    """The staging tables and the ledger; `connection` has those of the bundled feeds."""
    random = np.random.default_rng(rows.seed)
    names = _names(connection)
    tables = {table: _complaints(random, rows, names, feed, rows.sizes[table]) for feed, table in COMPLAINTS.items()}
    tables[ANSWERS] = _answers(random, rows, names, rows.sizes[ANSWERS])
    tables[EXPOSURE] = _exposure(random, rows, names, rows.sizes[EXPOSURE])
    counted: dict[str, int] = {}
    for name, table in tables.items():
        loads = connection.execute(
            f"select distinct load_id, load_sequence, lake_file from staging.{name} order by load_id"
        ).fetchall()
        _land(random, table, loads)
        counted |= {load: int((table["load_id"] == load).sum()) for load, *_ in loads}
    ledger = connection.execute(f"select * from staging.{LEDGER}").df()
    ledger["rows_read"] = ledger["load_id"].map(counted).fillna(0).astype("int64")
    return {**tables, LEDGER: ledger}


def _names(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """Spellings that the reference data knows, by what they name."""
    found = connection.execute(
        """
        select domain, list(distinct value order by value) from intermediate.int_reference_values group by domain
        union all
        select 'category', list(distinct value order by value) from intermediate.int_category_values
        union all
        select 'item', list(distinct service_item_name_zh order by service_item_name_zh) from reference.service_items
        """
    ).fetchall()
    return dict(found)


def _land(random: np.random.Generator, table: pd.DataFrame, loads: list[tuple]) -> None:
    chosen = [loads[place] for place in random.integers(0, len(loads), len(table))]
    for place, column in enumerate(("load_id", "load_sequence", "lake_file")):
        table[column] = [load[place] for load in chosen]
    table["row_number"] = range(2, len(table) + 2)
    table["row_version"] = table["load_sequence"].astype("int64") * 2**32 + table["row_number"]


def _complaints(
    random: np.random.Generator, rows: Rows, names: dict[str, list[str]], feed: str, size: int
) -> pd.DataFrame:
    received = [_moment(random, rows) for _ in range(size)]
    days = random.choice([0, 1, 15, 16, 30, 61, 400], size)
    closed = [day + timedelta(int(n)) if random.random() < 0.8 else None for day, n in zip(received, days, strict=True)]

    def blank(values: list, share: float) -> list:
        return [None if random.random() < share else value for value in values]

    def named(domain: str, unknown: float) -> list:
        known = names[domain]
        return ["？" if random.random() < unknown else known[random.integers(0, len(known))] for _ in range(size)]

    def numbered(prefix: str) -> list[str]:
        return [f"{prefix}{number}" for number in random.integers(0, max(size, 1), size)]

    defects = rows.defects / 5
    table = {
        "complaint_number": blank(numbered(feed), defects),
        "customer_number_token": blank([f"n{i}" for i in random.integers(0, rows.customers, size)], 0.3),
        "identity_number_token": blank(
            [f"i{i}" for i in random.integers(0, rows.customers, size)], 1 - rows.identified
        ),
        "phone_token": blank([f"p{i}" for i in random.integers(0, rows.customers, size)], 1 - rows.identified),
        **{
            f"{column}_value": blank(named(domain, rows.defects / 2), rows.defects)
            for column, domain in {
                "branch": "branch",
                "category": "category",
                "cause": "cause",
                "grievance": "grievance",
                "channel": "channel",
                "status": "status",
                "controllable": "controllability",
                "complex": "flag",
                "extended": "flag",
            }.items()
        },
        "received_text": [str(day) for day in received],
        "received_at": blank(received, defects),
        "closed_text": [str(day) if day else None for day in closed],
        # now and then before receipt
        "closed_at": [day - timedelta(500) if day and random.random() < defects else day for day in closed],
        "row_problems": blank(["wrong_field_count"] * size, 1 - defects),
    }
    if feed == "hq":
        table |= {
            "call_center_number": blank(numbered("call_center"), 0.5),
            "what_happened": blank(["投诉"] * size, 0.5),
        }
    return pd.DataFrame(table)


def _moment(random: np.random.Generator, rows: Rows) -> datetime:
    """A moment in any of the years, in the last one not after the last day."""
    year = rows.years[random.integers(0, len(rows.years))]
    end = datetime(year, *(rows.last_day if year == rows.years[-1] else (12, 31)), 23, 59)
    return end - timedelta(minutes=int(random.integers(0, (end - datetime(year, 1, 1)) / timedelta(minutes=1))))


def _answers(random: np.random.Generator, rows: Rows, names: dict[str, list[str]], size: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "respondent_token": [f"r{i}" for i in random.integers(0, rows.customers, size)],
            "category_value": random.choice(names["category"], size),
            "service_item_value": random.choice(names["item"], size),
            "score": random.choice([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 2.5, np.nan], size),
            "surveyed_text": "a day",
            "surveyed_on": [_moment(random, rows).date() for _ in range(size)],
        }
    )


def _exposure(random: np.random.Generator, rows: Rows, names: dict[str, list[str]], size: int) -> pd.DataFrame:
    branches = [*names["branch"], "？"]
    return pd.DataFrame(
        {
            "branch_value": random.choice(branches, size),
            "exposure_year": random.choice([rows.years[0] - 1, *rows.years], size),
            "policies_in_force": random.choice([0, 1, 10**6, -1], size),
            "policies_in_force_text": "a number",
            "premium_yuan": random.choice([0, 1e-2, 1e9, 1e15, np.inf, -1.0], size),
            "premium_yuan_text": "a number",
        }
    )
