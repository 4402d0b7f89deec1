"""`complaints release`: which releases there are, how they differ, and which of them readers see."""

from __future__ import annotations

import argparse
import json
import sys
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import yaml

from orchestration import lease
from orchestration.disk_errors import words_or_raise
from orchestration.release import ReleaseRefusedError
from orchestration.release.data_contract import data_contract, interface_changes
from orchestration.release.differences import figures_that_differ, tables_that_differ
from orchestration.release.holds import hold, moves
from orchestration.release.lookup import CURRENT, NEWEST, UnknownReleaseError, find_release
from orchestration.release.manifest import Manifest
from orchestration.release.retention import keep_in_order
from orchestration.release.rollback import roll_back
from orchestration.release.shelf import current_manifest, shelf_of
from orchestration.release.tables import DATABASE
from orchestration.release.verification import verify, verify_published
from orchestration.settings import Settings, SettingsError
from orchestration.warehouse import prepare_manifest

_YAML_WIDTH = 140

_COMPLAINTS = "core.fct_complaints"


def main(arguments: Sequence[str] | None = None, program: str = "complaints") -> int:
    """Run the command that was asked for; the exit status is 0 unless it failed, or `verify` found something wrong."""
    options = _options(arguments, program)
    try:
        settings = Settings.from_env()
        return int(options.run(settings, options))
    except (SettingsError, UnknownReleaseError, ReleaseRefusedError, lease.AtWorkError) as error:
        _say(error)
    except duckdb.Error as error:
        _say(f"A release cannot be read: {str(error).splitlines()[0]}")
    except OSError as error:
        _say(words_or_raise(error, settings.home))
    return 1


