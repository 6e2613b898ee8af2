from __future__ import annotations

import polars as pl
import pytest

from tests.classify.catalogs import backend, method, product, rule
from usagestats.catalog.model import DEFAULT_CATALOG, Catalog
from usagestats.classify.requests import columns_needed, map_requests
from usagestats.diagnostics.why.counted_rules import NO_RULE, added_by_decisions
from usagestats.tables.declared import REQUESTS

OWNER = backend(
    "items",
    rules=[rule("/", "reads", delta=3), rule("/", "hits"), rule("/big", "weight", delta=7)],
    metrics=[method("reads"), method("weight", is_method=False)],
)
CATALOG = Catalog(
    products=(
        product(
            {"/v1": OWNER}, rules=[rule("/v1", "calls")], metrics=[method("calls")], hosts=["a.b"]
        ),
    )
)


def added(
    metric: str, path: str = "/v1/big", catalog: Catalog = CATALOG, http_method: str | None = "GET"
) -> list[tuple[object, ...]]:
    """Return the rules by which one request adds to a metric."""
    known = {"http_method": http_method, "path": path, "host": "a.b"}
    columns = sorted(columns_needed(catalog, ()))
    schema = {name: REQUESTS[name] for name in columns}
    requests = pl.DataFrame([{name: known.get(name) for name in columns}], schema)
    mapped = map_requests(requests, catalog)
    rows = added_by_decisions(mapped.decided, catalog, metric)
    mine = rows.filter(pl.col("decision") == mapped.decided.numbers[0])
    return mine.drop("decision").rows()


def test_a_rule_adds_to_its_metric() -> None:
    assert added("weight") == [("GET /v1/big → weight × 7 of items", False, 7)]
    assert added("weight", "/v1/small") == []


def test_the_rule_of_a_method_adds_to_hits_with_its_delta() -> None:
    assert added("hits", "/v1/small") == [
        ("GET /v1 → calls of (product)", True, 1),
        ("GET /v1/ → reads × 3 of items", False, 3),
        ("GET /v1/ → hits of items", False, 1),
    ]


def test_a_request_counts_once_whatever_rules_match() -> None:
    ((text, is_of_product, delta),) = added("requests", "/v1/small")

    assert text == (
        "GET /v1 → calls of (product) + GET /v1/ → reads × 3 of items + GET /v1/ → hits of items"
    )
    assert (is_of_product, delta) == (False, 1)


def test_a_request_that_no_rule_matches_says_so() -> None:
    assert added("requests", "/else") == [(NO_RULE, False, 1)]
    assert added("hits", "/else") == []


@pytest.mark.parametrize(
    ("http_method", "text"),
    [
        ("GET", "GET → metadata"),
        ("POST", "POST → datastore"),
        ("PUT", "any other HTTP method → hits"),
        (None, "any other HTTP method → hits"),
    ],
)
def test_without_products_the_http_method_is_the_rule(http_method: str | None, text: str) -> None:
    for metric in ("requests", "hits"):
        assert added(metric, catalog=DEFAULT_CATALOG, http_method=http_method) == [(text, False, 1)]
    assert added("metadata", catalog=DEFAULT_CATALOG, http_method="POST") == []
