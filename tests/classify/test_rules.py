"""The tables of the reference on 3scale, row by row."""

from __future__ import annotations

import pytest

from tests.classify.catalogs import backend, method, product, rule
from usagestats.catalog.model import ANY, DEFAULT_METRICS, DEFAULT_RULES, Product
from usagestats.catalog.pattern import path_expression
from usagestats.classify.paths import normalised
from usagestats.classify.rules import facts_of, routed_mount, try_rules, usage_of

FOO = method("foo")


def usage(
    api: Product, path: str, http_method: str = "GET", query: str | None = None
) -> dict[tuple[str, str], int]:
    facts = facts_of(http_method, normalised(path), query)
    results = try_rules(api, facts, routed_mount(api, facts))
    return {(metric, owner): delta for metric, owner, delta in usage_of(results)}


def routed(api: Product, path: str) -> str | None:
    mount = routed_mount(api, facts_of("GET", path, None))
    return mount.backend.name if mount else None


# §1: the sums, where the product's hits are those of its owners together


def test_a_method_adds_to_hits() -> None:
    api = product(rules=[rule("/foo", "foo")], metrics=[FOO])
    assert usage(api, "/foo") == {("foo", "product"): 1, ("hits", "product"): 1}


def test_overlapping_rules_count_twice() -> None:
    api = product(rules=[rule("/", "hits"), rule("/foo", "foo")], metrics=[FOO])
    assert usage(api, "/foo") == {("foo", "product"): 1, ("hits", "product"): 2}


def test_a_method_of_a_backend_adds_to_the_hits_of_the_backend() -> None:
    api = product({"/": backend(rules=[rule("/foo", "foo")], metrics=[FOO])})
    assert usage(api, "/foo") == {("foo", "backend"): 1, ("hits", "backend"): 1}


def test_a_rule_of_the_product_and_one_of_the_backend_make_two_hits() -> None:
    api = product({"/": backend(rules=[rule("/", "hits")])}, rules=[rule("/", "hits")])
    assert usage(api, "/foo") == {("hits", "backend"): 1, ("hits", "product"): 1}


def test_three_rules_make_three_hits() -> None:
    both = backend(rules=[rule("/", "hits"), rule("/foo", "foo")], metrics=[FOO])
    api = product({"/": both}, rules=[rule("/", "hits")])
    assert usage(api, "/foo") == {
        ("foo", "backend"): 1,
        ("hits", "backend"): 2,
        ("hits", "product"): 1,
    }


def test_a_metric_that_is_no_method_has_no_parent() -> None:
    api = product(
        rules=[rule("/", "credits", delta=5)], metrics=[method("credits", is_method=False)]
    )
    assert usage(api, "/foo") == {("credits", "product"): 5}


def test_the_same_metric_twice_adds_both_deltas() -> None:
    rules = [rule("/", "foo", delta=2), rule("/foo", "foo", delta=3)]
    api = product(rules=rules, metrics=[FOO])
    assert usage(api, "/foo") == {("foo", "product"): 5, ("hits", "product"): 5}


# §2.2: order, last, routing


def test_a_last_rule_of_the_product_stops_the_rules_of_its_backends() -> None:
    api = product({"/": backend(rules=[rule("/", "hits")])}, rules=[rule("/a", "hits", last=True)])
    assert usage(api, "/a") == {("hits", "product"): 1}
    assert usage(api, "/b") == {("hits", "backend"): 1}


def test_a_last_rule_stops_those_after_it_only() -> None:
    rules = [rule("/", "hits"), rule("/a", "hits", last=True), rule("/a/b", "hits", delta=10)]
    api = product(rules=rules)
    assert usage(api, "/a/b") == {("hits", "product"): 2}


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/foo", "foo"),
        ("/foo/", "foo"),
        ("/foo/x", "foo"),
        ("/foobar", "foo"),  # the expression has no end
        ("/foo/deep", "deep"),
        ("/other", "rest"),
    ],
)
def test_the_longest_path_takes_the_request(path: str, name: str) -> None:
    mounts = {"/": backend("rest"), "/foo": backend("foo"), "/foo/deep": backend("deep")}
    assert routed(product(mounts), path) == name


