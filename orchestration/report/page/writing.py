"""Writing a document as one web page. The same document gives the same bytes."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from orchestration.report.document import Document
from orchestration.report.page.blocks import blocks_of
from orchestration.report.page.markup import Hand, as_json
from orchestration.report.page.style import environment, file_text, script_hash, style
from orchestration.report.page.vega import scripts
from orchestration.report.provenance import Stamp

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
            stamp=str(Stamp.of(document)),
            lang=LANG[document.language],
            words=hand.words,
            words_for_script=as_json({document.language: hand.words}),
            blocks_of=blocks_of,
            style=Markup(style()),
            vega=Markup(vega),
            script=Markup(script),
            script_hashes=Markup(" ").join(Markup(script_hash(one)) for one in (vega, script)),
        )
    )
