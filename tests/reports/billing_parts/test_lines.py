from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import polars as pl

from tests.classify.catalogs import backend, method, product
from usagestats.catalog.currency import Currency
from usagestats.catalog.model import Catalog, Plan
from usagestats.catalog.price import Price, Tier
from usagestats.catalog.registry import Application, Registry
from usagestats.choices import Granularity
from usagestats.periods.period import Period, cut
from usagestats.reports.billing_parts.lines import FLAT, bill_lines
from usagestats.reports.billing_parts.prices import PlanPrices
from usagestats.reports.parts.by_period import period_table
from usagestats.reports.parts.filters import Filters
from usagestats.safety.pseudonyms import pseudonym
from usagestats.tables.coverage import Coverage
from usagestats.tables.declared import USAGE

ZONE = ZoneInfo("UTC")
APRIL, MAY = datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)
SPAN = Period(APRIL, datetime(2026, 6, 1, tzinfo=UTC))
ITEMS = product({"/": backend("items", metrics=[method("read")])})
SHOP = Application("1", "Shop", plan="basic", created_at=MAY + timedelta(days=30))
REGISTRY = Registry({"1": SHOP, pseudonym("k"): SHOP})
PER_HIT = Price("hits", included=2, tiers=(Tier(1, None, Decimal("0.005")),))
COLUMNS = ("start", "application", "metric", "requests", "usage")


def lines(
    *used: tuple[datetime, str, str, int], prices: tuple[Price, ...], registry: Registry = REGISTRY
) -> list[tuple[object, ...]]:
    plan = Plan("basic", (), prices=prices)
    catalog = Catalog((ITEMS,), plans=(plan,), currency=Currency("EUR"))
    rows = [(start, who, metric, 1, usage) for start, who, metric, usage in used]
    usage = pl.DataFrame(rows, {name: USAGE[name] for name in COLUMNS}, orient="row")
    months = period_table(
        cut(SPAN, Granularity.MONTH, ZONE), SPAN, Coverage.of([(SPAN.start, SPAN.end)])
    )
    found = bill_lines(
        PlanPrices(catalog, Filters(registry=registry)), usage, months, timedelta(days=1), ZONE
    )
    shown = found.sort("period_start", "number").select(
        pl.col("period_start").dt.month(), "metric", "usage", "included", "overage", "amount"
    )
    return shown.rows()


def test_the_identities_of_an_application_share_the_included_units() -> None:
    used = [(APRIL, "1", "hits", 2), (APRIL, pseudonym("k"), "hits", 3), (MAY, "1", "hits", 1)]

    assert lines(*used, prices=(PER_HIT,)) == [
        (4, "hits", 5, 2, 3, Decimal("0.02")),
        (5, "hits", 1, 2, 0, Decimal("0.00")),
    ]


def test_a_flat_amount_begins_with_the_month_of_creation() -> None:
    assert lines(prices=(Price(None, flat=Decimal(7)),)) == [
        (5, FLAT, None, None, None, Decimal("7.00"))
    ]


def test_an_application_that_is_not_live_pays_a_flat_amount_where_it_made_requests() -> None:
    robot = Registry({"2": Application("2", "Robot", plan="basic", state="suspended")})
    price = (Price(None, flat=Decimal(7)),)

    assert lines(prices=price, registry=robot) == []
    assert lines((MAY, "2", "requests", 1), prices=price, registry=robot) == [
        (5, FLAT, None, None, None, Decimal("7.00"))
    ]


def test_others_are_not_billed() -> None:
    assert lines((APRIL, "(none)", "hits", 9), (APRIL, "1", "read", 4), prices=(PER_HIT,)) == []