def _options(arguments: Sequence[str] | None, program: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=f"{program} release", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    called = "number, id, the beginning of an id, `current` or `newest`"

    verbs.add_parser("list", help="all releases, newest first").set_defaults(run=_list)
    show = verbs.add_parser("show", help="what a release is and holds")
    show.add_argument("release", nargs="?", default=CURRENT, help=f"{called}; without it, the one that readers see")
    show.set_defaults(run=_show)
    diff = verbs.add_parser("diff", help="which tables and key figures differ between two releases")
    diff.add_argument("before", help=called)
    diff.add_argument("after", nargs="?", default=CURRENT, help="likewise; without it, the one that readers see")
    diff.set_defaults(run=_diff)
    rollback = verbs.add_parser(
        "rollback",
        help="lead readers to a release, and keep them there; to the newest one, and they see what comes after it too",
    )
    rollback.add_argument("release", help=called)
    rollback.add_argument("--reason", default="no reason was given", help="for the record, and for whoever runs next")
    rollback.set_defaults(run=_rollback)
    prune = verbs.add_parser("prune", help="remove the oldest releases")
    prune.add_argument("--keep", type=int, help="how many to keep, instead of COMPLAINTS_RELEASES_KEPT")
    prune.set_defaults(run=_prune)
    check = verbs.add_parser("verify", help="compute every hash again")
    check.add_argument("release", nargs="*", help=f"{called}; without any, all of them and what readers see")
    check.set_defaults(run=_verify)
    contract = verbs.add_parser("contract", help="the interface of a release as an Open Data Contract (YAML)")
    contract.add_argument("release", nargs="?", default=CURRENT, help=called)
    contract.add_argument(
        "--against",
        type=Path,
        metavar="FILE",
        help="tell what it changes of this contract; the exit status is 1 if it breaks it",
    )
    contract.set_defaults(run=_contract)
    export = verbs.add_parser(
        "export", help="write counts for readers outside, in which small ones cannot be found out"
    )
    export.add_argument("folder", type=Path, help="a new folder for the files")
    export.add_argument("--external", action="store_true", required=True, help="for readers outside: there is no other")
    export.add_argument("--release", default=CURRENT, help=f"{called}; without it, the one that readers see")
    export.add_argument("--minimum", type=int, default=5, help="the smallest count above 0 that is shown (default: 5)")
    export.set_defaults(run=_export)
    # the first is the command that led here
    options = parser.parse_args(list(arguments or ["release"])[1:])
    if getattr(options, "keep", None) is not None and options.keep < 1:
        parser.error("--keep must be 1 or more")
    if getattr(options, "minimum", None) is not None and options.minimum < 2:
        parser.error("--minimum must be 2 or more: below that, nothing is withheld")
    return options


def _list(settings: Settings, options: argparse.Namespace) -> int:
    shelf, current = shelf_of(settings), current_manifest(settings)
    if not shelf.ids:
        print("Nothing has been published yet: `complaints run` makes a release.")
        return 0
    print(f"  {'number':>6}  {'release':25}  {'published (UTC)':19}  {'complaints':>10}  made by")
    for release_id in reversed(shelf.ids):
        release = shelf.releases.get(release_id)
        mark = "*" if current and release_id == current.release_id else " "
        if release is None:
            print(f"{mark} {'':6}  {release_id:25}  its manifest is lost or damaged")
            continue
        number, complaints = release.number or "", f"{release.row_counts.get(_COMPLAINTS, 0):,}"
        print(f"{mark} {number:>6}  {release_id:25}  {_time(release)}  {complaints:>10}  {release.code_version}")
    print(f"{_releases(len(shelf.ids))}; readers see the one with a star.")
    if held := hold(settings):
        print(f"They were led back to it on {held.at[:10]}, and stay there: {held.reason}")
    return 0


def _show(settings: Settings, options: argparse.Namespace) -> int:
    release = find_release(settings, options.release)
    checks = release.checks
    print(f"Release {release.release_id}{f' (number {release.number})' if release.number else ''}")
    print(f"  published   {_time(release)} UTC, after {release.previous_release_id or 'none'}")
    print(f"  made by     {release.code_version}")
    print(f"  loads       {', '.join(f'{feed} up to {load}' for feed, load in release.loads.items()) or 'none'}")
    print(
        f"  checks      {checks.dbt_tests_passed} data tests and {checks.expectations_passed} expectations passed, "
        f"{checks.dbt_tests_warned + checks.expectations_warned} warned"
    )
    for file in release.files_left_out:
        print(f"  left out    {file.feed}/{file.file_name}: {file.error}")
    print("  rows")
    for table, rows in release.row_counts.items():
        print(f"    {rows:>12,}  {table}")
    for move in moves(settings):
        if release.release_id in (move.led_from, move.led_to):
            print(f"  readers were led from {move.led_from} to {move.led_to} on {move.at[:10]}: {move.reason}")
    return 0


def _diff(settings: Settings, options: argparse.Namespace) -> int:
    before, after = (find_release(settings, name) for name in (options.before, options.after))
    tables, figures = tables_that_differ(before, after), figures_that_differ(settings, before, after)
    print(f"From {before.release_id} to {after.release_id}")
    if not tables:
        print("All tables hold the same rows.")
        return 0
    print(f"  {'rows before':>12}  {'rows after':>12}  tables whose rows differ")
    for table in tables:
        print(f"  {_count(table.rows_before):>12}  {_count(table.rows_after):>12}  {table.table}")
    if figures:
        print(f"  {'before':>12}  {'after':>12}  complaints, and the change against the year before")
    for figure in figures:
        changes = f"{_rate(figure.change_rate_before)} to {_rate(figure.change_rate_after)}"
        print(
            f"  {_count(figure.complaints_before):>12}  {_count(figure.complaints_after):>12}  "
            f"{figure.source_system} {figure.report_year} {figure.scope_code}: {changes}"
        )
    return 0


def _rollback(settings: Settings, options: argparse.Namespace) -> int:
    with _alone(settings):
        release = find_release(settings, options.release)
        roll_back(settings, release, options.reason, _say)
        held = hold(settings)
        print(f"Readers see release {release.release_id}, published {_time(release)} UTC.")
        if held:
            ends = f"`complaints release rollback {NEWEST}` ends that"
            print(f"They stay there: later runs publish nothing to them. {ends}.")
        _keep_start_page(settings)
        return _lead_postgres(settings)


def _keep_start_page(settings: Settings) -> None:
    # what writes it takes a while to import, for which the other commands need not wait
    from orchestration.report.start_page import keep_start_page

    if page := keep_start_page(settings, _say):
        print(f"Start page: {page}")


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Have the home for as long as the block lasts; one without a release is left as it is."""
    find_release(settings, NEWEST)
    with lease.taken(settings, str(uuid.uuid4()), _say):
        yield


def _lead_postgres(settings: Settings) -> int:
    """Bring the deployment's PostgreSQL database, if it has one, to the release that readers of the file see."""
    if settings.postgres_url is None:
        return 0
    # its driver is imported only where there is such a database
    from orchestration.release.postgres import TargetError, follow

    try:
        print(follow(settings, settings.postgres_url, lambda: _dbt_manifest(settings), _say))
    except TargetError as error:
        _say(f"PostgreSQL was not led there. {error}")
        return 1
    return 0


def _prune(settings: Settings, options: argparse.Namespace) -> int:
    with _alone(settings):
        newest = find_release(settings, NEWEST)
        kept = options.keep or settings.releases_kept
        keep_in_order(replace(settings, releases_kept=kept), newest.release_id, print)
        print(f"{_releases(len(shelf_of(settings).ids))} kept.")
    return 0


def _verify(settings: Settings, options: argparse.Namespace) -> int:
    shelf = shelf_of(settings)
    if not shelf.ids and not options.release:
        return _list(settings, options)
    chosen = [find_release(settings, name) for name in options.release] or list(shelf.releases.values())
    wrong = [sentence for release in chosen for sentence in verify(settings, release)]
    if not options.release:
        wrong += [f"{settings.releases / name}: its manifest is lost or damaged." for name in shelf.damaged]
        wrong += verify_published(settings)
    for sentence in wrong:
        _say(sentence)
    print(f"{_releases(len(chosen))} verified: {len(wrong) or 'nothing'} wrong.")
    return 1 if wrong else 0


def _export(settings: Settings, options: argparse.Namespace) -> int:
    # brings SciPy, for which the other commands need not wait
    from orchestration.release.external import write_edition

    with _alone(settings):
        release = find_release(settings, options.release)
        years = write_edition(settings, release, options.minimum, options.folder, _say)
    for (source_system, report_year), edition in years.items():
        counts = edition.frequencies.counts
        small = sum(1 for cell in edition.withheld if counts[cell] < options.minimum)
        print(
            f"{source_system} {report_year}: {len(counts):,} counts, of which {small:,} below {options.minimum} "
            f"and {len(edition.withheld) - small:,} that would give them away are withheld"
        )
    print(f"Release {release.release_id} stands in {options.folder} for readers outside.")
    return 0


def _releases(number: int) -> str:
    return "1 release" if number == 1 else f"{number} releases"


def _contract(settings: Settings, options: argparse.Namespace) -> int:
    release = find_release(settings, options.release)
    contract = data_contract(settings.releases / release.release_id / DATABASE, _dbt_manifest(settings))
    if options.against is None:
        yaml.safe_dump(contract, sys.stdout, allow_unicode=True, sort_keys=False, width=_YAML_WIDTH)
        return 0
    try:
        changes = interface_changes(yaml.safe_load(options.against.read_text(encoding="utf-8")), contract)
    except (OSError, ValueError, yaml.YAMLError, KeyError, TypeError) as error:
        _say(f"{options.against} cannot be read as a data contract ({error}); take one that this command wrote.")
        return 1
    for name in changes.added:
        print(f"{name} is new")
    for sentence in changes.broken:
        _say(sentence)
    return 1 if changes.broken else 0


def _dbt_manifest(settings: Settings) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(prepare_manifest(settings).read_bytes())
    return manifest


def _time(release: Manifest) -> str:
    return release.published_at[:19].replace("T", " ")


def _count(number: int | None) -> str:
    return "none" if number is None else f"{number:,}"


def _rate(rate: float | None) -> str:
    return "none" if rate is None else f"{rate:+.1%}"


def _say(line: object) -> None:
    print(line, file=sys.stderr)
