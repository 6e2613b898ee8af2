from __future__ import annotations

import pytest

from tests.classify.catalogs import backend, method, product
from usagestats.catalog.model import Catalog, Limit, Per, Plan
from usagestats.reports.parts.filters import EVERYTHING, Filters
from usagestats.reports.parts.term_choice import is_chosen

ITEMS = backend("items", metrics=[method("reads")])
CATALOG = Catalog(
    products=(
        product({"/": ITEMS}, name="api", metrics=[method("own")]),
        product({"/": backend("rest", metrics=[method("reads")])}, name="shop"),
    )
)
OF_API = Plan("gold", (), "api")
OF_ALL = Plan("free", ())
HITS = Limit("hits", 1, Per.DAY)
HITS_OF_ITEMS = Limit("hits", 1, Per.DAY, "items")
READS_OF_REST = Limit("reads", 1, Per.DAY, "rest")
OWN = Limit("own", 1, Per.DAY)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (EVERYTHING, {"HITS", "HITS_OF_ITEMS", "READS_OF_REST", "OWN"}),
        (Filters(products=("api",)), {"HITS", "HITS_OF_ITEMS", "OWN"}),
        (Filters(products=("shop",)), {"HITS", "READS_OF_REST"}),
        (Filters(products=("api", "shop")), {"HITS", "HITS_OF_ITEMS", "READS_OF_REST", "OWN"}),
        (Filters(products=("other",)), set()),
        (Filters(backends=("items",)), {"HITS_OF_ITEMS"}),
        (Filters(backends=("items", "rest")), {"HITS_OF_ITEMS", "READS_OF_REST"}),
        (Filters(products=("shop",), backends=("items",)), set()),
    ],
)
def test_a_limit_of_a_plan_of_all_products_is_of_those_that_have_its_metric(
    filters: Filters, expected: set[str]
) -> None:
    limits = {
        "HITS": HITS,
        "HITS_OF_ITEMS": HITS_OF_ITEMS,
        "READS_OF_REST": READS_OF_REST,
        "OWN": OWN,
    }

    chosen = {name for name, limit in limits.items() if is_chosen(OF_ALL, limit, filters, CATALOG)}

    assert chosen == expected


def test_a_limit_of_a_plan_of_one_product_is_of_that_product() -> None:
    assert is_chosen(OF_API, HITS, Filters(products=("api",)), CATALOG)
    assert not is_chosen(OF_API, HITS, Filters(products=("shop",)), CATALOG)


def test_without_products_in_the_catalog_all_limits_are_of_the_default_product() -> None:
    assert is_chosen(OF_ALL, HITS, Filters(products=("default",)), Catalog())
    assert not is_chosen(OF_ALL, HITS, Filters(products=("api",)), Catalog())
