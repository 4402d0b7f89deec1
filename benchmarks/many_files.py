"""What many small files cost: `python -m benchmarks.many_files [--files N] [--runs N]`.

Files of one complaint each land in a fresh home, then a second time with nothing new. Reports medians of both passes,
and of finding out which files are left out of a release.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from orchestration.landing import files_left_out, land_feed
from orchestration.settings import BUNDLED_CONFIG, Settings

FEED = "call_center"
HEADER = "工单号,受理时间,机构,投诉类别,投诉原因,客户号,客户姓名,联系电话,投诉内容"


def main(arguments: list[str] | None = None) -> None:
    """Print the median seconds of each part."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.many_files", description=__doc__)
    parser.add_argument("--files", type=int, default=2_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args(arguments)
    seconds: dict[str, list[float]] = {}
    for _ in range(options.runs):
        with tempfile.TemporaryDirectory() as home:
            settings = Settings(home=Path(home), config=BUNDLED_CONFIG, token_key="a key for measuring")
            _make(settings.landing / FEED, options.files)
            parts: dict[str, Callable[[], object]] = {
                f"{options.files:,} new files": lambda settings=settings: land_feed(settings, FEED),
                "the day after": lambda settings=settings: land_feed(settings, FEED),
                "files left out": lambda settings=settings: files_left_out(settings),
            }
            for name, part in parts.items():
                started = time.perf_counter()
                part()
                seconds.setdefault(name, []).append(time.perf_counter() - started)
                print(f"{name}: {seconds[name][-1]:.2f} s", flush=True)
    for name, each in seconds.items():
        print(f"{name}: median {statistics.median(each):.2f} s of {options.runs} runs")


def _make(folder: Path, count: int) -> None:
    folder.mkdir(parents=True)
    an_hour_ago = time.time() - 3_600  # so that landing does not wait for them to settle
    for number in range(count):
        path = folder / f"{number:06d}.csv"
        values = f"CC{number:08d},2011-03-05 09:07,北京,理赔,理赔时效,K{number % 97:06d},张三,13912345678,来电询问进度"
        path.write_text(f"{HEADER}\n{values}\n", encoding="gb18030")
        os.utime(path, (an_hour_ago, an_hour_ago))


if __name__ == "__main__":
    main()
