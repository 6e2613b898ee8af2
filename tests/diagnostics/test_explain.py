from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.classify.catalogs import backend, method, product, rule
from usagestats.catalog.model import DEFAULT_CATALOG, Catalog, Credential, Exclusions
from usagestats.catalog.registry import NO_APPLICATIONS, Application, Registry
from usagestats.choices import Counting
from usagestats.diagnostics.explain import Explained, explain_report

RULES = (
    rule("/items", "items"),
    rule("/items", "items", http_method="POST", delta=2),
    rule("/", "hits", last=True),
)
BACKEND = backend("store", rules=RULES, metrics=[method("items")])
CATALOG = Catalog((product({"/v1": BACKEND}, hosts=["api.test"]),))
REGISTRY = Registry({"web": Application("1", "Web", "Acme", "pro")})


def rows(
    step: str,
    catalog: Catalog = CATALOG,
    registry: Registry = NO_APPLICATIONS,
    **request: Any,
) -> list[tuple[Any, ...]]:
    """Return the rows of a step, without the step."""
    explained = explain_report(Explained(request, catalog, registry)).rows
    return [row[1:] for row in explained.iter_rows() if row[0] == step]


GET: dict[str, Any] = {"http_method": "GET", "host": "api.test", "path": "/v1/items/7"}


def test_a_request_is_shown_as_it_was_sent_and_as_rules_see_it() -> None:
    sent: dict[str, Any] = {
        "http_method": "GET",
        "path": "//v1/%7Ea",
        "query": "user_key=abc",
        "status": 200,
    }

    assert rows("request", **sent) == [
        ("http_method", "GET", None),
        ("path", "//v1/%7Ea", None),
        ("query", "user_key=***", None),
        ("status", "200", None),
        ("path", "/v1/~a", "as rules see it: decoded, escaped again"),
    ]


def test_a_column_that_is_a_secret_is_masked() -> None:
    secret = Catalog(identify=(Credential("remote_user"),))

    assert rows("request", secret, remote_user="ann") == [("remote_user", "***", None)]
    assert rows("request", remote_user="ann") == [("remote_user", "ann", None)]


def test_every_rule_has_a_reason_in_the_order_in_which_they_are_tried() -> None:
    assert rows("rule", **GET) == [
        ("GET /v1/items → items of store", "counts", "matches"),
        ("POST /v1/items → items × 2 of store", "no", "is for POST"),
        ("GET /v1/ → hits of store, last", "counts", "matches"),
    ]


def test_the_product_has_a_host_and_the_backend_a_path() -> None:
    assert rows("product", **GET) == [("product", "api", "has the host api.test")]
    assert rows("backend", **GET) == [("backend", "store", "mounted at /v1")]
    assert rows("backend", **{**GET, "path": "/v2"}) == [
        ("backend", "(none)", "no backend is mounted at this path")
    ]


@pytest.mark.parametrize(
    ("host", "reason"),
    [("other.test", "no product has this host"), (None, "the log names no host")],
)
def test_without_a_product_nothing_is_added(host: str | None, reason: str) -> None:
    catalog = Catalog((product(hosts=["api.test"]), product(name="b", hosts=["b.test"])))
    request: dict[str, Any] = {"http_method": "GET", "host": host, "path": "/"}

    assert rows("product", catalog, **request) == [("product", "(none)", reason)]
    assert rows("usage", catalog, **request)[1:] == [("(none)", None, "no mapping rule matches")]


def test_usage_is_of_the_backend_and_more_than_one_hit_is_pointed_out() -> None:
    assert rows("usage", **GET) == [
        ("requests", "1", "every request that is not excluded"),
        ("hits", "2", "of store"),
        ("items", "1", "of store"),
        ("hits", "2", "the sum: more than 1 for one request"),
    ]


def test_an_excluded_request_adds_nothing() -> None:
    catalog = Catalog(CATALOG.products, exclude=Exclusions(paths=("/v1/items/7",)))

    assert rows("excluded", catalog, **GET) == [
        ("paths", "yes", "the catalog excludes such requests")
    ]
    assert rows("usage", catalog, **GET) == [("(none)", None, "the request is excluded")]


@pytest.mark.parametrize(
    ("status", "is_left_out"), [(429, True), (403, True), (404, False), (None, False)]
)
def test_counting_authorized_leaves_out_refused_requests(
    status: int | None,
    is_left_out: bool,  # noqa: FBT001
) -> None:
    catalog = Catalog(CATALOG.products, counting=Counting.AUTHORIZED)
    refused = ("(none)", None, "counting authorized: the gateway refused the request")

    assert (refused in rows("usage", catalog, **GET, status=status)) == is_left_out


def test_an_application_is_the_first_credential_that_the_request_carries() -> None:
    catalog = Catalog(identify=(Credential("query", "key"), Credential("remote_user", None, False)))  # noqa: FBT003

    assert rows("application", catalog, REGISTRY, remote_user="web") == [
        ("query:key", None, "the request has none"),
        ("application", "Web", "by remote_user"),
        ("id", "1", "by applications.csv"),
        ("account", "Acme", "by applications.csv"),
        ("plan", "pro", "by applications.csv"),
    ]
    assert rows("application", catalog, REGISTRY, remote_user="ann")[2:] == [
        ("id", None, "not in applications.csv")
    ]
    assert rows("application", catalog)[-1] == (
        "application",
        "(none)",
        "the request has no credential",
    )


def test_a_credential_in_a_field_is_found() -> None:
    catalog = Catalog(identify=(Credential("fields", "consumer", is_secret=False),))

    assert rows("application", catalog, fields={"consumer": "web"}) == [
        ("application", "web", "by field:consumer")
    ]
    assert rows("application", catalog, fields={})[0] == (
        "field:consumer",
        None,
        "the request has none",
    )


def test_without_a_catalog_verbs_are_methods_and_hosts_are_backends() -> None:
    noon = datetime(2026, 5, 4, 12, tzinfo=UTC)
    request: dict[str, Any] = {"http_method": "POST", "host": "api.test", "time": noon}

    assert rows("backend", DEFAULT_CATALOG, **request) == [
        ("backend", "api.test", "the virtual host")
    ]
    assert rows("backend", DEFAULT_CATALOG, **request, service="svc") == [
        ("backend", "svc", "the service that the log names")
    ]
    assert rows("rule", DEFAULT_CATALOG, **request) == [
        ("GET → metadata", "no", "is for GET"),
        ("POST → datastore", "counts", "matches"),
    ]
    assert ("datastore", "1", "of api.test") in rows("usage", DEFAULT_CATALOG, **request)
