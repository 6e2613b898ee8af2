from __future__ import annotations

from collections import Counter

import pytest

from tests.catalog.imports.matching import counted
from tests.catalog.imports.samples import KONG_BY_PATH
from usagestats.catalog.imports.import_file import import_file
from usagestats.catalog.imports.kong.mounts import mounts_of, relative
from usagestats.catalog.imports.kong.routes import Entry


@pytest.mark.parametrize(
    ("http_method", "path", "route"),
    [
        ("GET", "/", "pages"),
        ("GET", "/about", "pages"),
        ("GET", "/api", "pages"),
        ("GET", "/api/users", "users"),
        ("PUT", "/api/users/", "users"),
        ("GET", "/api/users/7", "one-user"),
        ("GET", "/api/users/7/x", "users"),
        ("GET", "/api/orders", "orders"),
        ("GET", "/api/orders/7/lines", "order-lines"),
        ("POST", "/api/orders/7/lines", "orders"),
        ("GET", "/api/orders-archive/1", "archive"),
    ],
)
def test_services_told_apart_by_path_are_backends(http_method: str, path: str, route: str) -> None:
    catalog = import_file(KONG_BY_PATH).catalog

    assert counted(catalog, "any", http_method, path) == Counter([route])
    assert {mount["name"]: mount["path"] for mount in catalog["products"][0]["backends"]} == {
        "users": "/api/users",
        "orders-archive": "/api/orders-archive",
        "orders": "/api/orders",
        "site": "/",
    }


def entry(service: str, pattern: str, *http_methods: str) -> Entry:
    return Entry(service, "route", (), http_methods, pattern, ())


def test_the_longest_path_comes_first() -> None:
    entries = [entry("users", "/api/users"), entry("orders", "/api/orders/{id}")]

    assert mounts_of([*entries, entry("users", "/api/users/{id}")]) == [
        ("users", "/api/users"),
        ("orders", "/api/orders"),
    ]
    assert mounts_of(entries[1:]) == [("orders", "/")]  # nothing else could take its requests


@pytest.mark.parametrize(
    "entries",
    [
        [entry("a", "/x"), entry("b", "/x")],
        [entry("a", "/x/y", "GET"), entry("b", "/x")],  # a POST under the path of a goes to b
        [entry("a", "/x/y/1"), entry("a", "/x/y/2"), entry("b", "/x")],  # so does /x/y/3
        [entry("b", "/x"), entry("a", "/x/y")],  # b is tried first
    ],
)
def test_where_the_path_alone_does_not_decide_there_are_no_mounts(entries: list[Entry]) -> None:
    assert mounts_of(entries) is None


def test_a_pattern_is_written_without_the_path_of_its_backend() -> None:
    assert relative("/api/users/{id}$", "/api/users") == "/{id}$"
    assert relative("/api/users$", "/api/users") == "/*$"
    assert relative("/x", "/") == "/x"
