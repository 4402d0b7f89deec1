"""`complaints report`: the report of a year or a part of it, and whether its numbers hold against the release."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import duckdb

from orchestration.disk_errors import words_or_raise
from orchestration.file_modes import keep_private
from orchestration.release.lookup import CURRENT, UnknownReleaseError, find_release
from orchestration.release.manifest import Manifest
from orchestration.release.shelf import shelf_of
from orchestration.report.figures import LANGUAGES
from orchestration.report.files import NotAReportError, numbers_of, stamp_of
from orchestration.report.filing import FORMATS
from orchestration.report.making import (
    BRANCH_FORMATS,
    UnknownBranchError,
    made_again,
    make_branch_reports,
    make_report,
)
from orchestration.report.periods import Period, PeriodError, period
from orchestration.report.provenance import Stamp
from orchestration.report.release import NoSuchCellError, hash_of, opened
from orchestration.report.start_page import keep_start_page
from orchestration.report.verification import verify
from orchestration.settings import Settings, SettingsError

_DESCRIPTION = """\
Write the report of a year, or of a part of it, from a published release: slides, a page, and the workbook behind the
numbers. `verify` instead computes every number of such a file again from the release that it was made of."""
_VERIFY = "verify"


class _NotVerifiedError(Exception):
    """The numbers of a file cannot be computed again. The message says why."""


def main(arguments: Sequence[str] | None = None, program: str = "complaints") -> int:
    """Make or verify reports; the exit status is 0 if all files were written, or every number holds."""
    # the first is the command that led here
    words = list(arguments or ["report"])[1:]
    if words[:1] == [_VERIFY]:
        options = _verify_options(words[1:], program)
        run = _verify
    else:
        options = _make_options(words, program)
        run = _make
    try:
        settings = Settings.from_env()
    except SettingsError as error:
        _say(error)
        return 1
    try:
        return run(settings, options)
    except (UnknownReleaseError, UnknownBranchError) as error:
        _say(error)
    except NoSuchCellError as error:
        _say(f"A report cannot be made of this release, which another version of the warehouse published: {error}.")
    except duckdb.Error as error:
        _say(f"The release cannot be read: {str(error).splitlines()[0]}")
    except OSError as error:
        _say(words_or_raise(error, settings.home))
    return 1


def _make_options(words: Sequence[str], program: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog=f"{program} report",
        description=_DESCRIPTION,
        epilog=f"`{program} report verify FILE` computes the numbers of a file again.",
    )
    parser.add_argument("--year", type=_year, required=True, help="the year that it is about")
    parser.add_argument("--period", help="a part of it: H1, H2, Q1 to Q4, or to-05 for January to May")
    parser.add_argument("--language", choices=LANGUAGES, help="without it, every language")
    parser.add_argument("--format", choices=FORMATS, action="append", help="without it, every kind; may be repeated")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--branches", action="store_true", help="the report of each branch, instead of the whole")
    which.add_argument("--branch", metavar="CODE", help="the report of one branch")
    parser.add_argument(
        "--release", default=CURRENT, help="number, id, its beginning, or `newest`; without it, what readers see"
    )
    options = parser.parse_args(words)
    try:
        options.period = period(options.year, options.period)
    except PeriodError as error:
        parser.error(str(error))
    options.is_of_branches = options.branches or options.branch is not None
    formats = BRANCH_FORMATS if options.is_of_branches else FORMATS
    options.format = options.format or formats
    if not set(options.format) <= set(formats):
        parser.error(f"a branch's report is made as {' and '.join(formats)}")
    return options


def _verify_options(words: Sequence[str], program: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog=f"{program} report verify", description="Compute every number of these files again."
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a report: .pptx, .html or .xlsx")
    parser.add_argument(
        "--whole",
        action="store_true",
        help="also make the report again; the file has to be the same to the byte",
    )
    return parser.parse_args(words)


def _make(settings: Settings, options: argparse.Namespace) -> int:
    release = find_release(settings, options.release)
    keep_private(settings)
    asked: Period = options.period
    languages = (options.language,) if options.language else LANGUAGES
    if options.is_of_branches:
        branches = (options.branch,) if options.branch is not None else ()
        written = make_branch_reports(settings, release, asked, languages, options.format, branches)
    else:
        written = make_report(settings, release, asked, languages, options.format)
    for path in written:
        print(path)
    if page := keep_start_page(settings, _say):
        print(f"Start page: {page}")
    return 0


def _verify(settings: Settings, options: argparse.Namespace) -> int:
    hold = True
    for path in options.files:
        try:
            hold = _verify_file(settings, path, options.whole) and hold
        except (NotAReportError, _NotVerifiedError) as error:
            _say(error)
            hold = False
        except OSError as error:
            _say(f"{path} cannot be read: {error.strerror}.")
            hold = False
    return 0 if hold else 1


def _verify_file(settings: Settings, path: Path, whole: bool) -> bool:
    """Verify one file and say what came of it; whether every number holds, and of a `whole` one every byte."""
    stamp = stamp_of(path)
    release_id = stamp.release_id
    numbers = numbers_of(path)
    release = _release(settings, path, release_id)
    if hash_of(release) != stamp.release_hash:
        raise _NotVerifiedError(f"{path} was made of another release than {release_id} is here: their hashes differ.")
    with opened(settings, release) as reader:
        found = verify(numbers, reader)
    for finding in found.findings:
        _say(f"{path}: {finding}")
    wrong = len(found.findings)
    outcome = f"{wrong:,} do not hold" if wrong else "all hold"
    print(
        f"{path}: {found.numbers:,} numbers, {found.numbers - found.given:,} of them computed again from release "
        f"{release_id}, {found.given:,} that no table holds, such as the year: {outcome}."
    )
    return not wrong and (not whole or _is_as_made(settings, release, path, stamp))


def _is_as_made(settings: Settings, release: Manifest, path: Path, stamp: Stamp) -> bool:
    """Whether a file is what is made of its release today, in every word; says so."""
    if not stamp.report:
        raise _NotVerifiedError(f"{path} is no report of a period, and is not made again.")
    if path.read_bytes() == made_again(settings, release, stamp, path.suffix[1:]):
        print(f"{path}: it is what is made of the release, to the byte.")
        return True
    _say(
        f"{path}: its numbers hold, but it is not what is made of the release: words or looks were changed, a program "
        "saved it anew, or another version of the warehouse made it."
    )
    return False


def _release(settings: Settings, path: Path, release_id: str) -> Manifest:
    shelf = shelf_of(settings)
    release = shelf.releases.get(release_id)
    if release is not None:
        return release
    if release_id in shelf.damaged:
        raise _NotVerifiedError(f"{path} was made of release {release_id}, whose manifest is lost or damaged.")
    raise _NotVerifiedError(
        f"{path} was made of release {release_id}, which is not kept in {settings.home} (any more), so its numbers "
        "cannot be computed again. COMPLAINTS_RELEASES_KEPT says how many are; `complaints release list` lists them."
    )


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) == 4 and text > "1900"):
        raise argparse.ArgumentTypeError(f"{text!r} is no year, such as 2011")
    return int(text)


def _say(line: object) -> None:
    print(line, file=sys.stderr)
