"""The catalogue of measures says of each what the data say too."""

from __future__ import annotations

import duckdb
import pytest

pytestmark = pytest.mark.job


def test_a_printed_figure_has_the_unit_of_its_measure(built: duckdb.DuckDBPyConnection) -> None:
    others = built.execute(
        """
        select figure_id, figures.unit, measures.unit
        from reference.figures
        left join intermediate.int_figure_measures as measures
            on figures.measure = measures.measure
            and split_part(coalesce(figures.slice, ''), '=', 1) = measures.slice_key
        where figures.unit is distinct from measures.unit
        """
    ).fetchall()
    assert others == []
