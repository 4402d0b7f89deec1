"""The changelog of the project as HTML. Links to documents of the checkout, which the site does not have, are text."""

from __future__ import annotations

import mistune

from orchestration.settings import CHECKOUT

CHANGELOG = CHECKOUT / "CHANGELOG.md"


class _Renderer(mistune.HTMLRenderer):
    def link(self, text: str, url: str, title: str | None = None) -> str:
        return super().link(text, url, title) if url.startswith("https://") else text


def changelog() -> str:
    """The changelog as HTML; what looks like HTML in it is shown, not obeyed."""
    return str(mistune.create_markdown(renderer=_Renderer())(CHANGELOG.read_text(encoding="utf-8")))
