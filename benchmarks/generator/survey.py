"""The satisfaction survey: how each service item is liked, and answers drawn from that."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from benchmarks.generator import text, world
from benchmarks.generator.draws import Draws

# relative number of answers and the share of scores 1 to 5 of each service item
ITEM_PROFILES = {
    "application_entry": (9, (3, 7, 20, 42, 28)),
    "underwriting_decision": (7, (4, 9, 24, 40, 23)),
    "issuance_speed": (8, (9, 17, 28, 31, 15)),
    "policy_documents": (7, (4, 8, 22, 41, 25)),
    "procedure": (10, (14, 22, 27, 25, 12)),
    "servicing_speed": (8, (5, 10, 25, 38, 22)),
    "rider_conversion": (5, (13, 21, 28, 26, 12)),
    "counter_check": (7, (3, 6, 20, 42, 29)),
    "terms_explanation": (7, (11, 19, 29, 28, 13)),
    "claim_decision": (9, (16, 21, 26, 25, 12)),
    "investigation": (5, (12, 19, 29, 27, 13)),
    "claim_speed": (9, (15, 22, 27, 24, 12)),
    "claim_documents": (8, (8, 15, 28, 33, 16)),
    "consistent_answers": (6, (6, 11, 25, 37, 21)),
    "service_attitude": (8, (2, 6, 18, 41, 33)),
}
ANSWERS_PER_RESPONDENT = 4


def draw_survey(draws: Draws, year: int, count: int, first_answer: int = 0) -> dict[str, np.ndarray]:
    """Answers of a year as columns: respondent (number), surveyed_on (days since 1970), item (index), score (1 to 5).

    Each respondent answers four different items on one day. `first_answer` is the number of the first answer within
    the year, a multiple of ANSWERS_PER_RESPONDENT.
    """
    items = world.reference("service_items")
    answer = first_answer + np.arange(count)
    respondent, turn = np.divmod(answer, ANSWERS_PER_RESPONDENT)
    weights = np.array([ITEM_PROFILES[item["service_item_code"]][0] for item in items], dtype=float)
    starts = draws.pick(-(-count // ANSWERS_PER_RESPONDENT), weights)
    # a stride that is coprime to the number of items never meets the same item twice
    item = (starts[respondent - first_answer // ANSWERS_PER_RESPONDENT] + 4 * turn) % len(items)
    scores = np.array([ITEM_PROFILES[entry["service_item_code"]][1] for entry in items], dtype=float)
    days_in_year = text.day_number(year + 1) - text.day_number(year)
    day = (respondent * 7919) % days_in_year
    return {
        "respondent": year % 100 * 10_000_000 + respondent,
        "surveyed_on": text.day_number(year) + day,
        "item": item,
        "score": 1 + draws.pick_within(item, scores),
    }


def render_survey(answers: dict[str, np.ndarray], encoding: str) -> dict[str, pa.Array]:
    """Text of each field of the survey feed, as binary arrays in the given encoding."""
    categories = {row["category_code"]: row["category_name_zh"] for row in world.reference("categories")}
    items = world.reference("service_items")
    item_categories = text.words([categories[item["category_code"]] for item in items], encoding)
    item_names = text.words([item["service_item_name_zh"] for item in items], encoding)
    return {
        "respondent": text.number_text(answers["respondent"], 9, prefix="R"),
        "surveyed_on": text.date_text(answers["surveyed_on"]),
        "category": text.look_up(item_categories, answers["item"]),
        "service_item": text.look_up(item_names, answers["item"]),
        "score": text.number_text(answers["score"], 1),
    }
