from __future__ import annotations

from zoneinfo import ZoneInfo

import polars as pl
import pytest

from usagestats.report import Column, ColumnType, Report

NAME, HITS = Column("name", ColumnType.NAME), Column("hits", ColumnType.COUNT)
ROWS = pl.DataFrame({"name": ["web"], "hits": [3]})


def report_of(*columns: Column, footer: pl.DataFrame | None = None) -> Report:
    return Report("apps", "Applications", columns, ROWS, ZoneInfo("UTC"), footer=footer)


@pytest.mark.parametrize("columns", [(NAME,), (HITS, NAME), (NAME, HITS, HITS), ()])
def test_columns_that_are_not_those_of_the_rows_are_refused(columns: tuple[Column, ...]) -> None:
    with pytest.raises(ValueError, match=r"apps: columns .* do not name"):
        report_of(*columns)


@pytest.mark.parametrize("footer", [None, pl.DataFrame({"name": ["total"], "hits": [3]})])
def test_a_column_is_left_out_of_rows_and_footer(footer: pl.DataFrame | None) -> None:
    actual = report_of(NAME, HITS, footer=footer).without(HITS)

    assert actual.columns == (NAME,)
    assert actual.rows.columns == ["name"]
    assert (actual.footer is None) == (footer is None)
    assert footer is None or actual.footer is None or actual.footer.columns == ["name"]
