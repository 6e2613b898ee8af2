from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from tests.classify.catalogs import backend, method, product
from usagestats.catalog.currency import Currency
from usagestats.catalog.model import Catalog, Plan
from usagestats.catalog.price import Price, Tier
from usagestats.catalog.registry import Application, Registry
from usagestats.choices import BillRow, Counting
from usagestats.errors import UsageError
from usagestats.periods.period import Range
from usagestats.report import Report
from usagestats.reports.billing import Billing, billing_report, refuse_part_months
from usagestats.reports.billing_parts.prices import PlanPrices
from usagestats.reports.parts.filters import Filters
from usagestats.tables.counts import Counts
from usagestats.tables.coverage import Coverage
from usagestats.tables.declared import USAGE

UTC_ZONE, ATHENS = ZoneInfo("UTC"), ZoneInfo("Europe/Athens")
MAY, JUNE, JULY = (datetime(2026, month, 1, tzinfo=UTC) for month in (5, 6, 7))
HOUR = timedelta(hours=1)
PLAN = Plan(
    "basic",
    (),
    prices=(Price(None, flat=Decimal(1)), Price("hits", tiers=(Tier(1, None, Decimal("0.005")),))),
)
FREE = Plan("free", (), prices=(Price("hits", tiers=(Tier(1, None, Decimal(0)),)),))
ITEMS = product({"/": backend("items", metrics=[method("read")])})
CATALOG = Catalog((ITEMS,), plans=(PLAN, FREE), currency=Currency("EUR"))
REGISTRY = Registry(
    {
        one.id: one
        for one in (
            Application("b", "Zoo", "Acme", "basic", account_id="7"),
            Application("a", "Map", "Acme", "basic", account_id="7"),
            Application("c", "Bus", None, "basic"),
            Application("z", "Sun", "Beta", "free"),
            Application("y", "Sun", "Beta", "free"),
        )
    }
)


def question(
    span: Range, by: BillRow = BillRow.LINE, now: datetime = JULY, catalog: Catalog = CATALOG
) -> Billing:
    prices = PlanPrices(catalog, Filters(registry=REGISTRY))
    return Billing(prices, span, UTC_ZONE, now, by)


def report(
    *used: tuple[datetime, str, int],
    span: Range = Range(MAY, JUNE),  # noqa: B008  (frozen)
    by: BillRow = BillRow.LINE,
    now: datetime = JULY,
    hull: tuple[datetime, datetime] = (MAY, JULY),
    catalog: Catalog = CATALOG,
) -> Report:
    asked = question(span, by, now, catalog)
    rows = [
        (start, who, metric, usage, usage)
        for start, who, usage in used
        for metric in ("requests", "hits")
    ]
    names = ("start", "application", "metric", "requests", "usage")
    usage = pl.DataFrame(rows, {name: USAGE[name] for name in names}, orient="row")
    return billing_report(asked, usage, Coverage.of([hull]), Counts())


def test_lines_are_in_the_order_of_account_application_and_catalog() -> None:
    rows = report((MAY, "a", 3), (MAY, "b", 1), (MAY, "c", 2)).rows

    assert rows.select("application_id", "metric", "amount", "currency").rows() == [
        ("a", "(flat)", Decimal("1.00"), "EUR"),
        ("a", "hits", Decimal("0.02"), "EUR"),
        ("b", "(flat)", Decimal("1.00"), "EUR"),
        ("b", "hits", Decimal("0.01"), "EUR"),
        ("c", "(flat)", Decimal("1.00"), "EUR"),
        ("c", "hits", Decimal("0.01"), "EUR"),
    ]


def test_applications_of_one_name_are_in_the_order_of_their_ids_not_of_the_file() -> None:
    rows = report((MAY, "y", 1), (MAY, "z", 1)).rows.filter(pl.col("application") == "Sun")

    assert rows["application_id"].to_list() == ["y", "z"]


