"""Writing the site: pages, search index, drawings. It stands whole or not at all, without a server or a network."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from expectations.chinese import SENTENCES
from orchestration.catalogue.changelog import changelog
from orchestration.catalogue.drawing import drawn
from orchestration.catalogue.freshness import ages_of_feeds
from orchestration.catalogue.release_notes import release_notes
from orchestration.catalogue.tables import SCHEMAS, TableEntry, table_entries
from orchestration.catalogue.words import Words
from orchestration.file_modes import open_to_readers
from orchestration.release.data_contract import INTERFACE_VERSION
from orchestration.release.holds import hold
from orchestration.release.manifest import Manifest
from orchestration.release.tables import DATABASE
from orchestration.settings import Settings

_PAGES = Path(__file__).with_name("pages")
_COPIED = ("style.css", "search.js")


def write_site(settings: Settings, release: Manifest, manifest: Mapping[str, Any], dbt_docs: Path | None) -> Path:
    """Write the site about a release in the place of an earlier one; returns its start page.

    `manifest` is dbt's; `dbt_docs` is the page that dbt wrote of the project, which the site takes in. Raises
    `duckdb.Error` if the release cannot be read.
    """
    with duckdb.connect(str(settings.releases / release.release_id / DATABASE), read_only=True) as connection:
        tables, ages = table_entries(connection, manifest), ages_of_feeds(connection)
    pages = _environment()
    known = {
        "release": release,
        "held": hold(settings),
        "ages": ages,
        "has_dbt_docs": dbt_docs is not None,
        "has_data_docs": (settings.quality / "index.html").is_file(),
        "interface_version": INTERFACE_VERSION,
    }

    new = settings.docs.with_name(f".{settings.docs.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    (new / "tables").mkdir(parents=True)

    def write(name: str, template: str, **more: Any) -> None:
        page = pages.get_template(template).render(root="../" * name.count("/"), **known, **more)
        (new / name).write_text(page, encoding="utf-8")

    write("index.html", "index.html.j2", tables=tables, schemas=SCHEMAS)
    write("releases.html", "releases.html.j2", notes=release_notes(settings), words_of_check=_words_of_checks(tables))
    write("changelog.html", "changelog.html.j2", changelog=Markup(changelog()))
    for table in tables:
        write(f"tables/{table.name}.html", "table.html.j2", table=table, drawing=drawn(table.name, table.lineage))
    for name in _COPIED:
        shutil.copyfile(_PAGES / name, new / name)
    (new / "entries.js").write_text(f"const ENTRIES = {_entries(tables)};\n", encoding="utf-8")
    if dbt_docs:
        (new / "dbt").mkdir()
        shutil.copyfile(dbt_docs, new / "dbt" / "index.html")
    open_to_readers(new)
    shutil.rmtree(settings.docs, ignore_errors=True)
    new.replace(settings.docs)
    return settings.docs / "index.html"


def _words_of_checks(tables: Sequence[TableEntry]) -> Callable[[str], Words]:
    """What a warning's check says: dbt's tests are known by name, the expectations by their own sentences."""
    tests = {test.name: test.words for table in tables for test in table.tests}
    return lambda check: tests.get(check) or Words(check, SENTENCES.get(check, ""))


def _environment() -> Environment:
    pages = Environment(
        loader=FileSystemLoader(_PAGES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters |= {
        "marked": marked,
        "count": lambda number: "–" if number is None else f"{number:,}",
        "rate": lambda rate: "–" if rate is None else f"{rate:+.1%}",
    }
    return pages


def marked(text: str) -> Markup:
    """A text in which names stand between backticks, with these set as code."""
    parts = [escape(part) for part in text.split("`")]
    return Markup("").join(Markup(f"<code>{part}</code>") if place % 2 else part for place, part in enumerate(parts))


def _entries(tables: Sequence[TableEntry]) -> str:
    """What the search looks through, as a script: a page that was opened from disk may read no other file."""
    entries = []
    for table in tables:
        page = f"tables/{table.name}.html"
        meaning = (f"{words.english} {table.grain.english}" for words in [table.meaning])
        entries.append([table.name, "", "", *meaning, table.meaning.chinese + table.grain.chinese, page])
        entries += [
            [
                table.name,
                column.name,
                column.data_type,
                column.meaning.english,
                column.meaning.chinese,
                f"{page}#{column.name}",
            ]
            for column in table.columns
        ]
    return json.dumps(entries, ensure_ascii=False)
