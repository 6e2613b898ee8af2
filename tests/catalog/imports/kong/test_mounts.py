from __future__ import annotations

from collections import Counter

import pytest

from tests.catalog.imports.matching import counted
from tests.catalog.imports.samples import KONG_BY_PATH
from usagestats.catalog.imports.import_file import import_file


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
