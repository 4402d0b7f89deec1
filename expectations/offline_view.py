"""Data docs that open from disk without a network. Named in the site's configuration, imported by nothing else.

Its own templates fetch scripts, styles and a logo from the network, without which the index stays empty.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import CodeType
from typing import Any
from zoneinfo import ZoneInfo

from great_expectations.render.view import DefaultJinjaIndexPageView, DefaultJinjaPageView
from great_expectations.render.view.view import DefaultJinjaView
from jinja2 import BytecodeCache, ChoiceLoader, FileSystemLoader
from jinja2.bccache import Bucket

from expectations.chinese import labelled_in_both
from expectations.outcome import in_local_time

_TEMPLATES = FileSystemLoader(Path(__file__).parent / "views")


class _Compiled(BytecodeCache):
    """Templates as they were compiled, for all sites of a process: each suite is drawn by views of its own."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._kept[bucket.key, bucket.checksum] = bucket.code


_COMPILED = _Compiled()


class _Offline(DefaultJinjaView):
    def __init__(self, **directories: str | None) -> None:
        super().__init__(**directories)
        own = [self.env.loader] if self.env.loader else []
        self.env.loader = ChoiceLoader([_TEMPLATES, *own])
        self.env.bytecode_cache = _COMPILED

    def render(self, document: Any, template: Any = None, **options: Any) -> str:
        page: str = super().render(document, template, **options)  # type: ignore[no-untyped-call]  # it gives no types
        return labelled_in_both(page)


class OfflinePageView(_Offline, DefaultJinjaPageView):
    """The page of a suite or of a run."""


class OfflineIndexView(_Offline, DefaultJinjaIndexPageView):
    """The index of all suites and runs; `records` is where those of the runs lie."""

    def __init__(self, time_zone: str, records: str, **directories: str | None) -> None:
        super().__init__(**directories)
        zone = ZoneInfo(time_zone)
        self.env.filters["local_time"] = lambda moment: in_local_time(datetime.fromtimestamp(moment, UTC), zone)
        self.env.filters["only_warns"] = _only_warns(Path(records))


def _only_warns(records: Path) -> Callable[[str], bool]:
    def of_page(page: str) -> bool:
        """Whether a run, by its page, failed no expectation that is critical, though it failed some."""
        results = json.loads((records / page).with_suffix(".json").read_text(encoding="utf-8"))["results"]
        failed = [result["expectation_config"] for result in results if not result["success"]]
        return bool(failed) and all(config.get("severity") == "warning" for config in failed)

    return of_page