def test_the_backend_at_the_root_takes_requests_without_a_path_beside_other_backends() -> None:
    rest = backend("rest", rules=DEFAULT_RULES, metrics=DEFAULT_METRICS)
    api = product({"/": rest, "/foo": backend("foo")})
    malformed = facts_of(None, None, None)
    mount = routed_mount(api, malformed)
    assert mount is not None
    assert mount.backend is rest
    assert usage_of(try_rules(api, malformed, mount)) == (("hits", "backend", 1),)
    assert routed(api, "*") == "rest"
    assert routed_mount(product({"/foo": backend("foo")}), malformed) is None


def test_no_backend_takes_what_no_path_fits() -> None:
    assert routed(product({"/foo": backend("foo")}), "/bar") is None


def test_the_usage_of_other_backends_is_taken_out_again() -> None:
    rest = backend("rest", rules=[rule("/", "hits")])
    foo = backend("foo", rules=[rule("/", "hits", delta=7)])
    api = product({"/": rest, "/foo": foo}, rules=[rule("/", "hits", delta=100)])
    assert usage(api, "/foo/x") == {("hits", "backend"): 7, ("hits", "product"): 100}
    assert usage(api, "/x") == {("hits", "backend"): 1, ("hits", "product"): 100}


def test_a_last_rule_of_another_backend_stops_the_routed_one_all_the_same() -> None:
    rest = backend("rest", rules=[rule("/", "hits", last=True)])
    foo = backend("foo", rules=[rule("/", "hits", delta=7)])
    assert usage(product({"/": rest, "/foo": foo}), "/foo/x") == {}


def test_a_mount_path_itself_does_not_match_the_rule_for_everything_below() -> None:
    api = product({"/v1": backend(rules=[rule("/", "hits")])})
    assert usage(api, "/v1") == {}
    assert usage(api, "/v1/") == {("hits", "backend"): 1}


def test_a_backend_without_rules_maps_by_http_method_and_its_path_matches() -> None:
    api = product({"/v1": backend(rules=DEFAULT_RULES, metrics=DEFAULT_METRICS)})
    assert usage(api, "/v1") == {("metadata", "backend"): 1, ("hits", "backend"): 1}
    assert usage(api, "/v1/x", "POST") == {("datastore", "backend"): 1, ("hits", "backend"): 1}
    assert usage(api, "/v1/x", "PATCH") == {("hits", "backend"): 1}


def test_a_backend_at_the_root_without_rules_counts_whatever_comes() -> None:
    api = product({"/": backend(rules=DEFAULT_RULES, metrics=DEFAULT_METRICS)})
    assert usage(api, "*", "OPTIONS") == {("hits", "backend"): 1}
    assert usage(api, "api.example.org:443", "CONNECT") == {("hits", "backend"): 1}
    facts = facts_of(None, None, None)
    assert usage_of(try_rules(api, facts, routed_mount(api, facts))) == (("hits", "backend", 1),)


def reasons(api: Product, path: str, http_method: str = "GET") -> list[str]:
    facts = facts_of(http_method, normalised(path), None)
    return [result.reason for result in try_rules(api, facts, routed_mount(api, facts))]


def test_the_reason_names_the_backend_that_takes_the_request() -> None:
    api = product(
        {"/a": backend("first", rules=[rule("/", "hits")]), "/b": backend("second", rules=[rule("/", "hits")])}
    )  # fmt: skip

    assert reasons(api, "/a/x") == ["matches", "the path does not match"]
    assert reasons(api, "/c") == ["the path does not match"] * 2
    assert reasons(api, "/a/x", "PUT") == ["is for GET", "is for GET"]
    at_root = product(
        {"/": backend("all", rules=[rule("/", "hits")]), "/a": backend("first", rules=[rule("/", "hits")])}
    )  # fmt: skip
    assert reasons(at_root, "/a/x") == ["matches, but the request is routed to first", "matches"]


