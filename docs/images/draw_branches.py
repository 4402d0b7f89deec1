"""Draws `funnel.png` and `rank_intervals.png` from the mart `branch_ranking`: `python docs/images/draw_branches.py`."""

from __future__ import annotations

from pathlib import Path

import duckdb
import matplotlib.pyplot as plt
import pandas as pd

from orchestration.settings import Settings

_QUERY = """
    select branch_name, complaints, premium_yuan / 1e8 as premium, complaints_per_100m_premium as rate, index_rank,
           rank_low, rank_high, funnel_band, funnel_low_95, funnel_high_95, funnel_low_998, funnel_high_998
    from marts.branch_ranking
    where source_system = 'call_center' and report_year = 2011 and scope_code = 'operations'
    order by premium
"""
_COLORS = {"above": "#b5382a", "below": "#2c7a4b", "within": "#2f5d9b"}


def main() -> None:
    """The funnel around the scope's rate, and the interval of each branch's rank, of the same branches."""
    with duckdb.connect(str(Settings.from_env().published_database), read_only=True) as connection:
        branches = connection.execute(_QUERY).df()
    branches["color"] = branches.funnel_band.str.split("_").str[0].map(_COLORS)
    _draw_funnel(branches, Path(__file__).with_name("funnel.png"))
    _draw_intervals(branches.sort_values("index_rank"), Path(__file__).with_name("rank_intervals.png"))


def _draw_funnel(branches: pd.DataFrame, target: Path) -> None:
    figure, axes = plt.subplots(figsize=(8, 4.4), layout="constrained")
    for band, style in (("95", "--"), ("998", "-")):
        for side in ("low", "high"):
            label = f"{'95' if band == '95' else '99.8'} % limits" if side == "low" else None
            axes.plot(branches.premium, branches[f"funnel_{side}_{band}"], style, color="#8a94a3", lw=1, label=label)
    center = branches.complaints.sum() / branches.premium.sum()
    axes.axhline(center, color="#8a94a3", lw=0.6)
    axes.scatter(branches.premium, branches.rate, c=branches.color, s=22, zorder=3)
    for row in branches[branches.funnel_band != "within"].itertuples():
        axes.annotate(row.branch_name, (row.premium, row.rate), xytext=(5, 4), textcoords="offset points", fontsize=8)
    axes.set_xlabel("Premium, 100 million yuan")
    axes.set_ylabel("Complaints per 100 million yuan")
    axes.set_ylim(0, 2.2)
    axes.set_title("Operations complaints in the call center, 2011, by branch", fontsize=10)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)
    figure.savefig(target, dpi=130)


def _draw_intervals(branches: pd.DataFrame, target: Path) -> None:
    figure, axes = plt.subplots(figsize=(8, 6.4), layout="constrained")
    axes.hlines(branches.branch_name, branches.rank_low, branches.rank_high, color=branches.color, lw=2, alpha=0.5)
    axes.scatter(branches.index_rank, branches.branch_name, c=branches.color, s=22, zorder=3)
    axes.invert_yaxis()
    axes.margins(y=0.02)
    axes.tick_params(axis="y", labelsize=8)
    axes.set_xlabel("Rank by complaint index (1 = most complaints for the premium), with its 95 % interval")
    axes.set_title("Operations complaints in the call center, 2011, by branch", fontsize=10)
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(target, dpi=130)


if __name__ == "__main__":
    main()
