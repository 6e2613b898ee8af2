"""The lines of a bill: the amount of each price of each application in each month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.periods.period import Period
from usagestats.reports.parts.by_period import period_numbers
from usagestats.reports.parts.creation import created
from usagestats.tables.declared import UTC_TIME

if TYPE_CHECKING:
    from datetime import timedelta
    from decimal import Decimal
    from zoneinfo import ZoneInfo

    from usagestats.reports.billing_parts.prices import PlanPrices

FLAT: Final = "(flat)"
"""The metric of a line whose amount does not depend on usage."""

_ID: Final = "application_id"
_LIVE: Final = {None, "live"}
_KEYS: Final = [_ID, "number", "period"]
_CELLS: Final = {"included": pl.Int64()}


def bill_lines(
    prices: PlanPrices,
    usage: pl.DataFrame,
    months: pl.DataFrame,
    slot: timedelta,
    zone: ZoneInfo,
) -> pl.DataFrame:
    """Return the lines that have usage or an amount.

    Args:
        prices: The prices.
        usage: USAGE at the grain of the prices.
        months: The months that logs cover, by `period_table`.
        slot: The width of the slots of USAGE.
        zone: The time zone of the months.

    Shape: one row per month × application × price: the columns of `period_table` and of
    `PlanTerms.bound`; `usage`, `included` and `overage`, null for a price without a metric;
    `amount`.
    """
    terms = prices.terms
    bound = terms.chosen(terms.bound).join(_registered(prices, zone), on=_ID)
    sums = _by_month(terms.used(usage), months, slot).group_by(_KEYS).agg(pl.col("used").sum())
    requested = _by_month(terms.requested(usage), months, slot).select(_ID, "period").unique()
    every = months.join(bound, how="cross").join(sums, on=_KEYS, how="left")
    every = every.join(requested.with_columns(is_active=True), on=[_ID, "period"], how="left")
    is_there = pl.col("created").is_null() | (pl.col("created") < pl.col("period_end"))
    charged = every.with_columns(
        pl.col("used").fill_null(0),
        has_flat=is_there & (pl.col("is_live") | pl.col("is_active").fill_null(value=False)),
    )
    return _with_amounts(charged, prices).filter((pl.col("used") > 0) | (pl.col("amount") > 0))


def _by_month(rows: pl.DataFrame, months: pl.DataFrame, slot: timedelta) -> pl.DataFrame:
    """Shape: the rows, each with the `period` in which its slot lies."""
    whole = [Period(*bounds) for bounds in months.select("period_start", "period_end").iter_rows()]
    places = period_numbers(rows["start"], whole, slot)
    return rows.with_columns(months["period"].gather(places).alias("period"))


def _registered(prices: PlanPrices, zone: ZoneInfo) -> pl.DataFrame:
    """Shape: one row per `application_id`: when it was `created`, and whether it `is_live`."""
    ids = prices.terms.applications[_ID]
    rows = [
        (one.id, created(one.created_at, zone), one.state in _LIVE)
        for one in prices.filters.registry.applications
    ]
    schema = {_ID: pl.String(), "created": UTC_TIME, "is_live": pl.Boolean()}
    known = pl.DataFrame(rows, schema, orient="row").join(
        ids.cast(pl.String).to_frame(), on=_ID, how="semi"
    )
    return known.with_columns(pl.col(_ID).cast(ids.dtype))


def _with_amounts(charged: pl.DataFrame, prices: PlanPrices) -> pl.DataFrame:
    """Add the cells of a line; an amount is computed once where price and usage are equal."""
    keys = ["number", "used", "has_flat"]
    distinct = charged.select(keys).unique()
    cells = [(*row, *_cells(prices, *row)) for row in distinct.iter_rows()]
    made = pl.DataFrame(cells, {**distinct.schema, **_CELLS, "amount": prices.dtype}, orient="row")
    is_flat = pl.col("metric").is_null()
    return charged.join(made, on=keys).with_columns(
        pl.col("metric").fill_null(FLAT),
        usage=pl.when(~is_flat).then("used"),
        included=pl.when(~is_flat).then("included"),
        overage=pl.when(~is_flat).then((pl.col("used") - pl.col("included")).clip(0)),
    )


def _cells(prices: PlanPrices, number: int, used: int, has_flat: bool) -> tuple[int, Decimal]:  # noqa: FBT001  (a cell)
    """Return the units that are included, and the amount."""
    price = prices.prices[number]
    exact = price.amount(used, has_flat=has_flat)
    return price.included, prices.currency.rounded(exact)
