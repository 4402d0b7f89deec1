"""Releases that lack something or are out of the ordinary, and what sections made of them say."""

from __future__ import annotations

from collections.abc import Callable

from orchestration.report.content.context import Context
from orchestration.report.document import Chart, Section, Table, plain
from orchestration.report.figures import Language
from orchestration.report.periods import period
from orchestration.report.release import ReleaseReader
from orchestration.report.statements.kinds import Kind
from orchestration.report.statements.reading import read_sentence
from tests.report.parts_of_documents import texts_of_page

# a release without survey, exposure, open cases, customers who came again, printed figures and links
BARE = (
    "update marts.improvement_priority set respondents = 0, quadrant = null, quadrant_reason = 'no_survey'",
    "update marts.branch_ranking set exposure_base = null, complaint_index = null, index_rank = null, "
    "expected_complaints = null, funnel_band = 'no_exposure'",
    "delete from marts.open_cases",
    "delete from marts.repeat_complainants",
    "delete from marts.repeat_rates",
    "delete from marts.figure_reconciliation",
    "delete from marts.figure_revisions",
    "delete from marts.feed_ledger",
    "delete from marts.quarantined_rows",
    "delete from {table:source_system} where source_system = 'hq'",
    "update core.agg_complaints_monthly set controllability = 'undetermined'",
)
# a release in which much is out of the ordinary: first places are shared, figures were revised, files rejected
ODD = (
    "update marts.improvement_priority set quadrant = 'maintain' where category_code = 'claims'",
    "delete from marts.open_cases where branch_code not in ('henan', 'hubei')",
    "update marts.open_cases set is_overdue = true",
    "delete from marts.open_cases where complaint_key not in (select complaint_key from marts.open_cases "
    "qualify row_number() over (partition by branch_code order by complaint_key) <= 3)",
    "update marts.repeat_complainants set is_watchlisted = false",
    "delete from marts.branch_ranking where branch_code not in ('henan', 'hubei', 'tibet') and report_year = 2011",
    "update marts.branch_ranking set complaint_index = 1.5, index_rank = 1, funnel_band = 'above_998', "
    "is_funnel_outlier = true where branch_code in ('henan', 'hubei')",
    "update marts.branch_ranking set exposure_base = null, complaint_index = null, index_rank = null, "
    "expected_complaints = null, funnel_band = 'no_exposure', is_funnel_outlier = null where branch_code = 'tibet'",
    "update marts.branch_ranking set exposure_base = 'policies' where exposure_base is not null",
    "update marts.figure_revisions set change_type = 'revised', value_as_first_published = value_now - 3, revision = 3 "
    "where mart = 'yearly_comparison' and measure = 'complaints' and report_year = 2011 and scope_level = 'company'",
    "update marts.figure_revisions set change_type = 'revised', value_as_first_published = 0 where report_year = 2011 "
    "and mart = 'yearly_comparison' and measure = 'is_significant' and scope_code = 'claims' and source_system = 'hq'",
    "update marts.figure_revisions set change_type = 'withdrawn', value_now = null, "
    "published_at = published_at - interval 1 day where report_year = 2011 "
    "and measure = 'linked_share' and scope_level = 'company'",
    "update marts.figure_revisions set change_type = 'followed_up' where report_year = 2011 "
    "and measure = 'still_open' and source_system = 'call_center' and scope_level = 'company'",
    "insert into marts.feed_ledger by name select feed, 'torn.csv' as file_name, 'x' as content_hash, "
    "'rejected' as status, 0 as rows_read, 0 as rows_accepted, 0 as rows_superseded, 0 as rows_quarantined "
    "from marts.feed_ledger limit 1",
    "insert into marts.unmapped_values values ('hq', 2011, 'branch', '火星', 7)",
    "update marts.figure_reconciliation set status = 'no_data', computed_value = null where figure_id = 'F01'",
    "update marts.figure_reconciliation set published_value = 120, computed_value = 100, difference = -20, "
    "status = 'conflict' where measure = 'complaints' and source_system = 'hq' and scope_code = 'operations' "
    "and report_year = 2011",
)
# a release whose years have less in common, whose taxonomy changed, and whose cases name no branch
BROKEN = (
    "update marts.open_cases set branch_code = 'unspecified'",
    "update marts.feed_coverage set coverage = 'not_covered', evidence = 'implausible_gap' "
    "where source_system = 'hq' and report_year = 2011 and month in (4, 5)",
    "update marts.feed_coverage set coverage = 'partly', evidence = 'after_latest_day' "
    "where source_system = 'hq' and report_year = 2011 and month = 12",
    "update core.dim_feed_year set compared_months = 9 where source_system = 'hq' and report_year = 2011",
    "update core.dim_feed_year set is_comparable = false where source_system = 'call_center' and report_year = 2011",
    *(
        "insert into marts.taxonomy_changes by name select 'hq' as source_system, 2011 as report_year, "
        f"'category' as scope_level, '{code}' as scope_code, '{change}' as change, {is_declared} as is_declared, "
        f"{is_bridged} as is_bridged"
        for code, change, is_declared, is_bridged in (
            ("claims", "declared_break", True, False),
            ("agency", "declared_break", True, True),
            ("payment", "appeared", False, False),
        )
    ),
)

Made = Callable[[Context], Section]


def made(
    of: Made, reader: ReleaseReader, language: Language = "en", part: str | None = None, year: int = 2011
) -> Section:
    return of(Context(reader, period(year, part), language))


def said(section: Section) -> list[str]:
    """All that a section says, page by page."""
    return [plain(text) for page in section.pages for text in texts_of_page(page)]


def tables(section: Section) -> dict[str, list[list[str]]]:
    """The rows of a section's tables by their keys."""
    found = [block for page in section.pages for block in page.blocks if isinstance(block, Table)]
    return {table.key: [[plain(cell) for cell in row] for row in table.rows] for table in found}


def charts(section: Section) -> dict[str, Chart]:
    return {block.key: block for page in section.pages for block in page.blocks if isinstance(block, Chart)}


def tells(
    sentences: list[str], language: Language, kind: Kind, variant: str, /, **places: str | tuple[str, ...]
) -> bool:
    """Whether one of the sentences is of a kind and variant, whatever its words are, and has these texts in its places.

    Of a list of names the texts are several.
    """
    wanted = {place: (text,) if isinstance(text, str) else text for place, text in places.items()}
    readings = (one for sentence in sentences for one in read_sentence(sentence, language, kind.name, frozenset()))
    return any(
        reading.variant == variant and all(reading.places.get(place) == text for place, text in wanted.items())
        for reading in readings
    )
