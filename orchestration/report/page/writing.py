"""Writing a document as one web page. The same document gives the same bytes."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from orchestration.report.document import Document
from orchestration.report.page.blocks import blocks_of
from orchestration.report.page.colors import variables
from orchestration.report.page.markup import FILES, Hand, as_json
from orchestration.report.page.vega import scripts
from orchestration.report.provenance import stamp

LANG = {"en": "en", "zh": "zh-Hans"}


def write_page(document: Document, path: Path) -> None:
    """Write the page of a document to `path`."""
    path.write_text(page_of(document), encoding="utf-8", newline="\n")


def page_of(document: Document) -> str:
    """The page as HTML."""
    hand = Hand(document.language, document.release_hash)
    vega, script = scripts(), file_text("sources.js") + file_text("charts.js")
    return (
        environment()
        .get_template("page.html.j2")
        .render(
            document=document,
            hand=hand,
            stamp=stamp(document.release_id, document.release_hash),
            lang=LANG[document.language],
            words=hand.words,
            words_for_script=as_json(dict(hand.words)),
            blocks_of=blocks_of,
            style=Markup(style()),
            vega=Markup(vega),
            script=Markup(script),
            script_hashes=Markup(" ").join(Markup(script_hash(one)) for one in (vega, script)),
        )
    )


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
