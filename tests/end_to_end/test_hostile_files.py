"""Thousands of hostile files at once: every row of every file is accepted, superseded or quarantined, none twice."""

from __future__ import annotations

from collections import Counter

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from orchestration.landing import ledger_path, read_entries
from orchestration.settings import Settings
from tests.pipeline import build, query, settings_for

FILES = 3_000
HEADERS = (
    "工单号,受理时间,机构,投诉类别,处理状态,结案时间,更新时间,投诉内容",
    " 投诉类别 ,工 单号,受理日期,从未见过,联系电话",
    "工单号;受理时间;投诉分类",
    "投诉登记表\n\n工单号,受理时间,投诉类别",
    "机构,投诉内容",
    "",
)
CELLS = (
    *(
        "",
        " ",
        "　",
        "CC1",
        "CC2",
        "ＣＣ１",
        "cc 3",
        "2011-03-05",
        "2011/3/5 9:07",
        "昨天",
        "2111-01-01",
        "20110305090700",
    ),
    *(
        "理赔",
        "天气",
        "北京",
        "作废",
        "已结案",
        "13812345678",
        "110105198703142515",
        "合计",
        "注：以上",
        "Total",
        "0",
        "-1",
    ),
    *(
        '"',
        '""',
        '"不行"',
        "a\nb",
        "a,b",
        ";",
        "\t",
        "\x00",
        "\x1b",
        "\ufffd",
        "很" * 40_000,
        "=1+1",
        "NULL",
        "😀",
        "\u200b",
    ),
)
SEPARATORS = (",", ",", ",", ";", "\t", "")
ENDS = ("\n", "\r\n", "\r", "\n\n")

cells = st.sampled_from(CELLS) | st.text(max_size=8)
spoilt_rows = st.builds(
    lambda parts, by, end: by.join(parts) + end,
    st.lists(cells, max_size=9),
    st.sampled_from(SEPARATORS),
    st.sampled_from(ENDS),
)
good_rows = st.builds(
    lambda number, day, text: f"CC{number},2011-03-{day:02},北京,理赔,,,2011-04-{day:02},{text}\n",
    st.integers(0, 9_999),
    st.integers(1, 28),
    st.sampled_from(("", "不满", "请拨13812345678")),
)
rows = good_rows | spoilt_rows
texts = st.builds(
    lambda header, end, body: header + end + "".join(body),
    st.sampled_from(HEADERS),
    st.sampled_from(ENDS),
    st.lists(rows, max_size=12),
)
files = st.one_of(
    st.builds(
        lambda text, encoding: text.encode(encoding, "replace"),
        texts,
        st.sampled_from(("gb18030", "utf-8", "utf-8-sig", "utf-16")),
    ),
    st.builds(
        lambda text, cut, noise: text.encode("gb18030")[:cut] + noise,
        texts,
        st.integers(0, 400),
        st.binary(max_size=40),
    ),
)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A warehouse of hostile files."""
    settings = settings_for(tmp_path_factory.mktemp("hostile"))
    folder = settings.landing / "call_center"
    folder.mkdir(parents=True)
    written = 0

    @hypothesis_settings(
        max_examples=FILES,
        deadline=None,
        phases=[Phase.generate],
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(files)
    def write(content: bytes) -> None:
        nonlocal written
        written += 1
        (folder / f"{written}.csv").write_bytes(content)

    write()
    build(settings)
    return settings


@pytest.mark.slow
def test_every_row_of_every_file_is_accounted_for(settings: Settings) -> None:
    entries = read_entries(ledger_path(settings.ledger, "call_center"))
    statuses = Counter(entry.status for entry in entries)
    assert sum(statuses.values()) == len(list((settings.landing / "call_center").iterdir()))
    assert min(statuses[status] for status in ("loaded", "duplicate", "rejected")) > FILES // 50
    in_lake = {
        entry.file_name: pq.read_metadata(settings.lake / "call_center" / f"{entry.load_id}.parquet").num_rows
        for entry in entries
        if entry.status == "loaded"
    }
    ledger = query(
        settings,
        """
        select file_name, rows_read, rows_accepted, rows_superseded, rows_quarantined
        from marts.feed_ledger where status = 'loaded'
        """,
    )
    assert {file_name: read for file_name, read, *_ in ledger} == in_lake
    assert all(read == sum(outcomes) and min(outcomes) >= 0 for _, read, *outcomes in ledger)
    accepted, quarantined = (sum(row[column] for row in ledger) for column in (2, 4))
    assert query(settings, "select count(*) from core.fct_complaints") == [(accepted,)]
    assert query(
        settings, "select count(*), count(distinct content_hash || row_number) from marts.quarantined_rows"
    ) == [(quarantined, quarantined)]
    assert min(accepted, quarantined, sum(row[3] for row in ledger)) > 0
