from __future__ import annotations

from datetime import timedelta

import polars as pl
import pytest

from tests.reports.plans import MONDAY, PRODUCTS, REGISTRY
from usagestats.catalog.model import Catalog, Plan
from usagestats.catalog.price import Price
from usagestats.catalog.registry import NO_APPLICATIONS
from usagestats.reports.parts.filters import Filters
from usagestats.reports.parts.plan_terms import PlanTerms
from usagestats.safety.pseudonyms import pseudonym

HITS = Price("hits")


def terms(*plans: Plan, filters: Filters | None = None) -> PlanTerms:
    every = tuple((plan, price) for plan in plans for price in plan.prices)
    return PlanTerms(every, Catalog(PRODUCTS), filters or Filters(registry=REGISTRY))


BASIC = Plan("basic", (), prices=(Price(None), HITS, Price("read", "items")))


def test_a_term_binds_the_applications_of_its_plan() -> None:
    found = terms(Plan("pro", (), prices=(HITS,)), BASIC)

    assert found.bound.select("application_id", "number").rows() == [
        ("1", 1),
        ("1", 2),
        ("1", 3),
        ("2", 0),
    ]


@pytest.mark.parametrize(
    ("prices", "product", "keys"),
    [
        ((Price(None), HITS), None, {"application"}),
        ((HITS,), "api", {"application", "product"}),
        ((Price("read", "items"),), None, {"application", "backend"}),
    ],
)
def test_usage_is_as_fine_as_terms_need(
    prices: tuple[Price, ...], product: str | None, keys: set[str]
) -> None:
    assert terms(Plan("basic", (), product, prices=prices)).keys() == keys


def test_requests_are_those_of_all_identities() -> None:
    start = MONDAY + timedelta(hours=1)
    usage = pl.DataFrame(
        {
            "start": [MONDAY, MONDAY, start, start],
            "application": ["1", pseudonym("k"), "(none)", "2"],
            "metric": ["requests", "requests", "requests", "hits"],
        }
    )

    assert terms(BASIC).requested(usage).rows() == [("1", MONDAY)]


@pytest.mark.parametrize(
    ("plans", "filters", "missing"),
    [
        ((BASIC,), Filters(registry=NO_APPLICATIONS), "no applications are registered"),
        ((), Filters(registry=REGISTRY), "no plan of the catalog has prices"),
        ((BASIC,), Filters(registry=REGISTRY, plans=("pro",)), "none of the chosen applications has a price"),
        ((BASIC,), Filters(registry=REGISTRY, backends=("search",)), "no price is of the chosen products and backends"),
        ((BASIC,), Filters(registry=REGISTRY, plans=("gold",)), "no plan gold"),
    ],
)  # fmt: skip
def test_a_warning_names_what_is_missing(
    plans: tuple[Plan, ...], filters: Filters, missing: str
) -> None:
    (warning,) = terms(*plans, filters=filters).lacking("price")

    assert warning.startswith(missing)


def test_nothing_is_missing() -> None:
    assert terms(BASIC).lacking("price") == ()
