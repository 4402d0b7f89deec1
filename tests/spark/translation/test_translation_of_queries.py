import pytest
from sqlglot import exp

from orchestration.spark.translation import translated

SCHEMA = {
    "core": {
        "cases": {"case_key": "VARCHAR", "day": "DATE", "number": "INTEGER", "weight": "DOUBLE"},
        "days": {"day": "DATE", "number": "INTEGER"},
    }
}


def spark(sql: str) -> str:
    """The translation, on one line."""
    return " ".join(translated(sql, SCHEMA).split())


def test_a_column_of_another_table_is_not_taken_for_the_projection_of_its_name() -> None:
    sql = """
        select cases.case_key, cases.number * 2 as number
        from core.cases inner join core.days on cases.day = days.day
        qualify row_number() over (partition by cases.case_key order by days.number) = 1
    """
    assert "ORDER BY days.number" in spark(sql)
    assert spark(sql).endswith("WHERE qualified.row_is_kept")


def test_common_tables_of_one_name_keep_apart() -> None:
    sql = """
        with limits as (select max(number) as number from core.days)
        select
            (with limits as (select min(number) as number from core.cases) select number from limits) as lowest,
            number
        from limits
    """
    assert "limits_ AS (" in spark(sql)
    assert "FROM limits_ AS limits" in spark(sql)
    assert spark(sql).endswith("FROM limits AS limits")


def test_a_query_that_cannot_be_kept_apart_is_refused() -> None:
    sql = "select distinct number from core.cases qualify row_number() over (order by day) = 1"
    with pytest.raises(exp.ParseError, match="query of its own"):
        translated(sql, SCHEMA)


def test_a_day_less_a_day_is_a_number_of_days() -> None:
    sql = (
        "select cases.day - days.day > 31 as is_late from core.cases inner join core.days on cases.number = days.number"
    )
    assert "DATEDIFF(cases.day, days.day)" in spark(sql)


def test_what_is_computed_of_days_is_known_to_be_a_number() -> None:
    sql = """
        with spans as (select cases.day - make_date(2024, 1, 1) as days from core.cases)
        select spans.days + 1 as days from spans
    """
    assert "spans.days + 1 AS days" in spark(sql)


def test_a_divisor_that_may_be_nought_gives_what_it_gives_in_doubles() -> None:
    assert "infinity" not in spark("select 1 / nullif(number, 0) as share from core.cases")
    assert "infinity" in spark("select 1 / number as share from core.cases")


def test_the_last_of_what_is_ordered_is_kept_where_the_condition_holds() -> None:
    sql = "select last(case_key order by number desc, day) filter (number > 1) as last_key from core.cases"
    assert "FILTER(WHERE cases.number > 1)" in spark(sql)


def test_windows_by_name_are_spelled_out() -> None:
    sql = """
        select sum(number) over days - number as earlier, count(*) over (days order by number) as place
        from core.cases window days as (partition by day)
    """
    assert "SUM(cases.number) OVER (PARTITION BY cases.day) - cases.number" in spark(sql)
    assert "OVER (PARTITION BY cases.day ORDER BY cases.number NULLS LAST)" in spark(sql)


@pytest.mark.parametrize(
    ("said", "remedy"),
    [
        ("weight || ' of it'", "whole number"),
        ("cast(weight as varchar)", "whole number"),
        ("regexp_replace(case_key, 'a', 'b')", "add 'g'"),
        ("date_diff('hour', day, day)", "only whole days"),
        ("trim(case_key, 'x')", "given letters"),
    ],
)
def test_what_would_mean_something_else_is_refused(said: str, remedy: str) -> None:
    with pytest.raises(exp.ParseError, match=remedy):
        translated(f"select {said} as said from core.cases", SCHEMA)


def test_a_date_format_without_a_translation_is_refused_by_name() -> None:
    with pytest.raises(exp.ParseError, match="%b"):
        translated("select try_strptime(case_key, ['%d %b %Y']) as at from core.cases", SCHEMA)


def test_rows_that_a_recursive_union_has_met_are_not_made_again() -> None:
    sql = """
        with recursive
        links as (select case_key, day from core.cases),
        reached as (
            select case_key, day from links
            union
            select links.case_key, links.day from reached inner join links on reached.day = links.day
        )
        select case_key from reached
    """
    assert "UNION ALL" in spark(sql)
    assert "NOT ARRAY_CONTAINS(reached.rows_before" in spark(sql)


def test_rows_are_looked_for_among_columns() -> None:
    sql = "select day from core.cases where (day, number) not in (select (day, number) from core.days)"
    assert "(cases.day, cases.number) IN ( SELECT days.day, days.number FROM core.days AS days )" in spark(sql)


def test_distinct_values_of_a_list_hold_no_null() -> None:
    assert "ARRAY_COMPACT" in spark("select list_distinct(list(number)) as numbers from core.cases").upper()


def test_a_list_is_reduced_from_its_first_value_on() -> None:
    sql = "select list_reduce([weight, 1, 2], lambda sum, one: sum + one / 2) as sum from core.cases"
    made = spark(sql)
    assert "AGGREGATE( ( SLICE(( ARRAY(cases.weight, 1, 2) ), 2, SIZE(( ARRAY(cases.weight, 1, 2) ))) )" in made
    assert "ELEMENT_AT(( ARRAY(cases.weight, 1, 2) ), 1)" in made
    assert "(sum, one) -> CAST(sum AS DOUBLE) + one / 2" in made
