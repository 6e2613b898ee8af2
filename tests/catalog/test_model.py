from __future__ import annotations

from dataclasses import replace

import pytest

from tests.classify.catalogs import backend, method, product
from usagestats.catalog.model import DEFAULT_CATALOG, Catalog, Credential, Limit, Per, Plan


def test_metrics_of_several_owners_are_one_column_in_the_order_of_the_catalog() -> None:
    first = backend("first", metrics=[method("read"), method("write")])
    second = backend("second", metrics=[method("write"), method("list")])
    api = product({"/": first, "/second": second}, metrics=[method("list"), method("search")])

    assert Catalog(products=(api,)).metrics() == (
        *("requests", "hits", "list", "search", "read", "write"),
    )


def test_without_products_the_metrics_are_the_default_ones() -> None:
    assert DEFAULT_CATALOG.metrics() == ("requests", "hits", "metadata", "datastore")


def test_methods_are_the_metrics_that_count_as_hits_wherever_they_are_defined() -> None:
    first = backend(
        "first", metrics=[method("list"), replace(method("rows"), is_method=False), method("read")]
    )
    second = backend("second", metrics=[method("write"), replace(method("read"), is_method=False)])
    api = product({"/": first, "/second": second}, metrics=[method("search")])

    assert Catalog(products=(api,)).methods() == ("search", "list", "write")
    assert DEFAULT_CATALOG.methods() == ("metadata", "datastore")


def test_only_limits_per_minute_need_slots_of_a_minute() -> None:
    plans = (
        Plan("a", (Limit("hits", 1, Per.MINUTE), Limit("reads", 1, Per.HOUR))),
        Plan("b", (Limit("writes", 1, Per.MINUTE, "backend"),)),
    )

    assert Catalog(plans=plans).minute_metrics() == {"hits", "writes"}
    assert Catalog().minute_metrics() == frozenset()


@pytest.mark.parametrize(
    ("credential", "column"),
    [
        (Credential("query", "user_key"), "query"),
        (Credential("remote_user"), "remote_user"),
        (Credential("fields", "client"), "field:client"),
    ],
)
def test_a_credential_is_in_a_column_of_requests(credential: Credential, column: str) -> None:
    assert credential.request_column == column


def test_only_secret_credentials_have_secret_names() -> None:
    assert DEFAULT_CATALOG.secret_names == {"user_key", "api_key", "apikey"}
    assert Catalog(identify=(Credential("remote_user"),)).secret_names == frozenset()


def test_a_field_in_objects_has_the_names_that_stand_in_a_line() -> None:
    identify = (Credential("fields", "request.headers.x-team"), Credential("query", "a.b"))

    assert Catalog(identify=identify).secret_names == {
        *("request.headers.x-team", "headers.x-team", "x-team", "a.b"),
    }
