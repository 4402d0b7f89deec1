"""The same world at another scale, its command line, and its customers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import reading
import yaml

from benchmarks.generator import bulk, people
from benchmarks.generator.__main__ import main
from benchmarks.generator.draws import Draws
from benchmarks.generator.world import NOT_EXPORTED

ROWS = 5_000


def _first_headers(feed: str) -> list[str]:
    contract = yaml.safe_load((reading.ROOT / "seeds/contracts" / f"{feed}.yml").read_text(encoding="utf-8"))
    return [field["headers"][0] for name, field in contract["fields"].items() if name not in NOT_EXPORTED]


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def scaled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[Path, int]]:
    return {
        file_format: bulk.write_scaled(tmp_path_factory.mktemp(file_format), ROWS, (2009, 2010, 2011), file_format)
        for file_format in ("csv", "parquet")
    }


def _read(path: Path) -> pd.DataFrame:
    if path.suffix == ".parquet":
        return pq.read_table(path).to_pandas()
    encoding = "utf-8-sig" if "survey" in path.name else "gb18030"
    return pd.read_csv(path, encoding=encoding, dtype=object, keep_default_na=False)


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_scaled_files_have_the_contract_headers_and_the_rows_asked_for(file_format: str, scaled: dict) -> None:
    written = scaled[file_format]
    for path, count in written.items():
        frame = _read(path)
        assert list(frame.columns) == _first_headers(path.parent.name)
        assert len(frame) == count
    complaints = {path: count for path, count in written.items() if path.parent.name in ("call_center", "hq")}
    assert sum(complaints.values()) == ROWS
    assert {path.stem[-4:] for path in complaints} == {"2009", "2010", "2011"}


def test_csv_and_parquet_hold_the_same_world(scaled: dict) -> None:
    for csv_path, parquet_path in zip(scaled["csv"], scaled["parquet"], strict=True):
        pd.testing.assert_frame_equal(
            _read(csv_path).astype(object), _read(parquet_path).fillna("").astype(object), check_dtype=False
        )


def test_scaled_complaints_can_be_read_like_the_bundled(scaled: dict) -> None:
    path = next(path for path in scaled["csv"] if path.name == "callcenter_2011.csv")
    rows = reading.read_csv("call_center", path, "gb18030").assign(file=path.name)
    rows["reasons"] = rows.apply(reading.reasons_against, axis=1)
    complaints = reading.resolve(reading.keep_latest(rows), "call_center")
    assert 0 < len(rows) - len(complaints) < 0.03 * len(rows)
    assert complaints.category.nunique() == 11
    assert set(complaints.branch) <= set(reading.reference("branches").branch_name_zh)
    assert complaints.line.value_counts(normalize=True)["sales"] == pytest.approx(0.563, abs=0.05)


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_same_seed_gives_the_same_bytes_in_chunks_too(
    file_format: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "CHUNK_ROWS", 300)
    for name, seed in (("first", 7), ("second", 7), ("other", 8)):
        bulk.write_scaled(tmp_path / name, 1_500, (2011,), file_format, seed=seed)
    first, second, other = (_contents(tmp_path / name) for name in ("first", "second", "other"))
    assert first == second
    assert first != other
    numbers = _read(tmp_path / "first/call_center" / f"callcenter_2011.{file_format}")["工单号"]
    assert numbers[numbers.fillna("") != ""].nunique() > 1_350


def test_tiny_worlds_are_written_whole(tmp_path: Path) -> None:
    written = bulk.write_scaled(tmp_path, 1, (2010, 2011))
    assert sum(count for path, count in written.items() if path.parent.name in ("call_center", "hq")) == 1


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--rows", "many"], "whole number"),
        (["--rows", "0"], "whole number"),
        (["--rows", "10", "--years", "2011-2002"], "range of years"),
        (["--years", "2011"], "only with --rows"),
        (["--rows", "10", "--format", "parquet", "--encoding", "utf-8"], "always UTF-8"),
        (["--seed", "-1"], "negative"),
    ],
)
def test_unusable_arguments_are_named(
    arguments: list[str], complaint: str, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--out", str(tmp_path / "out"), *arguments])
    assert stopped.value.code == 2
    assert complaint in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_identity_numbers_carry_their_check_digit() -> None:
    customers = np.arange(2_000) * 31 + 5 * people.CUSTOMERS_PER_BRANCH
    numbers = [number.decode() for number in people.identity_numbers(customers).to_pylist()]
    assert {len(number) for number in numbers} == {15, 18}
    for number in (number for number in numbers if len(number) == 18):
        # ISO 7064: the weighted sum of all eighteen characters leaves 1 when divided by 11
        total = sum((10 if sign == "X" else int(sign)) * 2 ** (17 - place) for place, sign in enumerate(number))
        assert total % 11 == 1


def test_draws_follow_their_weights_and_never_pick_what_weighs_nothing() -> None:
    groups = np.repeat([0, 1], 20_000)
    picked = Draws(1, "weights").pick_within(groups, np.array([[0.0, 3.0, 1.0, 0.0], [1.0, 0.0, 0.0, 0.0]]))
    counts = np.bincount(picked[:20_000], minlength=4)
    assert counts[0] == counts[3] == 0
    assert counts[1] / 20_000 == pytest.approx(0.75, abs=0.02)
    assert set(picked[20_000:]) == {0}
