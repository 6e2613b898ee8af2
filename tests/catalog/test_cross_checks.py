from __future__ import annotations

import pytest

from tests.catalog.parts import FILE, A, B, errors_of, plan, product
from usagestats.catalog.toml_file import read_document


def test_a_catalog_whose_parts_go_together_has_no_problems() -> None:
    text = plan('{ metric = "m", backend = "a", value = 1, per = "day" }', 'product = "p"')

    assert read_document(text.encode(), FILE).plans[0].name == "basic"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (A + A, ["backends[1].name: the backend 'a' occurs twice", "  help: see backends[0].name"]),
        ('[[products]]\nname = "p"\nhosts = ["x"]\n[[products]]\nname = "p"', ["products[1].name: the product 'p' occurs twice", "  help: see products[0].name"]),
        ('[[plans]]\nname = "x"\n[[plans]]\nname = "x"', ["plans[1].name: the plan 'x' occurs twice", "  help: see plans[0].name"]),
        ('[[plans]]\nname = "x"\nid = 7\n[[plans]]\nname = "y"\nid = "7"', ["plans[1].id (plan 'y'): the id '7' occurs twice", "  help: see plans[0].id"]),
        ('identify = ["query:k", { from = "query:k", secret = false }]', ["identify[1]: the credential 'query:k' occurs twice", "  help: see identify[0]"]),
        ('[[backends]]\nname = "a"\nmethods = ["m"]\nmetrics = ["m"]', ["backends[0].metrics[0] (backend 'a'): the metric 'm' occurs twice", "  help: see backends[0].methods[0]"]),
    ],
)  # fmt: skip
def test_what_stands_twice(text: str, expected: list[str]) -> None:
    actual = errors_of(text)

    assert actual[:2] == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('backends = ["aa", { name = "a", path = "/a" }]', ["products[0].backends[0] (product 'p'): no such backend: 'aa'", "  help: did you mean 'a'?"]),
        ('backends = ["x", { name = "a", path = "/a" }]', ["products[0].backends[0] (product 'p'): no such backend: 'x'", "  help: choose from 'a'"]),
        ('backends = ["a", { name = "a", path = "/a" }]', ["products[0].backends[1] (product 'p'): the backend 'a' occurs twice", "  help: see products[0].backends[0]"]),
    ],
)  # fmt: skip
def test_a_product_has_backends_that_there_are(line: str, expected: list[str]) -> None:
    actual = errors_of(product(line))

    assert actual == expected


def test_a_product_has_one_backend_under_a_path() -> None:
    actual = errors_of(
        f'{A}{B}[[products]]\nname = "p"\nbackends = ["a", {{ name = "b", path = "//" }}]'
    )

    assert actual == [
        "products[0].backends[1] (product 'p'): the path '/' occurs twice",
        "  help: see products[0].backends[0]",
    ]


def test_a_product_with_backends_in_a_file_without_any() -> None:
    actual = errors_of('[[products]]\nname = "p"\nbackends = ["a"]')

    assert actual == [
        "products[0].backends[0] (product 'p'): no such backend: 'a'",
        "  help: add it as [[backends]]",
    ]


def test_a_backend_that_no_product_has() -> None:
    actual = errors_of(f'{A}{B}[[products]]\nname = "p"\nbackends = ["a"]')

    assert actual == [
        "backends[1]: no product has the backend 'b'",
        '  help: add { name = "b", path = "/…" } to the backends of a product',
    ]


def test_several_backends_need_a_product() -> None:
    actual = errors_of(A + B)

    assert actual == [
        "backends: there are 2 backends, and no product says under which path each of them is",
        "  help: add",
        "  help: [[products]]",
        '  help: name = "default"',
        '  help: backends = [{ name = "a", path = "/a" }, { name = "b", path = "/b" }]',
    ]


def test_a_product_without_backends_that_is_called_as_one() -> None:
    actual = errors_of(
        f'{A}[[products]]\nname = "a"\nhosts = ["x"]\n[[products]]\nname = "p"\nbackends = ["a"]'
    )

    assert actual == [
        "products[0].name: a product without backends is its own backend, but there is already a backend 'a'",
        '  help: write backends = ["a"] if it is meant, else take another name',
    ]


def test_a_host_has_one_product() -> None:
    actual = errors_of(
        '[[products]]\nname = "p"\nhosts = ["x", "X:80"]\n[[products]]\nname = "q"\nhosts = ["x."]'
    )

    assert actual == [
        "products[0].hosts[1] (product 'p'): the host 'x' occurs twice",
        "  help: see products[0].hosts[0]",
        "products[1].hosts[0] (product 'q'): the host 'x' occurs twice",
        "  help: see products[0].hosts[0]",
    ]


def test_one_product_takes_the_rest() -> None:
    one = '[[products]]\nname = "p"\n[[products]]\nname = "q"\nhosts = ["x"]\n'

    actual = errors_of(f'{one}[[products]]\nname = "r"\n')

    assert read_document(one.encode(), FILE)
    assert actual == [
        "products[2]: neither 'p' nor 'r' has hosts",
        "  help: only one product may have no hosts: it gets the requests to all other hosts",
    ]


def test_problems_of_all_parts_are_shown_at_once() -> None:
    actual = errors_of(
        f'{A}[[products]]\nname = "p"\nbackends = ["b"]\nhosts = ["x", "x"]\n'
        '[[plans]]\nname = "basic"\nproduct = "q"\nlimits = [{ metric = "k", value = 1, per = "day" }]'
    )

    assert [line.split(" ")[0].rstrip(":") for line in actual if not line.startswith("  ")] == [
        "products[0].backends[0]",
        "backends[0]",
        "products[0].hosts[1]",
        "plans[0].product",
        "plans[0].limits[0].metric",
    ]
