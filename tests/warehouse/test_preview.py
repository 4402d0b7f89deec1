"""What people see of a table in Dagster, and what they do not."""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.warehouse import preview_tables


def test_a_preview_shows_codes_days_and_counts_but_no_text_and_no_token(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        connection.execute("""
            create schema marts;
            create table marts.cases as select
                'hq' as source_system, 'claims' as category_code, 7 as complaints, 0.5::double as share,
                date '2011-03-05' as received_date, true as is_overdue, 1.25::decimal(9, 2) as premium,
                'SECRET1' as complaint_number, 'SECRET2' as complaint_key, 'SECRET3' as customer_token,
                'SECRET4' as what_happened, ['SECRET5'] as complaint_keys, 'SECRET6' as "value", 'SECRET7' as error,
                'SECRET8' as file_name, 'SECRET9' as content_hash
        """)
    preview = preview_tables(tmp_path / "warehouse.duckdb", {"marts"})["marts", "cases"]
    assert preview.rows == 1
    header, _, row = preview.markdown.splitlines()
    assert header == ("| source_system | category_code | complaints | share | received_date | is_overdue | premium |")
    assert row == "| hq | claims | 7 | 0.5 | 2011-03-05 | True | 1.25 |"


def test_a_table_of_texts_alone_shows_only_how_many_rows_it_has(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        connection.execute("create schema marts; create table marts.texts as select 'SECRET' as narrative")
    preview = preview_tables(tmp_path / "warehouse.duckdb", {"marts"})["marts", "texts"]
    assert (preview.rows, preview.markdown) == (1, None)
