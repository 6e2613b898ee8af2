"""The vectorised matcher says what the plain one says, request by request."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.classify.catalogs import backend, method, product, rule
from tests.classify.sent import pieces, sent_paths
from tests.profiles import examples
from usagestats.catalog.model import DEFAULT_METRICS, DEFAULT_RULES, Catalog, Mount, Product
from usagestats.catalog.pattern import PatternError, check_pattern
from usagestats.classify.decisions import Decision
from usagestats.classify.mapping import decide_by_rules
from usagestats.classify.paths import normalised, normalised_paths
from usagestats.classify.products import NOWHERE, product_of
from usagestats.classify.rules import facts_of, routed_mount, try_rules, usage_of
from usagestats.tables.declared import REQUESTS

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
FOO, BAR = method("foo"), method("bar", is_method=False)

Row = tuple[str | None, str | None, str | None, str | None]  # http_method, host, path, query


def _is_pattern(pattern: str) -> bool:
    try:
        check_pattern(pattern)
    except PatternError:
        return False
    return True


path_patterns = st.builds(
    lambda parts, end: "/" + "".join(parts) + end,
    st.lists(pieces, max_size=6),
    st.sampled_from(["", "", "$"]),
)
query_patterns = st.sampled_from(["", "", "?a=1", "?a={x}", "?a=", "?b=1&a={x}", "?a=a b", "?b"])
patterns = st.builds(str.__add__, path_patterns, query_patterns).filter(_is_pattern)
rules = st.builds(
    rule,
    patterns,
    st.sampled_from(["hits", "foo", "bar"]),
    http_method=st.sampled_from(["GET", "POST", "ANY"]),
    delta=st.integers(1, 3),
    last=st.booleans(),
)
some_rules = st.lists(rules, max_size=4)


@st.composite
def catalogs(draw: st.DrawFn) -> Catalog:
    products = []
    for number in range(draw(st.integers(1, 3))):
        paths = draw(st.lists(st.sampled_from(["/", "/a", "/a/b", "/b"]), unique=True, max_size=3))
        mounts = {
            path: backend(
                f"backend{path}",
                rules=draw(st.just(DEFAULT_RULES) | some_rules),
                metrics=[FOO, BAR, *DEFAULT_METRICS],
            )
            for path in paths
        }
        hosts = [] if number == 0 and draw(st.booleans()) else [f"host{number}"]
        products.append(
            product(
                mounts,
                name=f"product{number}",
                hosts=hosts,
                rules=draw(some_rules),
                metrics=[FOO, BAR],
            )
        )
    return Catalog(products=tuple(products))


queries = st.text(alphabet="ab=1&%20+c", max_size=12)
request_rows: st.SearchStrategy[Row] = st.tuples(
    st.sampled_from(["GET", "POST", "HEAD", None]),
    st.sampled_from(["host0", "host1", "host2", "other", None]),
    st.none() | sent_paths,
    st.none() | queries,
)


def plainly(catalog: Catalog, row: Row) -> Decision:
    http_method, host, path, query = row
    api = product_of(catalog, host)
    if api is None:
        return Decision(NOWHERE, NOWHERE)
    facts = facts_of(http_method, None if path is None else normalised(path), query)
    routed = routed_mount(api, facts)
    usage = usage_of(try_rules(api, facts, routed))
    return Decision(api.name, routed.backend.name if routed else NOWHERE, usage)


def at_once(catalog: Catalog, rows: list[Row]) -> list[Decision]:
    names = ("time", "http_method", "host", "path", "query")
    schema = {name: REQUESTS[name] for name in names}
    requests = pl.DataFrame([(NOON, *row) for row in rows], schema, orient="row")
    decided = decide_by_rules(requests, normalised_paths(requests["path"]), catalog)
    return [decided.decisions[number] for number in decided.numbers]


@settings(max_examples=examples(150))
@given(catalogs(), st.lists(request_rows, max_size=25))
@example(
    Catalog(products=(product(rules=[rule("/a+", "hits"), rule("/(a)*b$", "hits")]),)),
    [("GET", None, "/aab", None), ("GET", None, "/ab", None), ("GET", None, "/b", None)],
)
def test_all_at_once_is_one_after_the_other(catalog: Catalog, rows: list[Row]) -> None:
    assert at_once(catalog, rows) == [plainly(catalog, row) for row in rows]


def test_many_conditions_and_many_states() -> None:
    patterns = [f"/p{number}/{{id}}?q{number}={number % 3}" for number in range(100)]
    api = product(
        rules=[rule(p, "foo", delta=n + 1) for n, p in enumerate(patterns)], metrics=[FOO]
    )
    catalog = Catalog(products=(api,))
    rows: list[Row] = [
        ("GET", None, f"/p{number}/x{value}", f"z=1&q{number}={value}")
        for number in range(100)
        for value in range(3)
    ]
    decisions = at_once(catalog, rows)
    assert decisions == [plainly(catalog, row) for row in rows]
    assert sum(bool(decision.usage) for decision in decisions) == 100


def test_requests_of_one_path_are_decided_by_their_http_methods_in_every_chunk() -> None:
    rules = [rule("/a", "foo"), rule("/a", "bar", http_method="POST", delta=2)]
    catalog = Catalog(products=(product(rules=rules, metrics=[FOO, BAR]),))
    for http_methods in (["GET"], ["POST", "HEAD", None, "GET"], ["PUT", "POST"]):
        rows: list[Row] = [(http_method, None, "/a", None) for http_method in http_methods]
        usages = [decision.usage for decision in at_once(catalog, rows)]
        assert [bool(usage) for usage in usages] == [m in {"GET", "POST"} for m in http_methods]
        assert at_once(catalog, rows) == [plainly(catalog, row) for row in rows]


def test_a_mount_is_compared_by_what_it_holds() -> None:
    api = Product("api", (), (Mount("/", backend(rules=[rule("/", "hits")])),))
    assert at_once(Catalog(products=(api,)), [("GET", "any", "/", None)])[0].usage
