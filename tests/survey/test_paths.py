from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from tests.classify.catalogs import backend, method, product, rule
from usagestats.catalog.model import Catalog
from usagestats.choices import Granularity
from usagestats.classify.requests import map_requests
from usagestats.periods.period import Range
from usagestats.reports.parts.filters import Filters
from usagestats.survey.paths import PathSurvey, Periods
from usagestats.tables.declared import REQUESTS, ROW_COUNT

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
CATALOG = Catalog(
    products=(product({"/": backend(rules=[rule("/items", "items")], metrics=[method("items")])}),)
)


def test_requests_are_counted_by_keys_in_the_range_with_the_chosen_statuses() -> None:
    names = ("time", "http_method", "host", "path", "status", "service")
    rows = [
        (NOON, "GET", None, "/items/1", 404, None),
        (NOON, "GET", None, "/items/2", 404, None),
        (NOON, "GET", None, "/items/3", 200, None),
        (NOON, "GET", None, "/" + "x" * 2000, 404, None),
        (NOON + timedelta(hours=1), "GET", None, "/items/4", 404, None),
    ]
    frame = pl.DataFrame(rows, {name: REQUESTS[name] for name in names}, orient="row")
    survey = PathSurvey(Range(None, NOON + timedelta(minutes=15)), Filters(statuses=("4xx",)))

    found = survey.look(map_requests(frame, CATALOG))

    assert found.counts == {
        ("api", "backend", "GET", "/items/{id}", "yes"): 2,
        ("api", "backend", "GET", "/" + "x" * 999, "no"): 1,
    }


def test_the_status_is_read_only_for_a_choice_of_statuses() -> None:
    assert "status" not in PathSurvey(Range()).columns
    assert "status" in PathSurvey(Range(), Filters(statuses=("404",))).columns


def test_paths_are_counted_by_the_periods_of_the_zone_and_rows_may_stand_for_several() -> None:
    names = ("time", "http_method", "host", "path", "service")
    midnight = datetime(2026, 5, 3, 21, tzinfo=UTC)
    rows = [
        (midnight - timedelta(minutes=15), "GET", None, "/items/1", None, 2),
        (midnight, "GET", None, "/items/2", None, 3),
        (midnight + timedelta(hours=5), "GET", None, "/items/3", None, 4),
    ]
    schema = {**{name: REQUESTS[name] for name in names}, ROW_COUNT: pl.Int64()}
    frame = pl.DataFrame(rows, schema, orient="row")
    periods = Periods(Granularity.DAY, ZoneInfo("Europe/Athens"))
    survey = PathSurvey(Range(), catalog=CATALOG, periods=periods)

    found = survey.look(map_requests(frame, CATALOG))

    days = {day: count for (day, *_), count in found.counts.items()}
    assert days == {"2026-05-02T21:00:00+00:00": 2, "2026-05-03T21:00:00+00:00": 7}
    assert found.total == 9
    assert not survey.look(map_requests(frame.clear(), CATALOG)).counts
