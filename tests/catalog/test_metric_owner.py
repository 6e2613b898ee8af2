from __future__ import annotations

import pytest

from tests.classify.catalogs import backend, method, product
from usagestats.catalog.metric_owner import UnknownBackend, owner_of, scope_of
from usagestats.catalog.mistakes import Mistake
from usagestats.catalog.price_entries import PriceEntry

READS = backend("items", metrics=[method("reads")])
PRODUCTS = [
    product({"/": READS}, name="api", metrics=[method("own")]),
    product({"/": backend("rest", metrics=[method("calls")])}, name="shop", hosts=["shop"]),
]


def entry(backend_name: str | None = None) -> PriceEntry:
    return PriceEntry.model_validate({"metric": "x", "backend": backend_name})


@pytest.mark.parametrize(
    ("metric", "backend_name", "expected"),
    [
        ("hits", None, None),
        ("own", None, None),
        ("reads", None, "items"),
        ("hits", "rest", "rest"),
        ("calls", "rest", "rest"),
    ],
)
def test_a_metric_has_one_owner(
    metric: str, backend_name: str | None, expected: str | None
) -> None:
    assert owner_of(metric, entry(backend_name), PRODUCTS, "prices") == expected


@pytest.mark.parametrize(
    ("metric", "backend_name", "what"),
    [
        ("requests", None, "prices are on usage, not on requests"),
        ("read", None, "no such metric: 'read'"),
        ("calls", "items", "the backend 'items' has no metric 'calls'"),
    ],
)
def test_a_metric_without_an_owner(metric: str, backend_name: str | None, what: str) -> None:
    with pytest.raises(Mistake) as caught:
        owner_of(metric, entry(backend_name), PRODUCTS, "prices")

    assert caught.value.what == what


def test_an_unknown_backend_is_another_mistake() -> None:
    with pytest.raises(UnknownBackend):
        owner_of("hits", entry("x"), PRODUCTS, "prices")


def test_without_products_all_hosts_have_the_usual_methods() -> None:
    assert owner_of("metadata", entry(), [], "limits") is None


def test_a_plan_is_for_its_product_or_for_all() -> None:
    class Plan:
        product: str | None = "shop"

    assert scope_of(Plan(), PRODUCTS) == PRODUCTS[1:]  # type: ignore[arg-type]
    Plan.product = None
    assert scope_of(Plan(), PRODUCTS) == PRODUCTS  # type: ignore[arg-type]
