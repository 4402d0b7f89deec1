"""What the pages of a site load and lead to."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path


class Page(HTMLParser):
    """The addresses on a page by the element that has them, its scripts, and its anchors."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.addresses: list[tuple[str, str]] = []
        self.anchors: set[str] = set()
        self.elements: list[str] = []
        self.handlers: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        for name, value in attrs:
            if name in ("href", "src"):
                self.addresses.append((tag, value or ""))
            if name == "id":
                self.anchors.add(value or "")
            if name.startswith("on"):
                self.handlers.append(name)


def pages_of(folder: Path) -> list[Page]:
    """All pages that the project itself writes."""
    return [Page(path) for path in sorted(folder.rglob("*.html")) if path.parent.name != "dbt"]
