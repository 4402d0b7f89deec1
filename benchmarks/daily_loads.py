"""Days on end: `python -m benchmarks.daily_loads [--rows N] [--days N] [--new N] [--corrected N]`.

A home takes in the feeds of five years, and then a day's file at a time: new complaints, and corrections of earlier
ones. Another home takes in all files at once. The benchmark fails if the two releases differ, if the last day cost more
than 1.2 times the tenth in processor time, or if warehouse or releases take more room than is told below.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.comparison import compare
from benchmarks.day import write_day
from benchmarks.warehouse_speed import TOKEN_KEY, generate, link, megabytes, run_job
from orchestration.settings import BUNDLED_CONFIG, Settings

# the last day is held against the median of as many days from the tenth on, as it is of the last
SETTLED_AFTER, DAYS_AVERAGED = 10, 3
MOST_COST, MOST_ROOM = 1.2, 2.0
# p-values far out are sums in another order
RELATIVE = 1e-9
# what a home that took in everything at once cannot know
OF_THE_TIME = ("marts.figure_revisions", "marts.feed_ledger.received_at")


def main(arguments: list[str] | None = None) -> None:
    """Print each day's cost and room as a line of JSON, and what the last says beside the tenth."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.daily_loads", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="complaints of the five years before")
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--new", type=int, default=2_000, help="new complaints a day")
    parser.add_argument("--corrected", type=int, default=40, help="corrections of earlier complaints a day")
    parser.add_argument(
        "--folder", type=Path, help="a folder that exists, in which feeds and homes are made, and removed at the end"
    )
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        broken = simulate(Path(folder), options.rows, options.days, options.new, options.corrected)
    if broken:
        raise SystemExit("\n".join(broken))


def simulate(folder: Path, rows: int, days: int, new: int, corrected: int) -> list[str]:
    """Run the days; what was promised of them and does not hold."""
    feeds = folder / "feeds"
    generate(feeds, rows)
    home, at_once = (
        Settings(home=folder / name, config=BUNDLED_CONFIG, token_key=TOKEN_KEY) for name in ("home", "at_once")
    )
    link(feeds, home.landing)
    _tell("before", run_job(home))
    processor = []
    for day in range(1, days + 1):
        write_day(feeds, home.landing, new, corrected, day)
        cost = run_job(home)
        processor.append(cost["processor"])
        _tell(f"day {day}", cost | {"releases": len(_releases(home)), "releases_mb": megabytes(home.releases)})
    link(home.landing, at_once.landing)
    _tell("all at once", run_job(at_once))

    compared = compare(at_once.published_database, home.published_database, without=OF_THE_TIME, relative=RELATIVE)
    broken = [f"{table.table}: {table.differences}" for table in compared if table.differences]
    settled = processor[min(SETTLED_AFTER, days) - 1 :][:DAYS_AVERAGED]
    ratio = statistics.median(processor[-DAYS_AVERAGED:]) / statistics.median(settled)
    room = {
        "the warehouse, by that of one load": megabytes(home.warehouse) / megabytes(at_once.warehouse),
        "the newest release, by that of one load": megabytes(home.published_database)
        / megabytes(at_once.published_database),
        "all releases, by the newest and the number kept": megabytes(home.releases)
        / (home.releases_kept * megabytes(_releases(home)[-1])),
    }
    print(f"the last day cost {ratio:.2f} times the day {min(SETTLED_AFTER, days)}")
    broken += [f"The last day cost {ratio:.2f} times as much."] if ratio > MOST_COST else []
    for name, times in room.items():
        print(f"{name}: {times:.2f} times")
        broken += [f"Too much room: {name}."] if times > MOST_ROOM else []
    return broken


def _releases(settings: Settings) -> list[Path]:
    return sorted(settings.releases.iterdir())


def _tell(what: str, cost: dict) -> None:
    numbers = {name: round(value, 1) for name, value in cost.items() if isinstance(value, int | float)}
    print(json.dumps({"run": what} | numbers), file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
