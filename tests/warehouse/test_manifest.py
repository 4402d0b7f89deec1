"""The manifest is made once, however many processes ask for it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from orchestration.settings import BUNDLED_CONFIG, Settings
from orchestration.warehouse import manifest, parsed_project, prepare_manifest, semantic_manifest
from tests.drawing import most_telling
from tests.pipeline import forked_dbt

pytestmark = pytest.mark.job


@pytest.fixture(scope="module", autouse=True)
def _forked_dbt() -> Iterator[None]:
    with forked_dbt():
        yield


def test_it_is_parsed_once_and_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(home=tmp_path, config=BUNDLED_CONFIG, token_key="")
    parsed, original = [], manifest._parse
    monkeypatch.setattr(manifest, "_parse", lambda settings: (parsed.append(1), original(settings)))
    with ThreadPoolExecutor(3) as pool:
        paths = list(pool.map(lambda _: prepare_manifest(settings), range(3)))
    assert parsed == [1]
    assert json.loads(paths[0].read_text(encoding="utf-8"))["nodes"]


def test_a_parse_that_was_killed_is_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(home=tmp_path, config=BUNDLED_CONFIG, token_key="")
    path = prepare_manifest(settings)
    whole = path.read_text(encoding="utf-8")

    def torn(_: Settings) -> None:
        path.write_text(whole[:1000], encoding="utf-8")
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(manifest, "project_fingerprint", lambda: "changed")
        patched.setattr(manifest, "_parse", torn)
        prepare_manifest(settings)
    assert json.loads(prepare_manifest(settings).read_text(encoding="utf-8"))["nodes"]


def test_it_is_the_same_wherever_a_deployment_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "config"
    shutil.copytree(BUNDLED_CONFIG, config, ignore=shutil.ignore_patterns("feeds"))
    settings = Settings(home=tmp_path / "home", config=config, token_key="")
    path = prepare_manifest(settings)
    assert str(tmp_path) not in path.read_text(encoding="utf-8")
    monkeypatch.setattr(manifest, "_parse", lambda _: pytest.fail("nothing changed that dbt parses"))
    with (config / "reference" / "aliases.csv").open("a", encoding="utf-8") as aliases:
        aliases.write("branch,,冰城,黑龙江\n")
    prepare_manifest(settings)


def test_every_home_takes_over_what_was_parsed_when_the_checkout_was_set_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout = tmp_path / "checkout"
    monkeypatch.setattr(manifest, "_OF_CHECKOUT", checkout)
    manifest.parse_checkout(Settings(home=tmp_path / "nowhere", config=BUNDLED_CONFIG, token_key=""))
    (checkout / "partial_parse.msgpack").write_bytes(b"as dbt keeps it")
    (checkout / "parsed.msgpack").write_bytes(b"as dbt kept it")
    parsed, original = [], manifest._parse
    monkeypatch.setattr(manifest, "_parse", lambda settings: (parsed.append(settings), original(settings)))
    home = Settings(home=tmp_path / "home", config=BUNDLED_CONFIG, token_key="")
    assert prepare_manifest(home).read_bytes() == (checkout / "manifest.json").read_bytes()
    assert parsed_project(home).read_bytes() == b"as dbt kept it"
    assert semantic_manifest(home) == (checkout / "semantic_manifest.json").read_text(encoding="utf-8")
    assert parsed == []
    assert not (tmp_path / "nowhere").exists()

    monkeypatch.setattr(manifest, "project_fingerprint", lambda: "changed")
    prepare_manifest(home)
    assert parsed == [home]


@pytest.fixture(scope="module")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, str]:
    settings = Settings(home=tmp_path_factory.mktemp("parsed"), config=BUNDLED_CONFIG, token_key="")
    return settings, prepare_manifest(settings).read_text(encoding="utf-8")


@pytest.mark.parametrize("damaged", ["manifest.json", "manifest.fingerprint"])
@pytest.mark.parametrize(
    "content", most_telling({"empty": b"", "cut": b'{"nodes": {"a', "bytes": b"\xff\x00\xfe", "list": b"[]"}, "cut")
)
def test_what_a_full_disk_left_is_made_again(
    parsed: tuple[Settings, str],
    damaged: str,
    content: bytes,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    settings, whole = parsed
    path = prepare_manifest(settings)
    made = []
    monkeypatch.setattr(manifest, "_parse", lambda _: made.append(path.write_text(whole, encoding="utf-8")))
    (path.parent / damaged).write_bytes(content)
    assert json.loads(prepare_manifest(settings).read_text(encoding="utf-8"))["nodes"]
    assert len(made) == 1
    assert ("is made anew" in caplog.text) == (damaged == "manifest.json")
    prepare_manifest(settings)
    assert len(made) == 1


@pytest.mark.parametrize(
    "content",
    most_telling({"none": None, "empty": b"", "without": b'{"metrics": [], "semantic_models": []}'}, "without"),
)
def test_metrics_that_are_lost_are_parsed_again(
    parsed: tuple[Settings, str], content: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, _ = parsed
    path = prepare_manifest(settings).with_name("semantic_manifest.json")
    whole = semantic_manifest(settings)
    made = []
    original = manifest._parse
    monkeypatch.setattr(manifest, "_parse", lambda *given: (made.append(given), original(*given)))
    before = path.with_name("manifest.json").stat()
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    assert [semantic_manifest(settings) for _ in range(2)] == [whole, whole]
    assert len(made) == 1
    assert path.with_name("manifest.json").stat() == before


@pytest.mark.parametrize("name", ["manifest.json", "manifest.fingerprint", "run_results.json", "../logs/dbt.log"])
def test_a_folder_in_a_files_place_is_moved_aside(
    parsed: tuple[Settings, str], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, whole = parsed
    path = prepare_manifest(settings)
    monkeypatch.setattr(manifest, "_parse", lambda _: path.write_text(whole, encoding="utf-8"))
    place = path.parent / name
    place.unlink(missing_ok=True)
    place.mkdir(parents=True)
    assert json.loads(prepare_manifest(settings).read_text(encoding="utf-8"))["nodes"]
    assert not place.is_dir()
    assert list(place.parent.glob(f"{place.name}.moved-aside-*"))


def test_a_disk_that_is_still_full_is_named(parsed: tuple[Settings, str], monkeypatch: pytest.MonkeyPatch) -> None:
    settings, _ = parsed
    path = prepare_manifest(settings)
    path.write_bytes(b"{")
    with monkeypatch.context() as patched, pytest.raises(manifest.DbtParseError, match="is the disk full"):
        patched.setattr(manifest, "_parse", lambda _: path.write_bytes(b"{"))
        prepare_manifest(settings)
    assert json.loads(prepare_manifest(settings).read_text(encoding="utf-8"))["nodes"]
