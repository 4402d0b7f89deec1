"""What a feed's check lets through, asked of Dagster on an instance of its own."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlparse

import dagster as dg
import pytest

from orchestration import lease
from orchestration.defs import landing, quality
from orchestration.defs.findings import found_in
from orchestration.landing import checked_entries, land_feed, ledger_state
from orchestration.settings import Settings
from tests.pipeline import settings_for

FEED = "call_center"
HEADER = "工单号,受理时间,机构,投诉类别,证件号码\n"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for(tmp_path)


def put(settings: Settings, name: str, rows: str) -> None:
    folder = settings.landing / FEED
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(HEADER + rows, encoding="utf-8")


def good(first: int) -> str:
    return "".join(f"W{first + day},2012-01-{day:02},北京,理赔,\n" for day in range(10, 30))


def shifted(first: int) -> str:
    return "".join(f"W{first + day},2012-01-{day:02},11010119800101{day:04},理赔,\n" for day in range(10, 30))


def check(settings: Settings) -> dg.AssetCheckEvaluation:
    """Land and check the feed, as one run of Dagster."""
    definitions = dg.Definitions.merge(landing.definitions(settings), quality.definitions(settings))
    job = dg.define_asset_job("land", dg.AssetSelection.assets(landing.landing_key(FEED)))
    resolved = dg.Definitions.merge(definitions, dg.Definitions(jobs=[job])).resolve_job_def("land")
    with dg.DagsterInstance.ephemeral() as instance:
        result = resolved.execute_in_process(instance=instance, raise_on_error=False)
    lease.give_back(settings, result.run_id)
    (evaluation,) = result.get_asset_check_evaluations()
    return evaluation


def checked_files(settings: Settings) -> list[str]:
    return [entry.file_name for entry in checked_entries(settings, FEED)]


def test_only_what_a_check_looked_at_and_found_good_may_be_built(settings: Settings) -> None:
    put(settings, "first.csv", good(100))
    assert check(settings).passed
    put(settings, "unchecked.csv", good(200))
    land_feed(settings, FEED)
    assert checked_files(settings) == ["first.csv"]
    put(settings, "shifted.csv", shifted(300))
    assert not check(settings).passed
    assert checked_files(settings) == ["first.csv"]
    folder = settings.landing / FEED / "withdrawn"
    folder.mkdir()
    (settings.landing / FEED / "shifted.csv").rename(folder / "shifted.csv")
    assert check(settings).passed
    assert checked_files(settings) == ["first.csv", "unchecked.csv", "shifted.csv"]
    assert [entry.status for entry in checked_entries(settings, FEED)] == ["loaded", "loaded", "rejected"]


def test_a_check_names_the_file_to_blame_and_the_remedy(settings: Settings) -> None:
    put(settings, "good.csv", good(100))
    put(settings, "shifted.csv", shifted(300))
    found = [one for one in found_in(check(settings)) if not one.is_warning]
    assert found
    assert {one.where.partition(":")[0] for one in found} == {"shifted.csv"}
    (shifted_entry,) = [entry for entry in ledger_state(settings, FEED).entries if entry.file_name == "shifted.csv"]
    assert {tuple(one.content_hashes) for one in found} == {(shifted_entry.content_hash,)}
    withdrawn = settings.landing / FEED / "withdrawn"
    assert {one.remedy for one in found} == {f"Correct shifted.csv and drop it in anew, or move it to {withdrawn}."}
    pages = "".join(path.read_text(encoding="utf-8") for path in settings.quality.rglob("*.html"))
    assert "Not so in the last check: shifted.csv." in pages


def test_names_that_nobody_knows_are_to_be_added_to_their_list(settings: Settings) -> None:
    put(settings, "foreign.csv", good(100).replace("理赔", "Sinistre").replace("北京", "Paris"))
    remedies = {one.check: one.remedy for one in found_in(check(settings)) if one.is_warning}
    for name, lists in (
        ("branch", "branches.csv or aliases.csv"),
        ("category", "category_crosswalk.csv or aliases.csv"),
    ):
        (remedy,) = [remedy for sentence, remedy in remedies.items() if name in sentence]
        assert remedy.startswith(
            f"Add the names to {lists} and run again, for those that are right; else correct foreign"
        )


def test_a_check_leads_to_its_page_of_the_data_docs(settings: Settings) -> None:
    def page() -> str:
        link = check(settings).metadata["data_docs"]
        assert isinstance(link, dg.UrlMetadataValue)
        path = Path(unquote(urlparse(link.url).path))
        assert path.is_relative_to(settings.quality)
        return path.read_text(encoding="utf-8")

    assert "feed_call_center" in page()
    put(settings, "good.csv", good(100))
    first = page()
    assert "Observed Value" in first
    put(settings, "shifted.csv", shifted(300))
    assert "shifted.csv" in page()
    assert "shifted.csv" not in first
