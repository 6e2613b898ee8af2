from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from usagestats.catalog.build import catalog_of
from usagestats.catalog.new_catalog import applications_text, catalog_text
from usagestats.catalog.registry import Registry
from usagestats.catalog.suggestion import DraftEvidence, key_sources, looks_like_key, suggest
from usagestats.catalog.toml_file import read_document

Prefixes = Mapping[Any, int]  # by (host, segments of the path)


def seen(prefixes: Prefixes, **rest: Any) -> DraftEvidence:
    requests = sum(prefixes.values())
    return DraftEvidence(requests, Counter(prefixes), Counter({"GET": requests}), **rest)


def mounts(evidence: DraftEvidence) -> dict[str, list[tuple[str, str]]]:
    """Return backend and path of each mount by product, as the written catalog has them."""
    document = read_document(catalog_text(suggest(evidence)).encode(), "usagestats.toml")
    catalog = catalog_of(document, Registry())
    return {
        product.name: [(mount.backend.name, mount.path) for mount in product.mounts]
        for product in catalog.products
    }


def test_each_busy_segment_is_a_backend_and_the_rest_goes_to_one_at_the_root() -> None:
    prefixes = {
        (None, ("datasets", "*")): 60,
        (None, ("users",)): 39,
        (None, ("x",)): 0,
        (None, ()): 1,
    }
    assert mounts(seen(prefixes)) == {
        "api": [("datasets", "/datasets"), ("users", "/users"), ("api", "/")]
    }


def test_a_version_that_all_share_is_gone_through() -> None:
    prefixes = {(None, ("api", "3", "read")): 50, (None, ("api", "3", "search")): 50}
    assert mounts(seen(prefixes)) == {"api": [("read", "/api/3/read"), ("search", "/api/3/search")]}


def test_values_in_the_path_are_no_backends() -> None:
    prefixes = {(None, ("*", "x")): 50, (None, ("deadbeef01",)): 30, (None, ("item2026",)): 20}
    assert mounts(seen(prefixes)) == {"api": [("api", "/")]}


def test_each_host_is_a_product_with_backends_of_its_own() -> None:
    prefixes = {
        ("api.example.org", ("a",)): 30,
        ("api.example.org", ("b",)): 30,
        ("www.shop.example", ("a",)): 40,
    }
    draft = suggest(seen(prefixes))
    assert [product.get("hosts") for product in draft.catalog["products"]] == [
        ["api.example.org"],
        ["www.shop.example"],
    ]
    assert mounts(seen(prefixes)) == {
        "api": [("a", "/a"), ("b", "/b")],
        "shop": [("shop", "/")],
    }


def test_the_parameter_that_looks_like_a_key_identifies() -> None:
    parameters = Counter({"page": 90, "x_token": 50, "api_key": 10, "keyword": 70})
    draft = suggest(seen({(None, ()): 100}, parameters=parameters, users=3))
    assert draft.catalog["identify"] == ["query:api_key", "query:x_token", "remote_user"]
    assert not looks_like_key("monkey")


def test_sources_of_credentials_stand_in_an_order_that_only_their_names_decide() -> None:
    parameters = [
        "z_token",
        "API_KEY",
        "App_Id",
        "Z_Token",
        "page",
        "a_key",
        "apikey",
        "schlüssel_key",
    ]

    for order in (parameters, parameters[::-1]):
        assert key_sources(Counter(order)) == [
            "query:app_id",
            "query:api_key",
            "query:apikey",
            "query:a_key",
            "query:z_token",
        ]


def test_of_very_many_places_of_credentials_the_busiest_are_taken() -> None:
    made_up = {f"a{number:04}_key": 1 for number in range(5000)}

    actual = key_sources(Counter(made_up | {"user_key": 1, "z_key": 2}))

    assert actual == [
        "query:user_key",
        *(f"query:a{number:04}_key" for number in range(19)),
        "query:z_key",
    ]


def test_the_host_may_be_an_address() -> None:
    draft = suggest(seen({("2001:db8::1", ()): 60, ("10.0.0.1", ()): 40}))

    assert draft.catalog["products"] == [
        {"name": "api", "hosts": ["[2001:db8::1]"], "backends": [{"name": "api", "path": "/"}]},
        {"name": "api_2", "hosts": ["10.0.0.1"], "backends": [{"name": "api_2", "path": "/"}]},
    ]
    assert mounts(seen({("2001:db8::1", ()): 60})) == {"api": [("api", "/")]}


def test_applications_are_listed_by_what_stands_for_them() -> None:
    applications = Counter({"(none)": 80, "key:0123456789ab": 5, "me": 9})
    draft = suggest(seen({(None, ()): 100}, applications=applications))
    assert applications_text(draft) == (
        "key,id,name,account_id,account,plan_id,plan,state,created_at,email\n"
        ",me,,,,,,,,\n,key:0123456789ab,,,,,,,,\n"
    )


def test_nothing_seen_makes_a_catalog_to_fill_in() -> None:
    draft = suggest(DraftEvidence())
    assert draft.catalog == {}
    assert catalog_of(read_document(catalog_text(draft).encode(), "x"), Registry()).products == ()


hosts = st.none() | st.text(min_size=1, max_size=12)
segments = st.lists(st.text(max_size=6) | st.sampled_from(["v1", "api", "a", "b"]), max_size=3)
prefixes = st.dictionaries(
    st.tuples(hosts, segments.map(tuple)), st.integers(1, 1000), min_size=1, max_size=8
)


@given(prefixes, st.dictionaries(st.text(), st.integers(1, 9), max_size=5))
def test_whatever_logs_hold_makes_a_valid_catalog(
    found: Prefixes, parameters: dict[str, int]
) -> None:
    products = mounts(seen(found, parameters=Counter(parameters)))

    assert all(paths for paths in products.values())


def test_evidence_adds_and_forgets_only_what_is_rare() -> None:
    busy = DraftEvidence(1, Counter({(None, ("busy",)): 10}))
    for number in range(9):
        rare = {(None, (f"rare{number * 5000 + n}",)): 1 for n in range(5000)}
        busy.merge(DraftEvidence(5000, Counter(rare)))
    assert busy.requests == 45_001
    assert len(busy.prefixes) <= 40_000
    assert busy.prefixes[(None, ("busy",))] == 10
