from __future__ import annotations

import polars as pl

from usagestats.catalog.registry import Application, Registry
from usagestats.reports.parts.applications import usage_keys, with_registry

REGISTRY = Registry(
    {
        "key:1": Application("1", "Robot", "City", "basic"),
        "key:2": Application("1", "Robot", "City", "basic"),
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


def test_applications_get_their_names_and_unknown_ones_keep_their_identity() -> None:
    named = with_registry(USAGE, REGISTRY, ("application", "plan", "account"))

    assert named.select("application", "plan", "account", "usage").rows() == [
        ("Robot (1)", "basic", "City", 0),
        ("Robot (1)", "basic", "City", 1),
        ("Robot (web)", "gold", None, 2),
        ("key:3", None, None, 3),
        ("(none)", None, None, 4),
    ]


def test_only_split_keys_are_looked_up() -> None:
    assert with_registry(USAGE, REGISTRY, ()).equals(USAGE)
