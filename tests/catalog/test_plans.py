from __future__ import annotations

import pytest

from tests.catalog.built import catalog
from tests.catalog.parts import FILE, errors_of, plan
from usagestats.catalog.model import (
    Limit,
    Per,
)
from usagestats.catalog.toml_file import read_document


def test_a_limit_belongs_to_the_only_backend_that_has_its_metric() -> None:
    text = """
    [[backends]]
    name = "a"
    methods = ["m"]
    [[products]]
    name = "p"
    methods = ["own"]
    backends = ["a"]
    [[products]]
    name = "self"
    hosts = ["x"]
    methods = ["s"]
    [[plans]]
    name = "basic"
    limits = [
      { metric = "hits", value = 0, per = "minute" },
      { metric = "hits", value = 1, per = "minute", backend = "a" },
      { metric = "own", value = 2, per = "hour" },
      { metric = "m", value = 3, per = "day" },
      { metric = "s", value = 4, per = "week" },
    ]
    [[plans]]
    name = "of self"
    product = "self"
    limits = [{ metric = "metadata", value = 5, per = "month" }]
    """

    basic, of_self = catalog(text).plans

    assert basic.product is None
    assert basic.limits == (
        Limit("hits", 0, Per.MINUTE),
        Limit("hits", 1, Per.MINUTE, "a"),
        Limit("own", 2, Per.HOUR),
        Limit("m", 3, Per.DAY, "a"),
        Limit("s", 4, Per.WEEK, "self"),
    )
    assert of_self.product == "self"
    assert of_self.limits == (Limit("metadata", 5, Per.MONTH, "self"),)


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        ('{ metric = "n", value = -1, per = "day" }', ["value (plan 'basic'): must be at least 0, not -1"]),
        ('{ metric = "n", value = 1e4, per = "day" }', ["value (plan 'basic'): should be a whole number, not a number with a point"]),
        ('{ metric = "n", value = 1, per = "daily" }', ["per (plan 'basic'): cannot be 'daily'", "  help: did you mean 'day'?"]),
        ('{ metric = "n", value = 1, per = "fortnight" }', ["per (plan 'basic'): cannot be 'fortnight'", "  help: write one of minute, hour, day, week, month, year, eternity"]),
        ('{ metric = "hit", value = 1, per = "day" }', ["metric (plan 'basic'): no such metric: 'hit'", "  help: did you mean 'hits'?"]),
        ('{ metric = "xyz", value = 1, per = "day" }', ["metric (plan 'basic'): no such metric: 'xyz'", "  help: choose from 'bytes', 'hits', 'm', 'n'"]),
        ('{ metric = "requests", value = 1, per = "day" }', ["metric (plan 'basic'): limits are on usage, not on requests", "  help: did you mean 'hits'?"]),
        ('{ metric = "m", value = 1, per = "day" }', ["metric (plan 'basic'): several backends have the metric 'm': 'a', 'b'", '  help: say which one: backend = "a"']),
        ('{ metric = "n", value = 1, per = "day", backend = "a" }', ["metric (plan 'basic'): the backend 'a' has no metric 'n'", "  help: choose from 'bytes', 'hits', 'm'"]),
        ('{ metric = "n", value = 1, per = "day", backend = "x" }', ["backend (plan 'basic'): no such backend: 'x'", "  help: choose from 'a', 'b'"]),
    ],
)  # fmt: skip
def test_a_limit_that_cannot_be(limit: str, expected: list[str]) -> None:
    first, *rest = expected

    actual = errors_of(plan(limit))

    assert actual == [f"plans[0].limits[0].{first}", *rest]


def test_a_metric_has_one_limit_per_period() -> None:
    limits = ", ".join(
        f'{{ metric = "{metric}", value = 1, per = "{per}"{owner} }}'
        for metric, per, owner in [
            ("hits", "day", ""),
            ("hits", "hour", ""),
            ("hits", "day", ', backend = "a"'),
            ("n", "day", ""),
            ("n", "day", ', backend = "b"'),
        ]
    )

    actual = errors_of(plan(limits))

    assert actual == [
        "plans[0].limits[4] (plan 'basic'): a limit on 'n' per day occurs twice",
        "  help: see plans[0].limits[3]",
    ]


def test_a_plan_is_for_a_product_that_there_is() -> None:
    near = errors_of(plan("", 'product = "pp"'))
    far = errors_of('[[plans]]\nname = "basic"\nproduct = "p"')

    assert near == [
        "plans[0].product (plan 'basic'): no such product: 'pp'",
        "  help: did you mean 'p'?",
    ]
    assert far == [
        "plans[0].product (plan 'basic'): no such product: 'p'",
        "  help: add it as [[products]]",
    ]


def test_without_products_limits_are_on_the_default_methods() -> None:
    text = '[[plans]]\nname = "basic"\nlimits = [{ metric = "%s", value = 1, per = "day" }]'

    assert read_document((text % "metadata").encode(), FILE)
    assert errors_of(text % "metadat") == [
        "plans[0].limits[0].metric (plan 'basic'): no such metric: 'metadat'",
        "  help: did you mean 'metadata'?",
    ]
