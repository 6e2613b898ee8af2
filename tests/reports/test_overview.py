from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from tests.reports.overviews import (
    CLOCK,
    DAY,
    HOUR,
    LIMITED,
    MAY,
    REGISTRY,
    TWO_DAYS,
    WHOLE,
    report,
    section,
)
from usagestats.choices import Counting
from usagestats.periods.clock import Clock
from usagestats.periods.period import Range
from usagestats.reports.overview import Overview, overview_report
from usagestats.reports.parts.filters import Filters
from usagestats.reports.parts.plan_limits import PlanLimits
from usagestats.tables.counts import Counts
from usagestats.tables.coverage import Coverage
from usagestats.tables.declared import PROBLEMS, USAGE


def test_an_empty_input_is_no_row() -> None:
    assert report([], coverage=Coverage()).rows.is_empty()


NOW = datetime(2026, 5, 10, 12, tzinfo=UTC)
TODAY = datetime(2026, 5, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("end", "zone", "start", "is_moved"),
    [
        (TODAY - 30 * DAY + HOUR, "UTC", TODAY - 30 * DAY, False),
        (TODAY - 30 * DAY, "UTC", TODAY - 60 * DAY, True),
        (TODAY - 31 * DAY + HOUR, "UTC", TODAY - 60 * DAY, True),
        (TODAY - 100 * DAY, "UTC", TODAY - 130 * DAY, True),
        (TODAY - 100 * DAY - HOUR, "Asia/Kathmandu", TODAY - 129 * DAY - 5.75 * HOUR, True),
    ],
)
def test_where_the_logs_ended_before_the_last_30_days_those_up_to_their_end_are_shown(
    end: datetime,
    zone: str,
    start: datetime,
    is_moved: bool,  # noqa: FBT001
) -> None:
    coverage = Coverage.of([(end - 200 * DAY, end - timedelta(minutes=1))])
    actual = report([], Range(), coverage, clock=Clock(NOW, ZoneInfo(zone)))

    assert actual.span is not None
    assert (actual.span.start, actual.span.end - actual.span.start) == (start, 30 * DAY)
    assert (len(actual.warnings) == 1) == is_moved
    assert all("--range shows others" in warning for warning in actual.warnings)


def test_a_range_that_is_given_is_never_moved() -> None:
    span = Range(TODAY - DAY, TODAY)
    actual = report([], span, Coverage.of([(MAY - 90 * DAY, MAY - 80 * DAY)]))

    assert actual.span is not None
    assert (actual.span.start, actual.span.end) == (span.start, span.end)


def test_a_chart_has_the_days_of_the_range() -> None:
    filters = Filters(registry=REGISTRY)
    question = Overview(TWO_DAYS, CLOCK, PlanLimits(LIMITED, filters), has_series=True)
    usage = pl.DataFrame(schema={name: USAGE[name] for name in question.grain().columns()})
    actual = overview_report(question, usage, pl.DataFrame(schema=PROBLEMS), WHOLE, Counts())

    assert actual.series is not None
    assert actual.series.rows["period_start"].to_list() == [MAY + DAY]
    assert report([]).series is None


def test_counting_authorized_leaves_refused_requests_out_of_usage() -> None:
    requests = [(MAY + DAY, "a", 429), (MAY + DAY, "a", 200)]

    actual = report(requests, counting=Counting.AUTHORIZED)

    assert [row[:2] for row in section(actual, "traffic")[:2]] == [("requests", 2), ("hits", 1)]
    assert actual.left_out == 1


def test_integration_errors_are_chosen_by_product_only() -> None:
    requests = [(MAY + DAY, "a", 429)]
    problems = [(MAY + DAY, "limits_exceeded", 3)]
    note = "integration errors are not shown with --app and --status: see usagestats"
    of_product = report(requests, problems=problems, filters=Filters(products=("api",)))
    of_other = report(requests, problems=problems, filters=Filters(products=("shop",)))
    of_app = Filters(products=("api",), applications=("Shop",), statuses=("4xx",))

    assert section(of_product, "integration errors") == [("limits_exceeded", 3, 0, None)]
    assert section(of_other, "integration errors") == []
    assert of_other.warnings == ("no request of product shop",)
    assert not any("integration errors" in one for one in of_product.notes)
    assert any(one.startswith(note) for one in report(requests, filters=of_app).notes)
    assert Overview(TWO_DAYS, CLOCK, PlanLimits(LIMITED, of_app)).filters_of_problems is None


def test_refused_requests_are_counted_among_the_chosen_ones() -> None:
    requests = [(MAY + DAY, name, status) for name in "ab" for status in (200, 401)]
    counting = Counting.AUTHORIZED

    assert report(requests, counting=counting).left_out == 2
    shop = report(requests, counting=counting, filters=Filters(applications=("Shop",)))
    assert shop.left_out == 1
