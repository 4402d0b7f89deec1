"""`complaints docs`: the whole site about a published release."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from orchestration.documenting import main
from orchestration.warehouse.stamp import file_state
from tests.catalogue.links import pages_of
from tests.conftest import BundledRun
from tests.pipeline import command, settings_for


def test_before_the_first_release_it_says_how_to_make_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COMPLAINTS_HOME", str(tmp_path))
    assert main(["docs"]) == 1
    assert "Nothing has been published yet: `complaints run` makes a release." in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_it_tells_of_the_bundled_release_whole_and_leaves_the_warehouse_as_it_was(
    bundled_run: BundledRun, tmp_path: Path
) -> None:
    settings = settings_for(tmp_path / "home")
    shutil.copytree(bundled_run.settings.home, settings.home, symlinks=True)
    before = file_state(settings)
    written = command(settings, "orchestration.cli", "docs")
    assert (written.returncode, written.stdout) == (0, f"Written: {settings.docs / 'index.html'}\n"), written.stderr
    assert file_state(settings) == before

    pages = pages_of(settings.docs)
    assert len(pages) == 54
    for page in pages:
        text = page.path.read_text(encoding="utf-8")
        assert 'class="alone"' not in text, f"{page.path.name} says something in English alone"
        assert "did not answer" not in text, page.path.name
        for _, address in page.addresses:
            target = address.partition("#")[0]
            assert ":" in address or not target or (page.path.parent / target).resolve().is_file(), address
    dbt = (settings.docs / "dbt" / "index.html").read_text(encoding="utf-8")
    assert "model.complaint_warehouse.bi_branches" in dbt
    assert '"send_anonymous_usage_stats": false' in dbt, "else the page would load a script from the network"
    assert str(tmp_path) not in dbt
    assert str(bundled_run.settings.home) not in dbt

    settings.warehouse.unlink()
    assert command(settings, "orchestration.cli", "docs").returncode == 0, "a release alone is enough"
