from __future__ import annotations

import pytest

from tests.catalog.built import catalog
from usagestats.catalog.model import (
    DEFAULT_METRICS,
    DEFAULT_RULES,
    Backend,
    Metric,
    Mount,
    Product,
    Rule,
)

M = Metric("m", "M", "hit", is_method=True)


def test_one_backend_alone_is_the_product_default() -> None:
    actual = catalog('[[backends]]\nname = "b"').products

    backend = Backend("b", DEFAULT_METRICS, DEFAULT_RULES)
    assert actual == (Product("default", (), (Mount("/", backend),)),)


def test_a_product_without_backends_is_its_own_backend() -> None:
    actual = catalog(
        '[[products]]\nname = "p"\nhosts = ["A"]\nmethods = ["m"]\nrules = []'
    ).products

    assert actual == (Product("p", ("a",), (Mount("/", Backend("p", (M,), ())),)),)


@pytest.mark.parametrize(
    ("lines", "names", "rules"),
    [
        ("", ["metadata", "datastore"], DEFAULT_RULES),
        ('methods = ["m"]', ["m", "metadata", "datastore"], DEFAULT_RULES),
        ('methods = ["datastore", "m"]', ["datastore", "m", "metadata"], DEFAULT_RULES),
        ('metrics = ["bytes"]', ["metadata", "datastore", "bytes"], DEFAULT_RULES),
        ("rules = []", [], ()),
        ('methods = ["m"]\nrules = []', ["m"], ()),
    ],
)
@pytest.mark.parametrize("kind", ["backends", "products"])
def test_default_rules_hold_where_there_is_no_key_rules(
    kind: str, lines: str, names: list[str], rules: tuple[Rule, ...]
) -> None:
    product = catalog(f'[[{kind}]]\nname = "x"\n{lines}').products[0]

    backend = product.mounts[0].backend
    assert [metric.name for metric in backend.metrics] == names
    assert backend.rules == rules
    assert (product.metrics, product.rules) == ((), ())


def test_a_product_with_backends_has_no_rules_by_default() -> None:
    text = '[[backends]]\nname = "b"\n[[products]]\nname = "p"\nbackends = ["b"]\n'

    bare = catalog(text).products[0]
    own = catalog(
        f'{text}methods = ["m"]\nrules = [{{ http_method = "GET", pattern = "/", metric = "m", delta = 3, last = true }}]'
    ).products[0]

    assert (bare.metrics, bare.rules) == ((), ())
    assert own.metrics == (M,)
    assert own.rules == (Rule("GET", "/", "m", 3, last=True),)


def test_a_backend_may_serve_several_products() -> None:
    actual = catalog(
        '[[backends]]\nname = "b"\n[[products]]\nname = "p"\nhosts = ["x"]\nbackends = ["b"]\n'
        '[[products]]\nname = "q"\nbackends = [{ name = "b", path = "/b/" }]'
    ).products

    assert actual[0].mounts[0].backend == actual[1].mounts[0].backend
    assert [product.mounts[0].path for product in actual] == ["/", "/b"]
