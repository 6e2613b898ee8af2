from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import pytest

from usagestats.render.markdown import to_markdown

if TYPE_CHECKING:
    from usagestats.report import Report

WHOLE = r"""
### Traffic by hour

| hour | backend | application | status | requests | hits |
| --- | --- | --- | --- | ---: | ---: |
| 2026-10-25 02:00\* | catalog | web | 200 | 1,234,567 | 1,234,567 |
| 2026-10-25 03:00+0300 | catalog | =SUM(A1,"x") | 404 | 617,284 | 0 |
| 2026-10-25 03:00+0200 | (product) | a\|b\\x1b\[31m\\u202ered\\t\\n | none | 0 | 5 |
| 2026-10-25 04:00 | search | – | 503 | – | – |
| **total** |  |  |  | **1,851,851** | **1,234,572** |

- \* the range or the logs cover only a part of it
- no log between 2026-10-25 04:00 and 2026-10-25 05:00
""".lstrip()
EMPTY = """
### Traffic by hour

| hour | backend | application | status | requests | hits |
| --- | --- | --- | --- | ---: | ---: |
""".lstrip()


def test_a_column_that_is_called_by_a_name_has_no_markup(report: Report) -> None:
    columns = (*report.columns[:-1], replace(report.columns[-1], key="a|*b*"))
    rows = report.rows.rename({"hits": "a|*b*"})
    actual = to_markdown(replace(report, columns=columns, rows=rows)).splitlines()[2]

    assert actual.endswith(r"| requests | a\|\*b\* |")


def test_a_report_is_a_heading_a_table_with_its_total_and_the_notes(report: Report) -> None:
    actual = to_markdown(report)

    assert actual == WHOLE


def test_a_report_without_rows_and_notes_is_an_empty_table(report: Report) -> None:
    actual = to_markdown(replace(report, rows=report.rows.clear(), notes=()))

    assert actual == EMPTY


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("a|b", r"a\|b"),
        ("a\\|b", r"a\\\|b"),
        ("a\nb", r"a\\nb"),
        ("<script>alert(1)</script>", "&lt;script>alert(1)&lt;/script>"),
        ("*", r"\*"),
    ],
)
def test_a_name_stays_inside_its_cell(report: Report, name: str, cell: str) -> None:
    rows = report.rows.head(1).with_columns(application=pl.lit(name))
    actual = to_markdown(replace(report, rows=rows)).splitlines()[4]

    assert actual == f"| 2026-10-25 02:00\\* | catalog | {cell} | 200 | 1,234,567 | 1,234,567 |"


@pytest.mark.parametrize("name", ["**bold**", "![x](http://example.org/x.png)", "[x](http://x)"])
def test_a_name_is_not_obeyed_as_markdown(report: Report, name: str) -> None:
    rows = report.rows.head(1).with_columns(application=pl.lit(name))
    actual = to_markdown(replace(report, rows=rows)).splitlines()[4]

    assert f"| {name} |" not in actual
