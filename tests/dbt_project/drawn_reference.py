"""Any valid reference data: lists of codes of every length, and breaks of the taxonomy, bridged and not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from hypothesis import strategies as st

NOT_LISTED = ("unspecified", "unmapped")
UNORDERED = ("subcategory", "service_item")  # no view shows them in the order of their files


@dataclass(frozen=True, repr=False)
class Reference:
    """The reference tables by name, and lists of their codes."""

    tables: dict[str, pd.DataFrame]
    branches: list[str]
    drawn: str

    def __repr__(self) -> str:
        return self.drawn

    def codes(self, random: np.random.Generator, size: int) -> pd.DataFrame:
        """The codes of `size` complaints, as the conforming of feeds gives them."""
        categories = self.tables["categories"]
        unmapped = pd.DataFrame({"category_code": ["unmapped"], "line_code": ["unmapped"]})
        chosen = pd.concat([categories[["category_code", "line_code"]], unmapped], ignore_index=True)
        codes = chosen.iloc[_few(random, len(chosen), size)].reset_index(drop=True)
        codes["subcategory_code"] = _within(random, codes, self.tables["subcategories"], "subcategory_code", None)
        codes["branch_code"] = _any_of(random, self.branches, size)
        channels = self.tables["channels"]
        codes["channel_code"] = _any_of(random, list(channels["channel_code"]), size)
        groups = dict(zip(channels["channel_code"], channels["channel_group"], strict=True))
        codes["channel_group"] = [groups.get(code, code) for code in codes["channel_code"]]
        causes = self.tables["causes"]
        codes["cause_code"] = _within(random, codes, causes, "cause_code", "unspecified")
        known = causes.set_index(["category_code", "cause_code"])[["cause_group_code", "controllability"]]
        known = known.to_dict("index")
        keys = zip(codes["category_code"], codes["cause_code"], strict=True)
        found = [known.get(key) for key in keys]
        codes["cause_group_code"] = [
            row["cause_group_code"] if row else code for row, code in zip(found, codes["cause_code"], strict=True)
        ]
        codes["controllability"] = [row["controllability"] if row else "undetermined" for row in found]
        codes["grievance_code"] = _within(random, codes, self.tables["grievances"], "grievance_code", "unmapped")
        return codes


def draw_reference(draw: st.DrawFn, random: np.random.Generator, years: list[int]) -> Reference:
    """Lists of codes of drawn lengths, and what became of some categories in `years`."""
    lines = [f"line_{i}" for i in range(draw(st.integers(1, 4), label="lines"))]
    categories = [f"category_{i}" for i in range(draw(st.integers(1, 40), label="categories"))]
    branches = [f"branch_{i}" for i in range(draw(st.one_of(st.just(1), st.integers(0, 60)), label="branches"))]
    channels = [f"channel_{i}" for i in range(draw(st.integers(0, 4), label="channels"))]
    details = draw(st.integers(0, 3), label="subcategories, causes, grievances and items of a category")
    within = [(category, i) for category in categories for i in range(details)]
    tables = {
        "lines": _named("line", {"line_code": lines}),
        "categories": _named(
            "category",
            {"category_code": categories, "line_code": [lines[i % len(lines)] for i in range(len(categories))]},
        ),
        "branches": _named("branch", {"branch_code": branches}).assign(
            region=[("east", None)[i % 2] for i in range(len(branches))], region_name="East", region_name_zh=None
        ),
        "channels": _named(
            "channel",
            {"channel_code": channels, "channel_group": [("direct", "referred")[i % 2] for i in range(len(channels))]},
        ),
        "subcategories": _named(
            "subcategory",
            {
                "subcategory_code": [f"{category}_{i}" for category, i in within],
                "category_code": [c for c, _ in within],
            },
        ),
        "service_items": _named(
            "service_item",
            {"category_code": [c for c, _ in within], "service_item_code": [f"item_{i}" for _, i in within]},
        ),
        "grievances": _named(
            "grievance",
            {"category_code": [c for c, _ in within], "grievance_code": [f"grievance_{i}" for _, i in within]},
        ),
        "causes": _named(
            "cause",
            {
                "category_code": [c for c, _ in within],
                "cause_group_code": [f"group_{i % 2}" for _, i in within],
                "cause_code": [f"cause_{i}" for _, i in within],
                "controllability": [("controllable", "uncontrollable")[i % 2] for _, i in within],
                "service_item_code": [f"item_{i}" if i else None for _, i in within],
            },
        ),
        **_taxonomy(draw, random, categories, years),
    }
    sizes = {"lines": lines, "categories": categories, "branches": branches, "channels": channels}
    drawn = ", ".join(f"{len(codes)} {name}" for name, codes in sizes.items()) + f", {details} details"
    return Reference(tables, branches, drawn)


def _taxonomy(
    draw: st.DrawFn, random: np.random.Generator, categories: list[str], years: list[int]
) -> dict[str, pd.DataFrame]:
    """Breaks of distinct categories, each bridged with some others or not at all."""
    breaks, bridges = [], []
    for code in categories[: draw(st.integers(0, min(len(categories), 5)), label="breaks")]:
        day = date(int(random.choice(years)), int(random.integers(1, 13)), int(random.integers(1, 29)))
        feed = str(random.choice(["call_center", "hq", ""])) or None
        members = [c for c in categories if random.random() < 0.1]
        breaks.append((feed, "category", code, day, bool(members), None if members else "Split."))
        bridges += [(feed, "category", code, day, member) for member in members]
    return {
        "taxonomy_breaks": pd.DataFrame(
            breaks, columns=["source_system", "scope_level", "scope_code", "effective_from", "is_bridged", "note"]
        ),
        "taxonomy_bridges": pd.DataFrame(
            bridges, columns=["source_system", "scope_level", "scope_code", "effective_from", "member_code"]
        ),
    }


def _named(entity: str, columns: dict[str, list]) -> pd.DataFrame:
    rows = pd.DataFrame(columns).assign(**{f"{entity}_name": "A name", f"{entity}_name_zh": "名称"})
    return rows if entity in UNORDERED else rows.assign(display_order=range(1, len(rows) + 1))


def _few(random: np.random.Generator, choices: int, size: int) -> np.ndarray:
    """Places of what is chosen: mostly the first ones, so that others stay empty or small."""
    return np.minimum(random.geometric(min(1.0, 4 / (choices + 4)), size) - 1, choices - 1)


def _any_of(random: np.random.Generator, codes: list[str], size: int) -> list[str]:
    choices = [*codes, *NOT_LISTED]
    return [choices[place] for place in _few(random, len(choices), size)]


def _within(
    random: np.random.Generator, codes: pd.DataFrame, listed: pd.DataFrame, column: str, otherwise: str | None
) -> list[str | None]:
    """For each complaint a code that is listed for its category, or `otherwise`."""
    by_category = listed.groupby("category_code")[column].apply(list).to_dict()
    return [
        choices[random.integers(0, len(choices))] if choices and random.random() < 0.7 else otherwise
        for choices in (by_category.get(category) for category in codes["category_code"])
    ]
