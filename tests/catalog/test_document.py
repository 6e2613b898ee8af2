from __future__ import annotations

import pytest

from tests.catalog.documents import FILE, RULE, backend, errors_of
from usagestats.catalog.toml_file import read_document


def test_an_empty_file_has_every_default() -> None:
    actual = read_document(b"", FILE)

    assert actual.timezone is None
    assert actual.week_start == "monday"
    assert actual.counting == "matched"
    assert actual.identify is None
    assert actual.products == []


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ('http_method = "get", pattern = "/"', ["http_method (backend 'b'): cannot be 'get'", "  help: did you mean 'GET'?"]),
        (f"{RULE}, delta = 0", ["delta (backend 'b'): must be at least 1, not 0"]),
        (f"{RULE}, delta = 1.0", ["delta (backend 'b'): should be a whole number, not a number with a point"]),
        (f"{RULE}, delta = true", ["delta (backend 'b'): should be a whole number, not true"]),
        (f'{RULE}, delta = "1"', ["delta (backend 'b'): should be a whole number, not text"]),
        (f"{RULE}, last = 1", ["last (backend 'b'): should be true or false, not a whole number"]),
        ('http_method = "GET", pattern = "foo"', ["pattern (backend 'b'): a pattern begins with /: 'foo'", "  help: did you mean '/foo'?"]),
        ('http_method = "GET", pattern = ""', ["pattern (backend 'b'): a pattern begins with /: ''", "  help: did you mean '/'?"]),
        ('http_method = "GET", pattern = "/a b"', ["pattern (backend 'b'): ' ' cannot stand in a pattern", "  /a b", "    ^", "  help: write it as %20"]),
        ('http_method = "GET", pattern = "/é"', ["pattern (backend 'b'): 'é' cannot stand in a pattern", "  /é", "   ^", "  help: write it as %C3%A9"]),
        ('http_method = "GET", pattern = "/[a]"', ["pattern (backend 'b'): '[' cannot stand in a pattern", "  /[a]", "   ^"]),
        ('http_method = "GET", pattern = "/{a"', ["pattern (backend 'b'): a wildcard is written {name}", "  /{a", "   ^"]),
        ('http_method = "GET", pattern = "/{}"', ["pattern (backend 'b'): a wildcard is written {name}", "  /{}", "   ^"]),
        ('http_method = "GET", pattern = "/a$b"', ["pattern (backend 'b'): $ stands at the end of the path only", "  /a$b", "    ^"]),
        ('http_method = "GET", pattern = "/{a}+"', ["pattern (backend 'b'): + has nothing to repeat", "  /{a}+", "      ^"]),
        ('http_method = "GET", pattern = "/a)"', ["pattern (backend 'b'): there is no ( before this )", "  /a)", "    ^"]),
        ('http_method = "GET", pattern = "/(a"', ["pattern (backend 'b'): ( is not closed", "  /(a", "   ^"]),
        ('http_method = "GET", pattern = "/a?b={x}&b=1"', ["pattern (backend 'b'): the parameter b occurs twice", "  /a?b={x}&b=1", "           ^"]),
        ('http_method = "GET", pattern = "/a?{b}=1"', ["pattern (backend 'b'): a wildcard cannot stand in the name of a parameter", "  /a?{b}=1", "     ^"]),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be(rule: str, expected: list[str]) -> None:
    first, *rest = expected
    actual = errors_of(backend(f"rules = [{{ {rule} }}]"))

    assert actual == [f"usagestats: {FILE}: backends[0].rules[0].{first}", *rest]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('paths = ["/a?b=1"]', ["exclude.paths[0]: a query cannot stand here: only the path counts", "  /a?b=1", "    ^^^^", "  help: did you mean '/a'?"]),
        ('paths = ["a"]', ["exclude.paths[0]: a pattern begins with /: 'a'", "  help: did you mean '/a'?"]),
        ('addresses = ["10.0.0.1/8"]', ["exclude.addresses[0]: neither an address nor a network: '10.0.0.1/8'", "  help: did you mean '10.0.0.0/8'?"]),
        ('addresses = ["::1", "host"]', ["exclude.addresses[1]: neither an address nor a network: 'host'", "  help: write one like 10.0.0.1, 10.0.0.0/8 or 2001:db8::/32"]),
        ('user_agents = [""]', ["exclude.user_agents[0]: must not be empty"]),
        ('statuses = ["40"]', ["exclude.statuses[0]: not a status: '40'", "  help: write one like 404 or 4xx"]),
        ("statuses = [1000]", ["exclude.statuses[0]: not a status: '1000'", "  help: write one like 404 or 4xx"]),
        ("statuses = [true]", ["exclude.statuses[0]: should be text, not true"]),
        ("applications = [5]", ["exclude.applications[0]: should be text, not a whole number"]),
    ],
)  # fmt: skip
def test_an_exclusion_that_cannot_be(line: str, expected: list[str]) -> None:
    first, *rest = expected

    actual = errors_of(f"[exclude]\n{line}")

    assert actual == [f"usagestats: {FILE}: {first}", *rest]
