from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from usagestats.render.formats import Shape
from usagestats.render.terminal import to_table

if TYPE_CHECKING:
    from usagestats.report import Report

RECORDS = """
Traffic by hour

hour         2026-10-25 02:00*
backend      catalog
application  web
status       200
requests     1,234,567
hits         1,234,567

hour         total
requests     1,234,567
hits         1,234,567

* the range or the logs cover
only a part of it
""".lstrip()


def test_rows_are_records_where_that_is_asked_for(report: Report) -> None:
    shown = replace(report, rows=report.rows.head(1), notes=())
    actual = to_table(shown, 30, shape=Shape.RECORDS)

    assert actual == RECORDS


def test_a_record_is_wrapped_at_words_and_loses_nothing(report: Report) -> None:
    long = "a name of many words and " + "x" * 40
    rows = report.rows.head(1).with_columns(application=pl.lit(long))
    lines = to_table(replace(report, rows=rows), 30, shape=Shape.RECORDS).splitlines()

    assert "application  a name of many" in lines
    assert "             words and" in lines
    assert f"             {'x' * 40}" in lines
