from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.catalog.imports.matching import counted
from tests.catalog.imports.samples import THREESCALE, assert_is_valid, imported
from tests.catalog.imports.threescale.written import resource, rule
from usagestats.catalog.imports.import_file import import_file


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


def test_backends_without_a_product(tmp_path: Path) -> None:
    made = [resource("Backend", name, name=name, mappingRules=[rule("/")]) for name in "ab"]

    assert counted(imported(tmp_path, *made).catalog, "any", "GET", "/b/x") == Counter(["hits"])
    assert "products" not in imported(tmp_path, made[0]).catalog
    assert_is_valid(imported(tmp_path, *made), tmp_path)
