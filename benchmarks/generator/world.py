"""The world that all feeds are drawn from: vocabularies from the reference data, and the weights behind them.

Holds no drawing. The deck's exact counts stand in `plan`, the dirt in `dirt`.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import yaml

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
DEFAULT_SEED = 2011

# relative size of each branch, in the order of branches.csv; size drives complaints as well as exposure
BRANCH_SIZES = {
    "beijing": 30, "tianjin": 14, "hebei": 58, "shanxi": 36, "inner_mongolia": 20, "liaoning": 34,
    "dalian": 12, "jilin": 24, "heilongjiang": 38, "shanghai": 28, "jiangsu": 82, "zhejiang": 50,
    "ningbo": 9, "anhui": 44, "fujian": 32, "xiamen": 7, "jiangxi": 34, "shandong": 84,
    "qingdao": 14, "henan": 86, "hubei": 56, "hunan": 50, "guangdong": 90, "shenzhen": 20,
    "guangxi": 28, "hainan": 7, "chongqing": 30, "sichuan": 72, "guizhou": 18, "yunnan": 26,
    "tibet": 1.5, "shaanxi": 40, "gansu": 20, "qinghai": 4, "ningxia": 7, "xinjiang": 22,
}  # fmt: skip

# complaints per unit of size, where a branch is better or worse than its size suggests
BRANCH_PROPENSITIES = {
    "heilongjiang": 1.6, "shanxi": 1.45, "henan": 1.2, "liaoning": 1.35, "beijing": 1.3, "shenzhen": 1.25,
    "zhejiang": 0.75, "jiangsu": 0.85, "sichuan": 0.8, "guangxi": 0.7, "gansu": 0.7, "tibet": 1.2,
}  # fmt: skip

CAUSE_WEIGHTS = {
    "underwriting": {"data_entry_quality": 30, "unreasonable_demand": 18, "malicious": 3, "own_error": 14,
                     "mis_selling": 22, "court_ruling": 3, "product_design": 10},
    "policy_servicing": {"rider_conversion": 16, "cumbersome_procedure": 22, "counter_check": 7, "sales_violation": 12,
                         "demand_beyond_terms": 14, "practice_not_understood": 12, "own_cause": 9,
                         "family_dispute": 5, "malicious": 3},
    "claims": {"claim_refused": 16, "investigation": 8, "irregular_handling": 4, "inconsistent_answers": 5,
               "more_documents": 7, "service_attitude": 3, "unreasonable_demand": 15, "non_disclosure": 11,
               "falsified_papers": 2, "malicious": 3, "mis_selling": 10, "late_papers": 5,
               "liability_disputed": 9, "wrong_company": 2},
    "agency": {"contract_issued_wrongly": 9, "service_attitude": 6, "unreasonable_demand": 20, "terms_disputed": 22,
               "malicious": 6, "wrong_details": 7, "mis_selling": 14, "finance": 9, "notice_not_sent": 7},
    "counter_service": {"malicious": 12, "window_hours": 88},
    "solicitation": {"mis_selling": 62, "sales_violation": 24, "service_attitude": 12, "malicious": 2},
    "sales": {"mis_selling": 58, "sales_violation": 27, "service_attitude": 13, "malicious": 2},
}  # fmt: skip
SHORT_CAUSE_WEIGHTS = {"process": 62, "service_attitude": 35, "malicious": 3}

GRIEVANCE_WEIGHTS = {
    "agency": {"service_not_delivered": 20, "terms_misunderstood": 22, "slow_bank_transfer": 12, "past_compliance": 8,
               "rule_not_accepted": 14, "contract_issued_wrongly": 9, "leaflet_disputed": 8, "other": 7},
    "claims": {"outcome": 62, "timeliness": 20, "process": 13, "other": 5},
}  # fmt: skip
SHORT_GRIEVANCE_WEIGHTS = {"outcome": 38, "timeliness": 27, "process": 27, "other": 8}


@dataclass(frozen=True)
class Profile:
    """How the complaints of one feed are spread; weights need not add up to one.

    `closing_days` gives days to close at the quantiles of `CLOSING_QUANTILES`.
    """

    months: tuple[float, ...]
    weekdays: tuple[float, ...]
    channels: dict[str, float]
    closing_days: tuple[float, ...]
    consumer_day_factor: float
    blank_cause: float
    blank_grievance: float
    blank_flag: float
    flag_contradicts_cause: float
    blank_identity: float
    blank_phone: float
    blank_policy: float
    blank_narrative: float


CLOSING_QUANTILES = (0.0, 0.10, 0.25, 0.50, 0.75, 0.90, 0.97, 1.0)

PROFILES = {
    "call_center": Profile(
        months=(1.12, 0.78, 1.28, 1.02, 0.98, 0.96, 1.00, 0.97, 0.93, 0.86, 1.00, 1.10),
        weekdays=(1.25, 1.18, 1.12, 1.08, 1.05, 0.62, 0.50),
        channels={"phone": 880, "visit": 45, "letter": 12, "company_website": 38, "regulator": 9, "site_315": 7,
                  "other_website": 9},
        closing_days=(0.0, 0.9, 3.2, 8.2, 15.5, 31.0, 64.0, 200.0),
        consumer_day_factor=1.8, blank_cause=0.16, blank_grievance=0.22, blank_flag=0.08, flag_contradicts_cause=0.02,
        blank_identity=0.56, blank_phone=0.18, blank_policy=0.58, blank_narrative=0.81,
    ),
    "hq": Profile(
        months=(1.20, 0.60, 1.75, 0.85, 0.80, 0.85, 0.80, 0.85, 0.80, 0.75, 0.95, 1.15),
        weekdays=(1.25, 1.15, 1.10, 1.05, 1.00, 0.06, 0.04),
        channels={"phone": 42, "visit": 17, "letter": 11, "company_website": 5, "regulator": 14, "site_315": 7,
                  "other_website": 4},
        closing_days=(0.0, 2.0, 6.0, 13.0, 24.0, 42.0, 70.0, 150.0),
        consumer_day_factor=2.5, blank_cause=0.04, blank_grievance=0.05, blank_flag=0.03, flag_contradicts_cause=0.0,
        blank_identity=0.35, blank_phone=0.08, blank_policy=0.25, blank_narrative=1.0,
    ),
}  # fmt: skip

# calls per hour of the day
HOUR_WEIGHTS = (1, 0.6, 0.4, 0.3, 0.4, 0.8, 2, 7, 34, 62, 70, 55, 32, 40, 58, 60, 55, 42, 24, 20, 18, 13, 7, 3)
FLAG_WITHOUT_CAUSE = (0.70, 0.30)
# flag of a category that operations could not have prevented anyway: blank, or no
BLANK_FLAG_ELSEWHERE = 0.7
IN_PROGRESS_SHARE = 0.75
# customers per complaint; the few frequent ones come back, above all with malicious complaints
CUSTOMERS_PER_COMPLAINT = 6
FREQUENT_CUSTOMER_SHARE = 0.0006
FREQUENT_CHANCE = 0.004
FREQUENT_CHANCE_MALICIOUS = 0.22
HQ_LINKED_SHARE = 0.65

# The systems of this world say neither when a row was last changed nor which cases are complex or extended.
NOT_EXPORTED = frozenset({"updated_at", "is_complex", "is_extended"})


@dataclass(frozen=True)
class Kind:
    """What a feed files a complaint as: `code` is the subcategory's where there is one, else the category's."""

    code: str
    category_code: str
    name_zh: str


@cache
def reference(name: str) -> list[dict[str, str]]:
    """The rows of a reference CSV, e.g. ``reference("branches")``."""
    with (SEEDS / "reference" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@cache
def contract(feed: str) -> dict:
    """The contract of a feed, as its YAML file has it."""
    return yaml.safe_load((SEEDS / "contracts" / f"{feed}.yml").read_text(encoding="utf-8"))


def headers(feed: str, aliased: tuple[str, ...] = ()) -> dict[str, str]:
    """Header of each exported field of a feed in contract order; `aliased` fields carry their second name."""
    fields = contract(feed)["fields"]
    return {
        name: field["headers"][1 if name in aliased else 0]
        for name, field in fields.items()
        if name not in NOT_EXPORTED
    }


@cache
def kinds(feed: str) -> tuple[Kind, ...]:
    """The categories or types that a complaint feed knows, in the order of the crosswalk."""
    return tuple(
        Kind(row["subcategory_code"] or row["category_code"], row["category_code"], row["source_value"])
        for row in reference("category_crosswalk")
        if row["source_system"] == feed
    )


@cache
def category_codes() -> tuple[str, ...]:
    """Codes of all categories, in the order of categories.csv."""
    return tuple(row["category_code"] for row in reference("categories"))


@cache
def operations_codes() -> frozenset[str]:
    """Codes of the categories of the operations line."""
    return frozenset(row["category_code"] for row in reference("categories") if row["line_code"] == "operations")


@cache
def branch_codes() -> tuple[str, ...]:
    """Codes of all branches, in the order of branches.csv."""
    return tuple(row["branch_code"] for row in reference("branches"))


@cache
def branch_weights() -> np.ndarray:
    """Expected share of complaints of each branch, before normalising."""
    return np.array([BRANCH_SIZES[code] * BRANCH_PROPENSITIES.get(code, 1.0) for code in branch_codes()])


def aliases(domain: str, source_system: str = "") -> dict[str, list[str]]:
    """Other spellings of each canonical value of a domain that hold for a source system."""
    spellings: dict[str, list[str]] = {}
    for row in reference("aliases"):
        if row["domain"] == domain and row["source_system"] in ("", source_system):
            spellings.setdefault(row["canonical_value"], []).append(row["alias"])
    return spellings


@cache
def cause_weights() -> np.ndarray:
    """Weights of the rows of causes.csv, one row per category and controllability.

    Row ``3 * category`` weighs all causes of the category, the next row only the uncontrollable, the third only the
    controllable.
    """
    causes = reference("causes")
    weights = np.zeros((3 * len(category_codes()), len(causes)))
    for column, cause in enumerate(causes):
        category = category_codes().index(cause["category_code"])
        weight = CAUSE_WEIGHTS.get(cause["category_code"], SHORT_CAUSE_WEIGHTS)[cause["cause_code"]]
        weights[3 * category, column] = weight
        weights[3 * category + 1 + (cause["controllability"] == "controllable"), column] = weight
    return weights


@cache
def grievance_weights() -> np.ndarray:
    """Weights of the rows of grievances.csv, one row per category."""
    grievances = reference("grievances")
    weights = np.zeros((len(category_codes()), len(grievances)))
    for column, grievance in enumerate(grievances):
        code = grievance["category_code"]
        weights[category_codes().index(code), column] = GRIEVANCE_WEIGHTS.get(code, SHORT_GRIEVANCE_WEIGHTS)[
            grievance["grievance_code"]
        ]
    return weights
