from __future__ import annotations

from ipaddress import ip_network

import pytest

from usagestats.catalog.build import catalog_of
from usagestats.catalog.model import (
    DEFAULT_CATALOG,
    DEFAULT_METRICS,
    DEFAULT_RULES,
    Backend,
    Catalog,
    Credential,
    Limit,
    Metric,
    Mount,
    Per,
    Product,
    Rule,
)
from usagestats.catalog.registry import Application, Registry
from usagestats.catalog.toml_file import read_document
from usagestats.safety.secrets import pseudonym

M = Metric("m", "M", "hit", is_method=True)


def catalog(text: str, registry: Registry | None = None) -> Catalog:
    return catalog_of(read_document(text.encode(), "usagestats.toml"), registry or Registry())


def test_a_file_with_settings_only_is_the_catalog_without_a_file() -> None:
    assert catalog('timezone = "UTC"') == DEFAULT_CATALOG


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


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ('"query:user_key"', Credential("query", "user_key")),
        ('"query:app_id"', Credential("query", "app_id", is_secret=False)),
        ('"query:App_Id"', Credential("query", "App_Id", is_secret=False)),
        ('"remote_user"', Credential("remote_user", is_secret=False)),
        ('"field:client_id"', Credential("fields", "client_id")),
        ('"field:jwt.azp"', Credential("fields", "jwt.azp")),
        ('{ from = "query:user_key", secret = false }', Credential("query", "user_key", is_secret=False)),
        ('{ from = "query:app_id", secret = true }', Credential("query", "app_id")),
        ('{ from = "remote_user", secret = true }', Credential("remote_user")),
        ('{ from = "field:x", secret = false }', Credential("fields", "x", is_secret=False)),
        ('{ from = "query:x" }', Credential("query", "x")),
    ],
)  # fmt: skip
def test_where_credentials_are(entry: str, expected: Credential) -> None:
    assert catalog(f"identify = [{entry}]").identify == (expected,)


def test_nobody_is_identified_where_the_list_is_empty() -> None:
    assert catalog("identify = []").identify == ()


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


def test_exclusions() -> None:
    shop = Application("7", "Shop")
    registry = Registry({"key:0123456789ab": shop, "7": shop})

    actual = catalog(
        '[exclude]\npaths = ["/healthz$"]\naddresses = ["10.0.0.1", "2001:db8::/32"]\n'
        'user_agents = ["kube-probe/*"]\nstatuses = [404, "5XX"]\napplications = ["Shop", "k"]',
        registry,
    ).exclude

    assert actual.paths == ("/healthz$",)
    assert actual.networks == (ip_network("10.0.0.1/32"), ip_network("2001:db8::/32"))
    assert actual.user_agents == ("kube-probe/*",)
    assert actual.statuses == ("404", "5xx")
    assert actual.applications == {
        *(pseudonym("Shop"), "key:0123456789ab", "7"),
        *("k", pseudonym("k")),
    }
