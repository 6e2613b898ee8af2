from __future__ import annotations

import polars as pl

from usagestats.catalog.registry import Application, Registry
from usagestats.reports.parts.applications import names_of, order_of, usage_keys, with_registry

REGISTRY = Registry(
    {
        "key:1": Application("1", "Robot", "City", "basic", account_id="7"),
        "key:2": Application("1", "Robot", "City", "basic", account_id="7"),
        "web": Application("web", "Robot", None, "gold"),
    }
)
USAGE = pl.DataFrame(
    {"application": ["key:1", "key:2", "web", "key:3", "(none)"], "usage": range(5)}
)


def test_plan_and_account_need_the_application() -> None:
    assert usage_keys(["status", "plan", "account", "backend"]) == (
        "backend",
        "application",
        "status",
    )
    assert usage_keys([]) == ()


def test_applications_get_their_ids_and_names_and_unknown_ones_keep_their_identity() -> None:
    keys = ("application", "plan", "account")
    named = with_registry(USAGE, REGISTRY, keys)

    assert named.select(*names_of(keys), "usage").rows() == [
        ("1", "Robot", None, "basic", "7", "City", 0),
        ("1", "Robot", None, "basic", "7", "City", 1),
        ("web", "Robot", None, "gold", None, None, 2),
        ("key:3", "key:3", None, None, None, None, 3),
        ("(none)", "(none)", None, None, None, None, 4),
    ]


def test_columns_stand_in_the_order_of_the_keys_and_rows_are_sorted_by_names_first() -> None:
    assert names_of(["status", "plan", "backend"]) == ["status", "plan_id", "plan", "backend"]
    assert order_of(["status", "plan", "backend"]) == ["status", "plan", "plan_id", "backend"]


def test_only_split_keys_are_looked_up() -> None:
    assert with_registry(USAGE, REGISTRY, ()).equals(USAGE)
