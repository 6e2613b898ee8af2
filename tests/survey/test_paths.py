from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl

from tests.classify.catalogs import backend, method, product, rule
from usagestats.catalog.model import Catalog
from usagestats.classify.requests import map_requests
from usagestats.periods.period import Range
from usagestats.reports.parts.filters import Filters
from usagestats.survey.paths import PathSurvey
from usagestats.tables.declared import REQUESTS

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
