from __future__ import annotations

import polars as pl
import pytest

from tests.reports.tables import utc
from usagestats.choices import Counting
from usagestats.errors import UsageError
from usagestats.periods.period import Period, Range
from usagestats.reports.parts.cell import Cell, metric_of, times_of
from usagestats.reports.parts.filters import Filters
from usagestats.tables.coverage import Coverage
from usagestats.tables.declared import USAGE

COLUMNS = ("start", "backend", "status", "denied", "metric", "requests", "usage")
ROWS = pl.DataFrame(
    [
        (utc("2026-05-04T10:00"), "a", 200, None, "requests", 1, 1),
        (utc("2026-05-04T10:00"), "a", 200, None, "hits", 1, 5),
        (utc("2026-05-04T10:15"), None, 404, None, "hits", 1, 7),
        (utc("2026-05-05T10:00"), "a", 429, None, "hits", 1, 11),
        (utc("2026-05-06T10:00"), "b", None, None, "hits", 1, 13),
    ],
    {name: USAGE[name] for name in COLUMNS},
    orient="row",
)
MORNINGS = tuple(
    Period(utc(f"2026-05-0{day}T10:00"), utc(f"2026-05-0{day}T10:15")) for day in (4, 5, 6)
)


def usage(**options: object) -> list[int]:
    cell = Cell(**{"spans": MORNINGS, "filters": Filters(), "metric": "hits"} | options)  # type: ignore[arg-type]
    return cell.of(ROWS)["usage"].to_list()


def test_a_time_is_in_one_of_the_spans_whose_ends_are_exclusive() -> None:
    assert usage() == [5, 11, 13]
    assert usage(spans=()) == []
    assert usage(spans=MORNINGS[1:2]) == [11]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"backend": "a"}, [5, 11]),
        ({"backend": None}, [7]),
        ({"status": None}, [13]),
        ({"class": "4xx"}, [7, 11]),
        ({"class": "none"}, [13]),
        ({"backend": "a", "status": 429}, [11]),
    ],
)
def test_values_choose_and_null_is_one(values: dict[str, object], found: list[int]) -> None:
    whole = (Period(utc("2026-05-04"), utc("2026-05-07")),)

    assert usage(spans=whole, values=values, split_by=("backend",)) == found


def test_filters_and_counting_choose() -> None:
    assert usage(filters=Filters(statuses=("4xx",))) == [11]
    assert usage(filters=Filters(counting=Counting.AUTHORIZED)) == [5, 13]


def test_the_keys_are_those_of_splits_answers_and_filters() -> None:
    cell = Cell(
        spans=(),
        filters=Filters(products=("p",)),
        split_by=("plan", "backend"),
        values={"class": "4xx", "denied": None},
    )

    assert cell.keys() == {"application", "backend", "status", "denied", "product"}


def test_a_mean_is_divided_and_perhaps_rounded_up() -> None:
    assert Cell(spans=(), filters=Filters()).number(7) == 7
    assert Cell(spans=(), filters=Filters(), divisor=2).number(7) == 3.5
    assert Cell(spans=(), filters=Filters(), divisor=2, is_rounded_up=True).number(7) == 4


def test_the_time_of_a_row_is_its_period_in_the_range_or_all_of_it() -> None:
    coverage = Coverage.of([(utc("2026-05-04T10:00"), utc("2026-05-06T09:59"))])
    covered = Period(utc("2026-05-04T10:00"), utc("2026-05-06T10:00"))
    row = {"period_start": utc("2026-05-04"), "period_end": utc("2026-05-05")}

    assert times_of(row, Range(), coverage) == (Period(covered.start, utc("2026-05-05")),)
    assert times_of({}, Range(), coverage) == (covered,)
    assert times_of({}, Range(), Coverage()) == ()


def test_a_column_that_counts_nothing_is_refused() -> None:
    assert metric_of("usage", {"usage": "hits"}) == "hits"
    with pytest.raises(UsageError, match="the column shre counts no requests") as caught:
        metric_of("shre", {"share": "", "usage": "hits"})
    assert caught.value.hint == "did you mean 'share'?"
