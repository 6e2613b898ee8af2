from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

from tests.classify.catalogs import backend, method, product, rule
from usagestats.catalog.model import Catalog, Exclusions
from usagestats.classify.chosen import chosen
from usagestats.classify.requests import map_requests
from usagestats.reports.parts.filters import EVERYTHING, Filters
from usagestats.tables.declared import REQUESTS, ROW_COUNT

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
CATALOG = Catalog(
    products=(product({"/v1": backend(rules=[rule("/", "foo")], metrics=[method("foo")])}),),
    exclude=Exclusions(paths=("/health",)),
)
ROWS = [
    (NOON, "GET", "a", "/v1/a", None, 200, None, 1),
    (NOON, "get", "a", "/v1/a", "user_key=k", 404, None, 2),
    (NOON, None, "a", None, None, 400, None, 4),
    (NOON, "GET", "a", "/health", None, 200, None, 8),
    (NOON, "POST", "a", "/else", "user_key=k", None, None, 16),
]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (EVERYTHING, [1, 2, 4, 16]),
        (Filters(statuses=("4xx",)), [2, 4]),
        (Filters(backends=("backend",)), [1, 2]),
        (Filters(applications=("k",)), [2, 16]),
        (Filters(path_prefixes=("/v1/", "/e")), [1, 2, 16]),
        (Filters(http_methods=("GET", "NONE")), [1, 2, 4]),
        (Filters(http_methods=("PUT",)), []),
    ],
)
def test_requests_keep_their_decisions(filters: Filters, expected: list[int]) -> None:
    names = ("time", "http_method", "host", "path", "query", "status", "remote_user")
    schema = {**{name: REQUESTS[name] for name in names}, ROW_COUNT: pl.Int64()}
    mapped = map_requests(pl.DataFrame(ROWS, schema, orient="row"), CATALOG)
    every = dict(zip(mapped.requests[ROW_COUNT], mapped.backends(), strict=True))

    found = chosen(mapped, CATALOG, filters)

    assert found.requests[ROW_COUNT].to_list() == expected
    assert found.backends().to_list() == [every[row] for row in expected]
    assert found.excluded == mapped.excluded == 8
    assert mapped.kept is not None
    assert mapped.kept.to_list() == [True, True, True, False, True]
