from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl
import pytest

from usagestats.render.people import lay_out
from usagestats.report import Column, ColumnType

if TYPE_CHECKING:
    from usagestats.report import Report


def shown(report: Report, column_type: ColumnType, values: list[object]) -> list[str]:
    """Return the cells of a report with one column of these values."""
    columns = (Column("value", column_type, unknown="–"),)
    rows = pl.DataFrame({"value": values})
    one = replace(report, columns=columns, rows=rows, granularity=None, bar=None, notes=())
    return [row[0] for row in lay_out(one).rows]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([79.333333, 62.0, 1234.5], ["79.3", "62.0", "1,234.5"]),
        ([4.333333, 2.4], ["4.33", "2.40"]),
        ([62.0, 8.0], ["62", "8"]),
        ([0.125, 8.0, None], ["0.125", "8.000", "–"]),
        ([0.0004, 8.0], ["0.000", "8.000"]),
        ([151.6666, 2000.1], ["151.7", "2,000.1"]),
        ([0.0, 0.0], ["0", "0"]),
        ([None, 1.0], ["–", "1"]),
    ],
)
def test_numbers_of_a_column_share_their_decimals(
    report: Report, values: list[object], expected: list[str]
) -> None:
    assert shown(report, ColumnType.MEASURE, values) == expected


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        (["2026-05-03T21:00:00", "2026-05-04T21:00:00"], ["2026-05-04", "2026-05-05"]),
        (["2026-05-03T21:00:00", "2026-05-04T08:15:00"], ["2026-05-04 00:00", "2026-05-04 11:15"]),
        (["2026-05-03T21:00:00", "2026-05-04T08:15:07"], ["2026-05-04", "2026-05-04 11:15:07"]),
    ],
)
def test_a_time_is_as_precise_as_its_column(
    report: Report, times: list[str], expected: list[str]
) -> None:
    values: list[object] = [datetime.fromisoformat(time).replace(tzinfo=UTC) for time in times]

    assert shown(report, ColumnType.TIME, values) == expected


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        ("62999", "62,999"),
        ("999", "999"),
        ("/var/1234", "/var/1234"),
        ("9e4c4c7d7679", "9e4c4c7d7679"),
        ("2026-05-03T21:00:00+00:00", "2026-05-04 00:00"),
        (
            "2026-05-03T21:00:00+00:00 to 2026-05-04T01:15:00+03:00, a.log is missing",
            "2026-05-04 00:00 to 2026-05-04 01:15, a.log is missing",
        ),
    ],
)
def test_facts_have_separators_and_local_times(report: Report, fact: str, expected: str) -> None:
    assert shown(report, ColumnType.FACT, [fact]) == [expected]


def test_a_change_has_a_sign_and_may_be_unknown(report: Report) -> None:
    actual = shown(report, ColumnType.CHANGE, [0.273, -0.5, 0.0, None])

    assert actual == ["+27.3 %", "-50.0 %", "+0.0 %", "–"]


def test_money_has_the_decimals_of_its_currency(report: Report) -> None:
    assert shown(report, ColumnType.MONEY, [Decimal("1234.50"), Decimal("0.00"), None]) == [
        "1,234.50",
        "0.00",
        "–",
    ]