@pytest.mark.parametrize(
    ("by", "columns", "expected"),
    [
        (BillRow.ACCOUNT, ["account_id", "applications", "amount"], [("7", 2, Decimal("2.03")), (None, 1, Decimal("1.01"))]),
        (BillRow.APPLICATION, ["application_id", "amount"], [("a", Decimal("1.02")), ("b", Decimal("1.01")), ("c", Decimal("1.01"))]),
    ],
)  # fmt: skip
def test_sums_add_up_rounded_lines(by: BillRow, columns: list[str], expected: list[object]) -> None:
    found = report((MAY, "a", 3), (MAY, "b", 1), (MAY, "c", 2), by=by)

    assert found.rows.select(columns).rows() == expected
    assert found.rows["amount"].sum() == Decimal("3.04")


def test_each_month_has_rows_of_its_own() -> None:
    found = report((MAY, "a", 1), (JUNE, "a", 2), span=Range(MAY, JULY)).rows

    hits = found.filter(pl.col("metric") == "hits")
    assert hits.select(pl.col("period_start").dt.month(), "usage").rows() == [(5, 1), (6, 2)]


def test_a_month_that_no_log_covers_has_no_rows() -> None:
    found = report((JUNE, "a", 2), span=Range(MAY, JULY), hull=(JUNE, JULY))

    assert set(found.rows["period_start"]) == {JUNE}


def test_the_notes_name_the_open_month_and_requests_without_a_price() -> None:
    now = JUNE - 5 * HOUR
    found = report((MAY, "a", 1), (MAY, "(none)", 2), now=now, hull=(MAY, now - HOUR))

    assert found.notes == (
        "2026-05 is not over: its usage is that until 2026-05-31 18:15",
        "requests of applications without a price: 2 of 3",
        "each line is rounded to 0.01 EUR, halves up; totals add up lines",
        "no log between 2026-05-31 18:15 and 2026-05-31 19:00",
    )
    assert found.warnings == ()
    assert found.rows["partial"].all()


def test_a_month_that_is_over_and_lacks_logs_makes_a_warning() -> None:
    found = report((MAY, "a", 1), hull=(MAY, JUNE - 48 * HOUR))

    assert found.warnings == ("the logs cover only a part of 2026-05: the amounts may be too low",)


def test_without_prices_a_sentence_names_what_is_missing() -> None:
    found = report((MAY, "a", 1), catalog=Catalog((ITEMS,), plans=(Plan("basic", ()),)))

    assert found.rows.is_empty()
    assert found.when_empty == (
        "No prices to apply: no plan of the catalog has prices: add [[plans]] with prices."
    )


def test_nothing_to_bill() -> None:
    plan = Plan("basic", (), prices=PLAN.prices[1:])
    catalog = Catalog((ITEMS,), plans=(plan,), currency=Currency("EUR"))

    assert report((MAY, "(none)", 1), catalog=catalog).when_empty == (
        "Nothing to bill: no chosen application has usage or a flat price in these months."
    )


def test_the_grain_has_the_counting_of_the_catalog() -> None:
    filters = Filters(counting=Counting.AUTHORIZED, registry=REGISTRY)
    asked = Billing(PlanPrices(CATALOG, filters), Range(MAY, JUNE), UTC_ZONE, JULY)

    assert asked.grain().keys == ("application", "status", "denied")


@pytest.mark.parametrize(
    "span",
    [Range(), Range(MAY), Range(None, JUNE), Range(MAY, JULY), Range(MAY, MAY + HOUR, ends_now=True)],
)  # fmt: skip
def test_whole_months_are_taken(span: Range) -> None:
    refuse_part_months(span, UTC_ZONE)


@pytest.mark.parametrize(
    ("span", "zone", "month"),
    [
        (Range(MAY, JUNE - HOUR), UTC_ZONE, "2026-05"),
        (Range(MAY + HOUR, JUNE), UTC_ZONE, "2026-05"),
        (Range(None, JUNE + HOUR), UTC_ZONE, "2026-06"),
        (Range(MAY, JUNE), ATHENS, "2026-05"),
        (Range(MAY + HOUR, MAY + 2 * HOUR, ends_now=True), UTC_ZONE, "2026-05"),
    ],
)
def test_a_part_of_a_month_is_refused(span: Range, zone: ZoneInfo, month: str) -> None:
    with pytest.raises(UsageError) as caught:
        refuse_part_months(span, zone)

    assert caught.value.what == "a bill is for whole months"
    assert f"--range {month}," in str(caught.value.hint)
