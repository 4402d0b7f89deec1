"""The site as a browser shows it from disk, with every request to a network refused."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

BROWSER = shutil.which("chromium") or shutil.which("google-chrome")


def opened(address: str, profile: Path) -> tuple[str, str]:
    """The page after its scripts have run, and what they wrote to the console."""
    if BROWSER is None:
        pytest.skip("neither chromium nor google-chrome is installed")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=3000", "--enable-logging=stderr"]
    refused = ["--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={profile}", "--dump-dom", address]
    ran = subprocess.run([BROWSER, *options, *refused], capture_output=True, text=True, timeout=60, check=True)
    return ran.stdout, "\n".join(line for line in ran.stderr.splitlines() if "CONSOLE" in line)


@pytest.mark.parametrize(("typed", "found"), [("English name branch", 1), ("未结案", 1), ("nowhere to be found", 0)])
def test_the_search_finds_tables_and_columns_in_both_languages(site, tmp_path: Path, typed: str, found: int) -> None:
    page, console = opened(f"{site.start.as_uri()}?query={typed}", tmp_path)
    assert console == ""
    results = re.search(r'<ul id="results"[^>]*>(.*?)</ul>', page, re.DOTALL)[1]
    assert results.count("<li>") == found
    assert f"{found} found" in page


def test_what_data_say_runs_on_no_page(site, tmp_path: Path) -> None:
    for name in ("tables/bi.open_cases.html", "tables/core.dim_branch.html", "releases.html"):
        page, console = opened((site.start.parent / name).as_uri(), tmp_path)
        assert console == ""
        assert "owned" not in re.search(r"<title>(.*?)</title>", page)[1]
        assert 'aria-pressed="true"' in page, "the page's own script has run"
