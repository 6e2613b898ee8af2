from __future__ import annotations

from decimal import Decimal

import polars as pl

from tests.reports.plans import PRODUCTS, REGISTRY
from usagestats.catalog.currency import Currency
from usagestats.catalog.model import Catalog, Plan
from usagestats.catalog.price import Price
from usagestats.reports.billing_parts.prices import NO_CURRENCY, PlanPrices
from usagestats.reports.parts.filters import Filters

FLAT = Price(None, flat=Decimal(5))


def prices(*plans: Plan, currency: str | None = "JPY") -> PlanPrices:
    known = Currency(currency) if currency else None
    return PlanPrices(Catalog(PRODUCTS, plans=plans, currency=known), Filters(registry=REGISTRY))


def test_prices_are_numbered_over_all_plans() -> None:
    hits = Price("hits")
    found = prices(Plan("basic", (), prices=(FLAT, hits)), Plan("pro", (), prices=(hits,)))

    assert found.prices == (FLAT, hits, hits)
    assert found.terms.rows["metric"].to_list() == [None, "hits", "hits"]


def test_amounts_have_the_decimals_of_their_currency() -> None:
    assert prices().column.decimals == 0
    assert prices(currency="EUR").dtype == pl.Decimal(38, 2)
    assert prices(currency=None).currency == NO_CURRENCY


def test_usage_of_applications_without_a_price_is_found_by_any_identity() -> None:
    usage = pl.DataFrame({"application": ["1", "2", "3", "(none)", "key:unknown"]})

    unpriced = prices(Plan("basic", (), prices=(FLAT,))).unpriced(usage)

    assert unpriced["application"].to_list() == ["2", "3", "(none)", "key:unknown"]
