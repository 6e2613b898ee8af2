from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

from usagestats.periods.in_range import inside
from usagestats.periods.period import Range

DAYS = [datetime(2026, 5, day, tzinfo=UTC) for day in (1, 2, 3, 4)]


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (Range(), DAYS),
        (Range(DAYS[1], None), DAYS[1:]),
        (Range(None, DAYS[2]), DAYS[:2]),
        (Range(DAYS[1], DAYS[3]), DAYS[1:3]),
        (Range(DAYS[3], None), DAYS[3:]),
        (Range(None, DAYS[0]), []),
    ],
)
def test_the_start_of_a_range_is_inside_and_its_end_is_not(
    span: Range, expected: list[datetime]
) -> None:
    rows = pl.DataFrame({"start": DAYS, "time": DAYS})

    assert inside(rows, span)["start"].to_list() == expected
    assert inside(rows.lazy(), span, "time").collect()["time"].to_list() == expected


def test_the_column_is_the_one_that_is_named() -> None:
    rows = pl.DataFrame({"start": DAYS, "time": DAYS[::-1]})

    actual = inside(rows, Range(DAYS[3], None), "time")

    assert actual.rows() == [(DAYS[0], DAYS[3])]


def test_rows_without_a_time_are_in_no_bounded_range() -> None:
    rows = pl.DataFrame({"start": [None, DAYS[0]]}, {"start": pl.Datetime("us", "UTC")})

    assert inside(rows, Range(None, DAYS[3])).height == 1
    assert inside(rows, Range()).height == 2
