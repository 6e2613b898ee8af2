from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.report_sets import SAMPLES, Asked, question_of
from usagestats.choices import Counting, Cycle, Granularity
from usagestats.periods.period import Period, Range
from usagestats.reports.parts.filters import Filters
from usagestats.reports.whole.question import has_hours

CATALOG = SAMPLES / "usagestats.toml"
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("asked", "slot"),
    [
        (Asked("2026-05"), HOUR),
        (Asked("2026-05", "Asia/Kathmandu"), HOUR / 4),
        (Asked("2026-05", catalog=CATALOG), HOUR / 4),  # limits are replayed in the finest slots
    ],
)
def test_the_grain_suffices_for_every_report(asked: Asked, slot: timedelta) -> None:
    question = question_of(asked)
    grain, of_durations = question.grains()
    grains = [
        question.traffic(Granularity.HOUR).grain(),
        question.averages(Cycle.HOUR).grain(),
        question.top_apps().grain(),
        question.response_codes().grain(),
        question.alerts().grain(),
        question.integration_errors().grain(),
        question.overview(None).grain(),
    ]

    assert grain.slot == slot
    assert {key for one in grains for key in one.keys} <= set(grain.keys)
    for width in (one for one in Granularity if one.minutes is None or one.minutes >= 60):
        latency = replace(question.latency(width).grain(), of_requests=True)
        assert of_durations.suffices_for(latency)


def test_the_grain_has_the_keys_of_filters() -> None:
    filters = Filters(products=("city",), http_methods=("GET",), counting=Counting.AUTHORIZED)
    of_all, of_durations = question_of(Asked("2026-05", filters=filters)).grains()
    of_filters = {"product", "status", "denied", "http_method"}

    assert set(of_all.keys) == {*of_filters, "application"}
    assert set(of_durations.keys) == {*of_filters, "duration_bin"}


def test_without_limits_only_the_range_and_the_one_before_are_needed() -> None:
    may = question_of(Asked("2026-05"))
    named = replace(may.plan_limits, filters=Filters(products=("city",)))

    assert may.needed() == Range(datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC))
    assert question_of(Asked("2026-05", catalog=CATALOG)).needed() is None
    assert question_of(Asked()).needed() is None
    assert replace(may, plan_limits=named).needed() is None


def test_a_range_without_a_start_is_compared_with_none() -> None:
    assert not question_of(Asked()).traffic(Granularity.DAY).is_compared
    assert question_of(Asked("2026-05")).traffic(Granularity.DAY).is_compared


def test_a_range_of_more_than_400_days_has_no_hours() -> None:
    start = datetime(2025, 1, 1, tzinfo=UTC)

    assert has_hours(Period(start, start + timedelta(days=400)))
    assert not has_hours(Period(start, start + timedelta(days=401)))
