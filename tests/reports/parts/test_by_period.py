from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from usagestats.choices import Granularity
from usagestats.periods.period import SLOT, Period, cut
from usagestats.reports.parts.by_period import (
    filled,
    is_compared,
    is_known,
    period_table,
    with_lacking,
    with_lacking_before,
    with_periods,
)
from usagestats.tables.coverage import Coverage, Imported
from usagestats.tables.declared import UTC_TIME, TableError

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MAY = datetime(2026, 5, 1, tzinfo=UTC)
SPAN = Period(MAY + 12 * HOUR, MAY + 3 * DAY)
DAYS = cut(SPAN, Granularity.DAY, ZoneInfo("UTC"))


def starts(*times: datetime) -> pl.DataFrame:
    return pl.DataFrame({"start": times}, {"start": UTC_TIME})


def test_a_slot_lies_in_the_period_that_holds_its_start() -> None:
    usage = starts(MAY + 12 * HOUR, MAY + DAY - SLOT, MAY + DAY, MAY + 3 * DAY - SLOT)

    assert with_periods(usage, DAYS, SLOT)["period"].to_list() == [0, 0, 1, 2]


def test_a_slot_that_begins_before_the_first_period_lies_in_it() -> None:
    whole = [Period(MAY + 6 * HOUR, MAY + 12 * HOUR)]

    assert with_periods(starts(MAY), whole, DAY)["period"].to_list() == [0]


def test_slots_across_two_periods_are_a_fault() -> None:
    halves = [Period(MAY, MAY + 12 * HOUR), Period(MAY + 12 * HOUR, MAY + DAY)]

    assert with_periods(starts(MAY), halves, 12 * HOUR).height == 1
    with pytest.raises(TableError, match="do not fit a period"):
        with_periods(starts(MAY), halves, DAY)


def test_the_covered_part_lies_in_the_span_and_is_null_without_a_log() -> None:
    coverage = Coverage.of([(MAY + 12 * HOUR, MAY + 2 * DAY - SLOT)])

    actual = period_table(DAYS, SPAN, coverage)

    assert actual.rows() == [
        (0, MAY, MAY + DAY, MAY + 12 * HOUR, MAY + DAY, True, True),
        (1, MAY + DAY, MAY + 2 * DAY, MAY + DAY, MAY + 2 * DAY, False, True),
        (2, MAY + 2 * DAY, MAY + 3 * DAY, None, None, False, False),
    ]


moments = st.integers(0, 400).map(lambda slot: MAY + slot * SLOT)
hulls = st.lists(st.tuples(moments, moments).map(sorted).map(tuple), max_size=6)


@given(sources=hulls, start=moments, slots=st.integers(1, 300))
def test_the_covered_part_of_a_period_is_what_holes_leave(
    sources: list[tuple[datetime, datetime]], start: datetime, slots: int
) -> None:
    coverage, span = Coverage.of(sources), Period(start, start + slots * SLOT)
    whole = cut(span, Granularity.DAY, ZoneInfo("UTC"))
    columns = ("covered_start", "covered_end", "partial", "is_known")

    for period, row in zip(
        whole, period_table(whole, span, coverage).select(columns).rows(), strict=True
    ):
        inside = period.clipped_to(span)
        holes = coverage.holes(inside)
        is_known = holes != [inside]
        begins = next((hole.end for hole in holes if hole.start == inside.start), inside.start)
        ends = next((hole.start for hole in holes if hole.end == inside.end), inside.end)
        partial = period != inside or (is_known and bool(holes))
        assert row == ((begins, ends) if is_known else (None, None)) + (partial, is_known)


def test_the_covered_part_of_a_period_reaches_over_its_holes() -> None:
    hours = [(MAY + 2 * HOUR, MAY + 3 * HOUR), (MAY + 9 * HOUR, MAY + 11 * HOUR - SLOT)]
    actual = period_table(DAYS[:1], Period(MAY, MAY + 10 * HOUR), Coverage.of(hours)).row(0)

    assert actual == (0, MAY, MAY + DAY, MAY + 2 * HOUR, MAY + 10 * HOUR, True, True)


def test_a_period_is_partial_where_a_log_covers_only_some_of_it() -> None:
    coverage = Coverage.of([(MAY + DAY, MAY + DAY + HOUR)])

    assert period_table(DAYS, SPAN, coverage)["partial"].to_list() == [True, True, False]


BUCKETS = pl.DataFrame({"period": [0, 1, 2], "is_known": [True, True, False]})
USED = pl.DataFrame({"period": [0, 0, 1], "backend": ["a", None, "a"], "hits": [1, 2, 3]})


def test_without_splits_every_bucket_has_a_row() -> None:
    used = pl.DataFrame({"period": [1], "hits": [3]})

    actual = filled(BUCKETS, used, "period", ()).sort("period")

    assert actual["hits"].to_list() == [None, 3, None]


def test_split_rows_stand_only_where_there_was_usage() -> None:
    actual = filled(BUCKETS, USED, "period", ("backend",)).sort("period", "backend")

    assert actual.select("period", "backend", "hits").rows() == [
        (0, None, 2),
        (0, "a", 1),
        (1, "a", 3),
    ]


def test_dense_rows_stand_for_every_bucket_and_split() -> None:
    actual = filled(BUCKETS, USED, "period", ("backend",), USED.select("backend").unique())

    assert actual.sort("period", "backend").select("period", "backend", "hits").rows() == [
        (0, None, 2),
        (0, "a", 1),
        (1, None, None),
        (1, "a", 3),
        (2, None, None),
        (2, "a", None),
    ]


def test_a_metric_that_an_import_lacks_is_unknown_in_its_periods() -> None:
    start = datetime(2026, 5, 4, tzinfo=UTC)
    days = [Period(start + timedelta(days=n), start + timedelta(days=n + 1)) for n in range(3)]
    imported = Imported(days[1], frozenset({"hits"}))
    span = Period(days[0].start, days[2].end)
    coverage = Coverage.of([(days[0].start, days[0].end - SLOT)]).with_imported((imported,))
    periods = with_lacking(period_table(days, span, coverage), ["requests", "hits"], coverage)
    compared = {1: days[0], 2: days[1]}
    both = with_lacking_before(periods, ["requests", "hits"], coverage, compared).with_columns(
        is_compared=pl.lit(value=True)
    )

    assert both.select(is_known("requests", both)).to_series().to_list() == [True, False, False]
    assert both.select(is_known("hits", both)).to_series().to_list() == [True, True, False]
    assert both.select(is_compared("requests", both)).to_series().to_list() == [True, True, False]
    assert both.select(is_compared("hits", both)).to_series().to_list() == [True, True, True]


def test_without_imports_nothing_is_added() -> None:
    start = datetime(2026, 5, 4, tzinfo=UTC)
    day = Period(start, start + timedelta(days=1))
    coverage = Coverage.of([(day.start, day.end)])
    periods = period_table([day], day, coverage)

    assert with_lacking(periods, ["hits"], coverage) is periods
    assert with_lacking_before(periods, ["hits"], coverage, {}) is periods
