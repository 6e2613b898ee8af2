from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

from tests.classify.catalogs import backend, method, product
from usagestats.catalog.model import Catalog
from usagestats.catalog.registry import Application, Registry
from usagestats.reports.check_usage_parts.condition import condition_of
from usagestats.reports.check_usage_parts.groups import Groups
from usagestats.reports.parts.filters import Filters
from usagestats.safety.pseudonyms import pseudonym
from usagestats.tables.declared import USAGE

START = datetime(2026, 5, 4, tzinfo=UTC)
CATALOG = Catalog(
    (
        product({"/": backend("items", metrics=[method("read")])}, name="api"),
        product({"/": backend("rest", metrics=[method("read")])}, name="shop", hosts=["shop"]),
    )
)
SHOP = Application("1", "Shop", "Acme")
REGISTRY = Registry({"1": SHOP, pseudonym("k"): SHOP})
COLUMNS = ("start", "backend", "application", "metric", "requests", "usage")


def usage(*rows: tuple[str, str, int]) -> pl.DataFrame:
    every = [(START, owner, who, "requests", count, count) for owner, who, count in rows]
    return pl.DataFrame(every, {name: USAGE[name] for name in COLUMNS}, orient="row")


NOW = usage(("items", "1", 3), ("items", pseudonym("k"), 2), ("other", "(none)", 1))
BEFORE = usage(("items", "1", 10), ("old", "(none)", 4))


@pytest.mark.parametrize(
    ("text", "split_by", "expected"),
    [
        ("requests>0", (), [(6, 6.0, 0.0)]),
        ("requests<50% of previous", (), [(6, 6.0, 7.0)]),
        ("requests>0", ("backend",), [("items", 5, 5.0, 0.0), ("other", 1, 1.0, 0.0), ("rest", 0, 0.0, 0.0)]),
        ("requests<50% of previous", ("backend",), [("items", 5, 5.0, 5.0), ("old", 0, 0.0, 2.0), ("other", 1, 1.0, None), ("rest", 0, 0.0, None)]),
        ("requests>0", ("application",), [("(none)", "(none)", 1, 1.0, 0.0), ("1", "Shop", 5, 5.0, 0.0)]),
        ("requests>0", ("account",), [(None, "Acme", 5, 5.0, 0.0), (None, None, 1, 1.0, 0.0)]),
    ],
)  # fmt: skip
def test_groups_have_values_and_limits(
    text: str, split_by: tuple[str, ...], expected: list[tuple[object, ...]]
) -> None:
    groups = Groups(NOW, BEFORE, split_by, Filters(registry=REGISTRY), CATALOG)

    assert groups.values(condition_of(text, ("requests",))).rows() == expected


def test_what_filters_leave_out_is_no_group() -> None:
    nothing = usage()
    filters = Filters(products=("shop",), registry=REGISTRY)
    with_product = nothing.with_columns(pl.lit("x").alias("product"))
    groups = Groups(with_product, with_product, ("product",), filters, CATALOG)

    assert groups.values(condition_of("requests>0", ("requests",)))["product"].to_list() == ["shop"]
