from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.catalog.imports.matching import counted
from tests.catalog.imports.samples import THREESCALE, assert_is_valid, imported
from usagestats.catalog.imports.import_file import import_file
from usagestats.errors import UsageError


def resource(kind: str, called: str, **spec: Any) -> dict[str, Any]:
    return {
        "apiVersion": "capabilities.3scale.net/v1beta1",
        "kind": kind,
        "metadata": {"name": called},
        "spec": spec,
    }


def rule(pattern: str, metric: str = "hits", **more: Any) -> dict[str, Any]:
    return {
        "httpMethod": "GET",
        "pattern": pattern,
        "metricMethodRef": metric,
        "increment": 1,
    } | more


@pytest.mark.parametrize(
    ("path", "usage"),
    [
        ("/", {"front": 1}),
        ("/catalogue/books/7", {"api_read": 1, "pages": 5}),
        ("/catalogue/books/7/reviews", {"pages": 5}),
        ("/catalogue/search", {"search": 1}),
        ("/catalogue", {}),
        ("/orders/7", {}),
        ("/elsewhere", {}),
    ],
)
def test_rules_count_as_in_3scale(path: str, usage: dict[str, int]) -> None:
    assert counted(import_file(THREESCALE).catalog, "api.shop.example", "GET", path) == usage


def test_hosts_are_those_of_the_public_urls_and_made_up_where_several_products_have_none() -> None:
    products = import_file(THREESCALE).catalog["products"]

    assert {product["name"]: product["hosts"] for product in products} == {
        "bookshop": ["api.shop.example", "staging.shop.example"],
        "catalogue-product": ["catalogue-product.invalid"],
        "mobile": ["mobile.invalid"],
        "inner": ["inner.invalid"],
    }


def test_addresses_as_hosts_stand_in_brackets(tmp_path: Path) -> None:
    url = {"productionPublicBaseURL": "https://[2001:DB8::1]:8443"}
    shop = resource("Product", "shop", name="Shop", deployment={"apicastSelfManaged": url})
    draft = imported(tmp_path, shop)

    assert draft.catalog["products"][0]["hosts"] == ["[2001:db8::1]"]
    assert_is_valid(draft, tmp_path)


def test_a_single_product_without_hosts_gets_all_others(tmp_path: Path) -> None:
    draft = imported(tmp_path, resource("Product", "p", name="P", mappingRules=[rule("/")]))

    assert counted(draft.catalog, "any", "GET", "/x") == Counter(["hits"])
    assert "every host" in draft.notes[0]


def test_credentials_in_the_query_identify_applications() -> None:
    identify = import_file(THREESCALE).catalog["identify"]

    assert identify == ["query:shop_key", {"from": "query:client", "secret": False}]


@pytest.mark.parametrize(
    ("authentication", "identify"),
    [
        ({"userkey": {}}, ["query:user_key"]),
        ({"appKeyAppID": {}}, ["query:app_id"]),
        ({"userkey": {"authUserKey": "app_id"}}, [{"from": "query:app_id", "secret": True}]),
        ({"oidc": {}}, None),
        ({"userkey": {"credentials": "authorization"}}, None),
    ],
)
def test_defaults_of_authentication(tmp_path: Path, authentication: Any, identify: Any) -> None:
    deployment = {"apicastHosted": {"authentication": authentication}}
    draft = imported(tmp_path, resource("Product", "p", name="P", deployment=deployment))

    assert draft.catalog.get("identify") == identify
    assert bool(draft.unsupported) == (identify is None)


def test_limits_name_the_backend_that_has_the_metric() -> None:
    first, second = import_file(THREESCALE).catalog["plans"]

    assert first["limits"] == [
        {"metric": "hits", "value": 1000, "per": "day"},
        {"metric": "api_read", "backend": "catalogue", "value": 0, "per": "hour"},
    ]
    assert second == {"name": "basic_2", "product": "catalogue-product", "limits": []}


def test_applications_have_the_plan_that_the_catalog_names() -> None:
    (row,) = import_file(THREESCALE).applications

    assert (row["id"], row["name"], row["account"]) == ("reader", "Reader", "ACME Ltd")
    assert (row["plan"], row["state"], row["key"]) == ("basic_2", "suspended", "")


def test_everything_unsupported_is_listed_with_its_place() -> None:
    texts = import_file(THREESCALE).unsupported
    places = {text.partition(": ")[0] for text in texts}
    plan = "Product/shop-cr.spec.applicationPlans.basic"

    assert len(texts) == len(set(texts))
    assert places >= {
        "Secret/reader-auth",
        "Backend/idle",
        "Application/reader",
        "Backend/catalogue-cr.spec.mappingRules[3]",
        "Backend/catalogue-cr.spec.mappingRules[4]",
        "Backend/catalogue-cr.spec.mappingRules[5]",
        "Backend/orders.spec.privateBaseURL",
        "Product/shop-cr.spec.policies[1]",
        "Product/shop-cr.spec.backendUsages.ghost",
        f"{plan}.costMonth",
        f"{plan}.pricingRules",
        f"{plan}.limits[2].metricMethodRef",
        f"{plan}.limits[3].metricMethodRef",
        f"{plan}.limits[4]",
        f"{plan}.limits[5]",
        "Product/mobile.spec.deployment.apicastHosted.authentication.oidc",
    }


def test_no_credential_is_shown() -> None:
    assert not {"hunter2", "top-secret"} & set(str(import_file(THREESCALE)).split("'"))
    assert "hunter2" not in str(import_file(THREESCALE))
    assert "top-secret" not in str(import_file(THREESCALE))


def test_backends_without_a_product(tmp_path: Path) -> None:
    made = [resource("Backend", name, name=name, mappingRules=[rule("/")]) for name in "ab"]

    assert counted(imported(tmp_path, *made).catalog, "any", "GET", "/b/x") == Counter(["hits"])
    assert "products" not in imported(tmp_path, made[0]).catalog
    assert_is_valid(imported(tmp_path, *made), tmp_path)


def test_names_are_made_as_the_operator_does(tmp_path: Path) -> None:
    named = resource("Product", "x", name="My API! 2", backendUsages={"myapi": {"path": "/"}})
    backend = resource("Backend", "y", name="My-API", mappingRules=[rule("/")])
    draft = imported(tmp_path, named, backend)

    assert draft.catalog["products"][0]["name"] == "myapi2"
    assert draft.catalog["products"][0]["backends"] == [{"name": "myapi", "path": "/"}]


@pytest.mark.parametrize(
    ("documents", "place", "what"),
    [
        ([resource("Product", "p", metrics=[])], "Product/p.spec.metrics", "must be a mapping"),
        ([resource("Product", "p", methods={"a": 1})], "Product/p.spec.methods.a", "a number"),
        ([resource("Backend", "b")] * 2, "Backend/b.spec", "stands twice"),
        ([resource("ActiveDoc", "a")], "", "neither a Product nor a Backend"),
        (
            [resource("Product", "p", mappingRules=[rule("/", increment="1")])],
            "Product/p.spec.mappingRules[0].increment",
            "must be a whole number",
        ),
        (
            [resource("Product", "p", metrics={"a": {}}, methods={"a": {}})],
            "Product/p.spec.metrics.a",
            "declared twice",
        ),
    ],
)
def test_what_cannot_be_imported(tmp_path: Path, documents: Any, place: str, what: str) -> None:
    with pytest.raises(UsageError) as caught:
        imported(tmp_path, *documents)

    assert what in caught.value.what
    assert str(caught.value.where).endswith(place)
