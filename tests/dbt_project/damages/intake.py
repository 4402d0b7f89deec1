"""Damages to the account of files and rows, and to the coverage of feeds."""

from __future__ import annotations

from tests.dbt_project.damages.statements import updates

DAMAGES: dict[str, tuple[str, ...]] = {
    "feed_coverage_days_agree_with_the_verdict": updates(
        "marts.feed_coverage",
        "rowid = 0",
        "covered_days = covered_days - 1",
        "covered_to = null",
        "covered_from = covered_from + 1",
        "coverage = 'partly'",
        "coverage = 'not_covered'",
        "coverage = null",
    ),
    "feed_ledger_accounts_for_every_row_read": updates(
        "marts.feed_ledger", "rowid = 0", "rows_read = rows_read + 1", "rows_accepted = null"
    ),
    "feed_ledger_counts_no_row_twice": updates(
        "marts.feed_ledger", "rowid = 0", "rows_superseded = -1", "rows_quarantined = null"
    ),
    "unmapped_values_is_empty": ("insert into marts.unmapped_values (value) values ('Wetter')",),
    "assert_lake_rows_are_all_registered": (
        "delete from intermediate.int_landed_rows where rowid = 0",
        "delete from intermediate.int_landed_rows",
        "delete from intermediate.int_ledger_current where status = 'loaded'",
    ),
    "assert_every_usable_row_is_current_or_superseded": (
        "delete from core.fct_complaints where rowid = 0",
        "update core.fct_complaints set row_version = row_version - 1 where rowid = 0",
        # as many records as rows, and versions that add up
        "update core.fct_complaints as facts set row_version = pair.version - facts.row_version "
        "from (select sum(row_version) as version from core.fct_complaints where rowid < 2) as pair where rowid < 2",
        "delete from core.fct_satisfaction_answers where rowid = 0",
        "delete from core.fct_branch_exposure",
    ),
    "assert_feed_ledger_counts_the_rows": (
        *updates(
            "marts.feed_ledger",
            "rowid = 0",
            "rows_accepted = rows_accepted - 1, rows_superseded = rows_superseded + 1",
            "rows_quarantined = rows_quarantined + 1, rows_superseded = rows_superseded - 1",
            "status = 'duplicate'",
            "error = 'none'",
        ),
        "delete from marts.quarantined_rows where rowid = 0",
    ),
    "assert_quarantined_rows_are_all_listed": (
        "delete from marts.quarantined_rows where rowid = 0",
        "delete from intermediate.int_ledger_current",
        *updates(
            "marts.quarantined_rows", "rowid = 0", "reasons = 'missing_number, missing_number'", "file_name = 'a'"
        ),
    ),
    "assert_unmapped_values_are_those_counted_as_unmapped": (
        "insert into marts.unmapped_values values ('hq', 2011, 'branch', '某地', 1)",
        "update core.agg_complaints_monthly set channel_code = 'unmapped' where rowid = 0",
    ),
    "assert_feed_coverage_is_that_of_the_days": updates(
        "marts.feed_coverage",
        "rowid = 0",
        "complaints = complaints + 1",
        "covered_days = covered_days - 1",
        "covered_from = covered_from + 1",
        "covered_to = null",
        "coverage = 'partly'",
        "evidence = 'declared'",
        "evidence = null",
        "expected_complaints = null",
        "month_start = month_start + 1",
    ),
}
