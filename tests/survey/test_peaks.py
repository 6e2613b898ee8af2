from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl

from usagestats.catalog.model import DEFAULT_CATALOG
from usagestats.classify.requests import map_requests
from usagestats.periods.period import Range
from usagestats.reports.parts.filters import Filters
from usagestats.survey.peaks import PeakSurvey
from usagestats.tables.declared import REQUESTS, ROW_COUNT

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
NAMES = ("time", "http_method", "host", "status", "service")


def test_requests_are_counted_by_second_in_the_range_with_the_chosen_statuses() -> None:
    rows = [
        (NOON, "GET", "one", 404, None),
        (NOON + timedelta(milliseconds=999), "GET", "one", 404, None),
        (NOON + timedelta(seconds=1), "GET", "two", 404, None),
        (NOON, "GET", "one", 200, None),
        (NOON + timedelta(hours=1), "GET", "one", 404, None),
    ]
    frame = pl.DataFrame(rows, {name: REQUESTS[name] for name in NAMES}, orient="row")
    until = Range(None, NOON + timedelta(minutes=15))
    survey = PeakSurvey(until, Filters(statuses=("4xx",)), DEFAULT_CATALOG, ("backend",))

    found = survey.look(map_requests(frame, DEFAULT_CATALOG))

    start = int(NOON.timestamp())
    assert set(found.pages) == {("one",), ("two",)}
    assert found.peak(("one",), start, start + 900, 900)[:3] == (2, start, 2)
    assert found.peak(("two",), start, start + 900, 900).second == start + 1


def test_a_row_may_stand_for_several_requests() -> None:
    frame = pl.DataFrame(
        [(NOON, "GET", 5), (NOON, "GET", 2)],
        {"time": REQUESTS["time"], "http_method": pl.String, ROW_COUNT: pl.Int64},
        orient="row",
    )
    survey = PeakSurvey(Range(), Filters(), DEFAULT_CATALOG)

    found = survey.look(map_requests(frame, DEFAULT_CATALOG))

    start = int(NOON.timestamp())
    assert found.peak((), start, start + 900, 900).in_second == 7
    assert survey.detail.slot == timedelta(seconds=1)
