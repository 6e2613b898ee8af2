from __future__ import annotations

import pytest

from tests.catalog.parts import FILE, RULE, errors_of, product
from usagestats.catalog.toml_file import read_document


@pytest.mark.parametrize(
    ("metric", "hint"),
    [
        ("mm", "did you mean 'm'?"),
        ("hit", "did you mean 'hits'?"),
        ("search", 'add methods = ["search"] to it'),
        (
            "requests",
            "requests are always counted; a rule adds to hits or to what its owner declares",
        ),
    ],
)
def test_a_rule_adds_to_what_its_owner_declares(metric: str, hint: str) -> None:
    lines = f'methods = ["m"]\nrules = [{{ {RULE} }}, {{ {RULE}, metric = "{metric}" }}]\n'

    of_backend = errors_of(f'[[backends]]\nname = "b"\n{lines}')
    of_product = errors_of(f'[[products]]\nname = "p"\n{lines}')

    assert of_backend == [
        f"backends[0].rules[1].metric (backend 'b'): the backend has no metric '{metric}'",
        f"  help: {hint}",
    ]
    assert of_product == [
        f"products[0].rules[1].metric (product 'p'): the product has no metric '{metric}'",
        f"  help: {hint}",
    ]


def test_a_product_does_not_share_the_metrics_of_its_backends() -> None:
    actual = errors_of(product(f'backends = ["a"]\nrules = [{{ {RULE}, metric = "m" }}]'))

    assert actual[0] == ("products[0].rules[0].metric (product 'p'): the product has no metric 'm'")


@pytest.mark.parametrize("base", ["requests", "hits", "m", "metadata"])
def test_a_metric_named_as_a_column_of_comparisons(base: str) -> None:
    actual = errors_of(f'[[backends]]\nname = "b"\nmethods = ["m", "{base}_change"]')

    assert actual == [
        f"backends[0].methods[1] (backend 'b'): '{base}_change' is the column that compares"
        f" '{base}' with the previous period",
        "  help: take another name",
    ]


def test_a_metric_that_only_looks_like_one_is_fine() -> None:
    assert read_document(b'[[backends]]\nname = "b"\nmethods = ["price_change"]', FILE).backends
