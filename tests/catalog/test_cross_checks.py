from __future__ import annotations

import pytest

from usagestats.catalog.mistakes import CatalogError
from usagestats.catalog.toml_file import read_document

FILE = "usagestats.toml"
A = '[[backends]]\nname = "a"\nmethods = ["m"]\nmetrics = ["bytes"]\nrules = []\n'
B = '[[backends]]\nname = "b"\nmethods = ["m", "n"]\nrules = []\n'
BOTH = f'{A}{B}[[products]]\nname = "p"\nbackends = ["a", {{ name = "b", path = "/b" }}]\n'
RULE = 'http_method = "GET", pattern = "/"'


def errors_of(text: str) -> list[str]:
    with pytest.raises(CatalogError) as caught:
        read_document(text.encode(), FILE)
    return str(caught.value).replace(f"usagestats: {FILE}: ", "").split("\n")


def product(line: str) -> str:
    return f'{A}[[products]]\nname = "p"\n{line}\n'


def plan(limit: str, head: str = "") -> str:
    return f'{BOTH}[[plans]]\nname = "basic"\n{head}\nlimits = [{limit}]\n'


def test_a_catalog_whose_parts_go_together_has_no_problems() -> None:
    text = plan('{ metric = "m", backend = "a", value = 1, per = "day" }', 'product = "p"')

    assert read_document(text.encode(), FILE).plans[0].name == "basic"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (A + A, ["backends[1].name: the backend 'a' stands twice", "  help: see backends[0].name"]),
        ('[[products]]\nname = "p"\nhosts = ["x"]\n[[products]]\nname = "p"', ["products[1].name: the product 'p' stands twice", "  help: see products[0].name"]),
        ('[[plans]]\nname = "x"\n[[plans]]\nname = "x"', ["plans[1].name: the plan 'x' stands twice", "  help: see plans[0].name"]),
        ('identify = ["query:k", { from = "query:k", secret = false }]', ["identify[1]: the credential 'query:k' stands twice", "  help: see identify[0]"]),
        ('[[backends]]\nname = "a"\nmethods = ["m"]\nmetrics = ["m"]', ["backends[0].metrics[0] (backend 'a'): the metric 'm' stands twice", "  help: see backends[0].methods[0]"]),
    ],
)  # fmt: skip
def test_what_stands_twice(text: str, expected: list[str]) -> None:
    actual = errors_of(text)

    assert actual[:2] == expected


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


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('backends = ["aa", { name = "a", path = "/a" }]', ["products[0].backends[0] (product 'p'): no such backend: 'aa'", "  help: did you mean 'a'?"]),
        ('backends = ["x", { name = "a", path = "/a" }]', ["products[0].backends[0] (product 'p'): no such backend: 'x'", "  help: there are 'a'"]),
        ('backends = ["a", { name = "a", path = "/a" }]', ["products[0].backends[1] (product 'p'): the backend 'a' stands twice", "  help: see products[0].backends[0]"]),
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
        "products[0].backends[1] (product 'p'): the path '/' stands twice",
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
        "products[0].name: a product without backends is its own, and there is a backend 'a'",
        '  help: write backends = ["a"] if it is meant, else take another name',
    ]


def test_a_host_has_one_product() -> None:
    actual = errors_of(
        '[[products]]\nname = "p"\nhosts = ["x", "X:80"]\n[[products]]\nname = "q"\nhosts = ["x."]'
    )

    assert actual == [
        "products[0].hosts[1] (product 'p'): the host 'x' stands twice",
        "  help: see products[0].hosts[0]",
        "products[1].hosts[0] (product 'q'): the host 'x' stands twice",
        "  help: see products[0].hosts[0]",
    ]


def test_one_product_takes_the_rest() -> None:
    one = '[[products]]\nname = "p"\n[[products]]\nname = "q"\nhosts = ["x"]\n'

    actual = errors_of(f'{one}[[products]]\nname = "r"\n')

    assert read_document(one.encode(), FILE)
    assert actual == [
        "products[2]: neither 'p' nor 'r' has hosts",
        "  help: one product may go without: it gets the requests that no other one has",
    ]


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        ('{ metric = "n", value = -1, per = "day" }', ["value (plan 'basic'): must be at least 0, not -1"]),
        ('{ metric = "n", value = 1e4, per = "day" }', ["value (plan 'basic'): should be a whole number, not a number with a point"]),
        ('{ metric = "n", value = 1, per = "daily" }', ["per (plan 'basic'): cannot be 'daily'", "  help: did you mean 'day'?"]),
        ('{ metric = "n", value = 1, per = "fortnight" }', ["per (plan 'basic'): cannot be 'fortnight'", "  help: write one of minute, hour, day, week, month, year, eternity"]),
        ('{ metric = "hit", value = 1, per = "day" }', ["metric (plan 'basic'): no such metric: 'hit'", "  help: did you mean 'hits'?"]),
        ('{ metric = "xyz", value = 1, per = "day" }', ["metric (plan 'basic'): no such metric: 'xyz'", "  help: there are 'bytes', 'hits', 'm', 'n'"]),
        ('{ metric = "requests", value = 1, per = "day" }', ["metric (plan 'basic'): limits are on usage, not on requests", "  help: did you mean 'hits'?"]),
        ('{ metric = "m", value = 1, per = "day" }', ["metric (plan 'basic'): several backends have the metric 'm': 'a', 'b'", '  help: say which one: backend = "a"']),
        ('{ metric = "n", value = 1, per = "day", backend = "a" }', ["metric (plan 'basic'): the backend 'a' has no metric 'n'", "  help: there are 'bytes', 'hits', 'm'"]),
        ('{ metric = "n", value = 1, per = "day", backend = "x" }', ["backend (plan 'basic'): no such backend: 'x'", "  help: there are 'a', 'b'"]),
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
        "plans[0].limits[4] (plan 'basic'): a limit on 'n' per day stands twice",
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
