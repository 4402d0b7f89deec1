"""Data docs that open from disk without a network. Named in the site's configuration, imported by nothing else.

Its own templates fetch scripts, styles and a logo from the network, without which the index stays empty.
"""

from __future__ import annotations

from pathlib import Path

from great_expectations.render.view import DefaultJinjaIndexPageView, DefaultJinjaPageView
from great_expectations.render.view.view import DefaultJinjaView
from jinja2 import ChoiceLoader, FileSystemLoader

_TEMPLATES = FileSystemLoader(Path(__file__).parent / "views")


class _Offline(DefaultJinjaView):
    def __init__(self, **directories: str | None) -> None:
        super().__init__(**directories)
        own = [self.env.loader] if self.env.loader else []
        self.env.loader = ChoiceLoader([_TEMPLATES, *own])


class OfflinePageView(_Offline, DefaultJinjaPageView):
    """The page of a suite or of a run."""


class OfflineIndexView(_Offline, DefaultJinjaIndexPageView):
    """The index of all suites and runs."""
