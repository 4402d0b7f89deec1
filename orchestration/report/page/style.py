"""What pages are filled with: templates, styles, and the hashes of the scripts that may run in them."""

from __future__ import annotations

import base64
import hashlib
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from orchestration.report.page.colors import variables
from orchestration.report.page.markup import FILES


@cache
def environment() -> Environment:
    """What fills templates; it escapes whatever is not HTML already."""
    return Environment(
        loader=FileSystemLoader(FILES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


@cache
def file_text(name: str) -> str:
    """A file that pages take in as it is."""
    return (FILES / name).read_text(encoding="utf-8")


def style(name: str = "page.css") -> str:
    """A style sheet with the colours of the report before it."""
    return f"{variables()}{file_text('common.css')}{file_text(name)}"


@cache
def script_hash(script: str) -> str:
    """What a page's policy says of a script that may run in it."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return f"'sha256-{digest}'"
