from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.classify.catalogs import backend, method, product, rule
from tests.profiles import examples
from usagestats.catalog.model import DEFAULT_RULES, Backend, Rule
from usagestats.classify.rules import facts_of, routed_mount, try_rules
from usagestats.survey.rule_pairs import RulePairs, counts_twice

if TYPE_CHECKING:
    from usagestats.catalog.model import Product

PATTERNS = st.sampled_from(
    ["/", "/a", "/a/", "/a$", "/{x}", "/a/{x}", "/a/b", "/ab", "/{x}/b?q=1", "/a?q={v}", "/a?q=2"]
)
RULES = st.lists(
    st.builds(
        rule,
        PATTERNS,
        st.sampled_from(["hits", "m", "own"]),
        http_method=st.sampled_from(["GET", "POST", "ANY"]),
        last=st.sampled_from([False, False, True]),
    ),
    max_size=4,
)
METRICS = (method("m"), method("own", is_method=False))


@st.composite
def products(draw: st.DrawFn) -> Product:
    paths = draw(st.sampled_from([["/"], ["/a"], ["/", "/a"], ["/a", "/a/b", "/"]]))
    backends = [backend(f"b{path}", rules=draw(RULES), metrics=METRICS) for path in paths]
    if draw(st.booleans()):
        backends[-1] = backends[0]  # one backend may be mounted twice
    mounts = dict(zip(paths, backends, strict=True))
    return product(mounts, rules=draw(RULES), metrics=METRICS)


@settings(max_examples=examples(300))
@given(
    products(),
    st.sampled_from(["GET", "POST", "PUT"]),
    st.sampled_from(["/", "/a", "/a/", "/a/b", "/ab", "/x/b", "/a/a", "/a/ab", "/a/b/b", "/a/b/a"]),
    st.sampled_from(["", "q=1", "q=2", "q"]),
)
def test_what_a_request_shows_was_foreseen(
    api: Product, http_method: str, path: str, query: str
) -> None:
    pairs = RulePairs(api)
    facts = facts_of(http_method, path, query)
    trials = list(try_rules(api, facts, routed_mount(api, facts)))
    counted = [place for place, trial in enumerate(trials) if trial.is_counted]
    twice = {
        (first, second)
        for first in counted
        for second in counted
        if first < second and counts_twice(trials[first].owned, trials[second].owned)
    }

    assert twice <= set(pairs.overlapping())
    assert all(pairs.hiding_rule(place) is None for place in counted)
    assert all(pairs.hiding_mount(place) is None for place in counted)


def overlapping(*rules: Rule, metrics: tuple[str, ...] = ("foo", "bar")) -> list[tuple[int, int]]:
    owner = backend(rules=rules, metrics=[method(name) for name in metrics])
    return list(RulePairs(product({"/": owner})).overlapping())


@pytest.mark.parametrize(
    "rules",
    [
        pytest.param(DEFAULT_RULES, id="default"),
        pytest.param([rule("/a", "foo"), rule("/b", "foo")], id="paths"),
        pytest.param([rule("/", "foo"), rule("/", "bar", http_method="PUT")], id="methods"),
        pytest.param([rule("/?q=1", "foo"), rule("/?q=2", "bar")], id="queries"),
        pytest.param([rule("/", "foo", last=True), rule("/a", "bar")], id="last"),
        pytest.param([rule("/a$", "foo"), rule("/ab", "bar")], id="anchored"),
        pytest.param([rule("/", "foo"), rule("/", "bytes")], id="metrics"),
        pytest.param(
            [rule("/a", "foo"), rule("/", "bytes", last=True), rule("/a", "bar")], id="between"
        ),
    ],
)
def test_rules_that_never_count_one_request_twice(rules: list[Rule]) -> None:
    assert overlapping(*rules) == []


@pytest.mark.parametrize(
    "rules",
    [
        pytest.param([rule("/", "hits"), rule("/a", "foo")], id="prefix"),
        pytest.param([rule("/a/{x}", "foo"), rule("/a/b", "bar")], id="wildcard"),
        pytest.param([rule("/", "foo"), rule("/", "bar", http_method="ANY")], id="any"),
        pytest.param([rule("/?q=1", "foo"), rule("/?r=2", "bar")], id="queries"),
        pytest.param([rule("/", "foo"), rule("/a", "bar", last=True)], id="last but later"),
        pytest.param([rule("/", "bytes"), rule("/a", "bytes")], id="same metric"),
    ],
)
def test_rules_that_count_one_request_twice(rules: list[Rule]) -> None:
    assert overlapping(*rules) == [(0, 1)]


def test_a_rule_of_the_product_overlaps_with_those_of_its_backends() -> None:
    api = product({"/v1": backend(rules=[rule("/", "hits")])}, rules=[rule("/", "hits")])

    assert list(RulePairs(api).overlapping()) == [(0, 1)]


def test_backends_do_not_overlap_with_each_other() -> None:
    one, other = backend("one", rules=[rule("/", "hits")]), backend("two", rules=DEFAULT_RULES)

    assert list(RulePairs(product({"/": one, "/v1": other})).overlapping()) == []


def test_what_is_routed_elsewhere_does_not_overlap() -> None:
    root, other = backend("root", rules=[rule("/", "hits")]), Backend("other", (), ())
    api = product({"/": root, "/v1": other}, rules=[rule("/v1/x", "hits")])

    assert list(RulePairs(api).overlapping()) == []


def test_a_rule_is_hidden_by_a_last_one_and_by_a_mount() -> None:
    root = backend("root", rules=[rule("/v1/x", "hits"), rule("/a", "hits")])
    api = product({"/": root, "/v1": backend("other")}, rules=[rule("/{any}", "hits", last=True)])
    pairs = RulePairs(api)
    mount = pairs.hiding_mount(1)

    assert [pairs.hiding_rule(place) for place in (0, 1, 2)] == [
        None,
        pairs.rules[0],
        pairs.rules[0],
    ]
    assert mount is not None
    assert mount.path == "/v1"
    assert pairs.hiding_mount(2) is None