# §2.3: paths

MATCHES = [
    ("/", "/anything", True),
    ("/foo", "/foobar", True),
    ("/foo", "/foo/bar", True),
    ("/foo/", "/foo", False),
    ("/foo$", "/foo/", False),
    ("/foo$", "/foo", True),
    ("/Foo", "/foo", False),
    ("/u/{id}", "/u/", False),
    ("/u/{id}", "/u/42/x", True),
    ("/u/{id}$", "/u/42/x", False),
    ("/u/{id}.json", "/u/4.2.json", True),
    ("/u/{id}.json", "/u/42xjson", False),
    ("/w/{s}", "/w/a%20b", True),
    ("/w/{s}", "/w/%C3%A9", True),
    ("/w/{s}$", "/w/a|b", False),
    ("/a+b", "/a+b", False),
    ("/a+b", "/aab", True),
    ("/x(y)", "/xy", True),
    ("/a(bc)+d", "/ad", False),
    ("/a(bc)+d", "/abcbcd", True),
    ("/a(bc)*d", "/ad", True),
    ("/a(bc)*d", "/abcbcd", True),
    ("/a//b", "/a/b", True),
    ("/a/b", "/a//b", True),
    ("/a/b", "/a%2Fb", True),
    ("/w/%C3%A9", "/w/%c3%a9", True),
    ("/A", "/%41", True),
    ("/w/{s}$", r"/w/\xE4", True),  # a byte that is no UTF-8, as nginx writes it
    ("/w/%E4$", r"/w/\xe4", True),  # and Apache
]


@pytest.mark.parametrize(("pattern", "path", "expected"), MATCHES)
def test_paths(pattern: str, path: str, expected: bool) -> None:  # noqa: FBT001  (a table)
    assert bool(path_expression(pattern).match(normalised(path))) is expected
    assert bool(usage(product(rules=[rule(pattern, "hits")]), path)) is expected


# §2.4: queries


@pytest.mark.parametrize(
    ("pattern", "query", "expected"),
    [
        ("/?a={x}&b=1", "b=1&a=2", True),  # in any order
        ("/?a={x}&b=1", "b=1&a=2&c=3", True),  # others do not matter
        ("/?a={x}&b=1", "b=1", False),
        ("/?b=1", "b=1&b=2", False),  # the last value counts
        ("/?b=1", "b=2&b=1", True),
        ("/?b=1", "B=1", False),  # names have their case
        ("/?b=a b", "b=a%20b", True),  # the value that was sent is decoded
        ("/?b=a b", "b=a+b", True),
        ("/?foo=true", "foo", False),  # without a value it equals none
        ("/?foo={x}", "foo", True),
        ("/?foo={x}", "foo=", True),
        ("/?foo={x}", "", False),
        ("/?foo=", "foo=", True),
    ],
)
def test_queries(pattern: str, query: str, expected: bool) -> None:  # noqa: FBT001  (a table)
    assert bool(usage(product(rules=[rule(pattern, "hits")]), "/", query=query)) is expected


def test_only_the_first_hundred_arguments_are_looked_at() -> None:
    api = product(rules=[rule("/?b=1", "hits")])
    assert usage(api, "/", query="a=1&" * 99 + "b=1")
    assert not usage(api, "/", query="a=1&" * 100 + "b=1")


# §2.5: http methods


@pytest.mark.parametrize(
    ("wanted", "sent", "expected"),
    [("GET", "GET", True), ("GET", "HEAD", False), ("GET", "get", False), (ANY, "OPTIONS", True)],
)
def test_http_methods_are_equal_or_any(wanted: str, sent: str, expected: bool) -> None:  # noqa: FBT001
    api = product(rules=[rule("/", "hits", http_method=wanted)])
    assert bool(usage(api, "/", sent)) is expected
