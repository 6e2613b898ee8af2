from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.catalog.imports.kong.configurations import kong, service
from tests.catalog.imports.matching import counted
from tests.catalog.imports.samples import KONG, imported
from usagestats.catalog.imports.import_file import import_file


@pytest.mark.parametrize(
    ("host", "http_method", "path", "route"),
    [
        ("api.example.com", "GET", "/users/7/avatar.png", "user-avatar"),
        ("api.example.com", "GET", "/users/7/face/", "user-avatar"),
        ("api.example.com", "POST", "/users/7/avatar.png", "users-api"),
        ("api.example.org", "GET", "/users", "users-api"),
        ("api.example.org", "GET", "/shop/v2/orders/1", "orders"),
        ("api.example.org", "GET", "/healthz", "site_1"),
        ("notes.example.org", "HEAD", "/notes/1", "read-notes"),
        ("notes.example.org", "POST", "/notes/1", "write-notes"),
        ("notes.example.org", "PUT", "/notes/1", None),
        ("notes.example.org", "GET", "/healthz", "health"),
        ("x.example.net", "GET", "/wild(1)", "wild"),
        ("api.example.org", "GET", "/wild(1)", "site_1"),
    ],
)
def test_where_more_than_the_path_decides_products_have_the_rules(
    host: str, http_method: str, path: str, route: str | None
) -> None:
    catalog = import_file(KONG).catalog

    assert counted(catalog, host, http_method, path) == Counter([route] if route else [])


def test_products_where_a_service_counts_the_same_share_its_backend(tmp_path: Path) -> None:
    draft = imported(
        tmp_path,
        kong(
            service("s", {"name": "all", "paths": ["/s"]}),
            service("u", {"name": "more", "paths": ["/u"]}),
            service("t", {"name": "own", "paths": ["/t"], "hosts": ["t.example"]}),
        ),
    )

    assert sorted(backend["name"] for backend in draft.catalog["backends"]) == ["s", "t", "u"]
    assert counted(draft.catalog, "t.example", "GET", "/t/1") == Counter(["own"])
    assert counted(draft.catalog, "t.example", "GET", "/s") == Counter(["all"])
    assert counted(draft.catalog, "other", "GET", "/t/1") == Counter()
