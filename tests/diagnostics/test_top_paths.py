from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from tests.classify.catalogs import backend, method, product, rule
from usagestats.catalog.model import DEFAULT_CATALOG, Catalog
from usagestats.classify.requests import classify_mapped, columns_needed, map_requests
from usagestats.diagnostics.top_paths import TopPaths, top_paths_report
from usagestats.periods.period import Range
from usagestats.report import Report
from usagestats.reports.parts.filters import Filters
from usagestats.rollup import roll_up
from usagestats.survey.paths import PathSurvey
from usagestats.tables.counts import Counts
from usagestats.tables.coverage import Coverage
from usagestats.tables.declared import REQUESTS
from usagestats.tables.top_counts import TopCounts
from usagestats.tables.usage import add_usage

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
CATALOG = Catalog(
    products=(product({"/": backend(rules=[rule("/items", "items")], metrics=[method("items")])}),)
)
ROWS = [
    (NOON, "GET", None, "/items/1", 200, None),
    (NOON, "GET", None, "/items/22", 404, None),
    (NOON + HOUR, "GET", None, "/items/22/parts/7", 200, None),
    (NOON + HOUR, "POST", None, "/items/1", 201, None),
    (NOON, None, None, None, 400, None),
    (NOON, "GET", None, "/login/token=abc", 200, "a"),
]


def requests() -> pl.DataFrame:
    names = ("time", "http_method", "host", "path", "status", "service")
    return pl.DataFrame(ROWS, {name: REQUESTS[name] for name in names}, orient="row")


def report_of(survey: PathSurvey, catalog: Catalog = CATALOG, parts: int = 1) -> Report:
    frame = requests()
    assert survey.columns | columns_needed(catalog, ()) <= {*frame.columns, "query"}
    found = TopCounts()
    for part in range(parts):
        found.merge(survey.look(map_requests(frame[part::parts], catalog)))
    coverage = Coverage.of([(NOON, NOON + HOUR)])
    question = TopPaths(survey.range, ZoneInfo("UTC"), filters=survey.filters)
    grain = question.grain()
    classified = classify_mapped(map_requests(frame, catalog), catalog, grain.keys)
    usage = roll_up(classified, grain).table(grain)
    return top_paths_report(question, usage, found, coverage, Counts())


@pytest.mark.parametrize("parts", [1, 2, 6])
def test_paths_are_ranked_with_identifiers_collapsed(parts: int) -> None:
    rows = report_of(PathSurvey(Range()), parts=parts).rows

    assert rows.select("rank", "http_method", "path", "matched", "requests").rows() == [
        (1, "GET", "/items/{id}", True, 2),
        (2, None, None, False, 1),
        (3, "GET", "/items/{id}/parts/{id}", True, 1),
        (4, "GET", "/login/token=***", False, 1),
        (5, "POST", "/items/{id}", False, 1),
    ]
    assert rows["share"].to_list() == [2 / 6, *[1 / 6] * 4]
    assert set(rows["product"]) == {"api"}


def test_without_a_catalog_everything_matches_and_backends_are_the_log_s() -> None:
    rows = report_of(PathSurvey(Range()), DEFAULT_CATALOG).rows

    assert rows["matched"].all()
    assert rows.filter(path="/login/token=***")["backend"].to_list() == ["a"]


def test_range_and_status_choose() -> None:
    later = PathSurvey(Range(NOON + HOUR, None))
    failed = PathSurvey(Range(), Filters(statuses=("4xx",)))

    assert report_of(later).rows["requests"].to_list() == [1, 1]
    assert report_of(failed).rows["path"].to_list() == [None, "/items/{id}"]
    assert report_of(failed).in_range == 6
    assert report_of(PathSurvey(Range())).usual_rows == 20


def test_no_request_is_no_row() -> None:
    question = TopPaths(Range(), ZoneInfo("UTC"), is_all=True)
    usage = add_usage([], question.grain())
    report = top_paths_report(question, usage, None, Coverage(), Counts())

    assert report.rows.is_empty()
    assert "no requests" in report.title
