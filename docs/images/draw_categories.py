"""Draws `categories.png` from the published mart `yearly_comparison`: `python docs/images/draw_categories.py`."""

from __future__ import annotations

from pathlib import Path

import duckdb
import matplotlib.pyplot as plt

from orchestration.settings import Settings

_QUERY = """
    select scope_name, complaints_prior_year, complaints, yoy_change_rate
    from marts.yearly_comparison
    inner join core.dim_scope using (scope_level, scope_code)
    where source_system = 'call_center' and report_year = 2011
      and (scope_level = 'company' or (scope_level = 'category' and line_code = 'operations' and complaints > 0))
    order by scope_level = 'company', complaints desc
"""


def main() -> None:
    """Two bars a category, last year's and this year's, with the change beside them."""
    with duckdb.connect(str(Settings.from_env().published_database), read_only=True) as connection:
        *categories, company = connection.execute(_QUERY).fetchall()
    figure, axes = plt.subplots(figsize=(8, 3.2), layout="constrained")
    for place, (_name, prior, current, rate) in enumerate(reversed(categories)):
        axes.barh(place + 0.2, prior, height=0.36, color="#b8c4d6", label="2010" if place == 0 else None)
        axes.barh(place - 0.2, current, height=0.36, color="#2f5d9b", label="2011" if place == 0 else None)
        axes.text(current + 12, place - 0.2, f"{current:,}  ({rate:+.1%})", va="center", fontsize=9)
    axes.set_yticks(range(len(categories)), [name for name, *_ in reversed(categories)])
    axes.set_title(f"Operations complaints in the call center; the whole company: {company[3]:+.1%}", fontsize=10)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, loc="lower right")
    figure.savefig(Path(__file__).with_name("categories.png"), dpi=130)


if __name__ == "__main__":
    main()
