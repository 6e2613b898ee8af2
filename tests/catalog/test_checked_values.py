from __future__ import annotations

from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.catalog.documents import FILE, backend, errors_of, product
from usagestats.catalog.toml_file import read_document


@pytest.mark.parametrize(
    ("name", "what", "hint"),
    [
        ("", "a name must not be empty", None),
        (" b", "a name cannot have control or invisible characters, or spaces around it", None),
        (
            "b\\u001b[1m",
            "a name cannot have control or invisible characters, or spaces around it",
            None,
        ),
        (
            "b\\u200b",
            "a name cannot have control or invisible characters, or spaces around it",
            None,
        ),
        ("a,b", "a name cannot have a comma: 'a,b'", "options take lists separated by commas"),
        (
            "(none)",
            "a name cannot begin with a parenthesis: '(none)'",
            "names such as (none) have a special meaning",
        ),
    ],
)
@pytest.mark.parametrize("kind", ["backends", "products", "plans"])
def test_a_name_that_reports_or_options_could_not_bear(
    kind: str, name: str, what: str, hint: str | None
) -> None:
    actual = errors_of(f'[[{kind}]]\nname = "{name}"')

    assert actual == [
        f"usagestats: {FILE}: {kind}[0].name: {what}",
        *([f"  help: {hint}"] if hint else []),
    ]


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("hits", "'hits' is built in and cannot be declared"),
        ("requests", "'requests' is built in and cannot be declared"),
        ("two words", "not a name for a metric: 'two words'"),
        ("", "not a name for a metric: ''"),
        ("-m", "not a name for a metric: '-m'"),
        ("é", "not a name for a metric: 'é'"),
        *(
            (name, f"'{name}' is the name of another column in reports")
            for name in ("period_start", "period_end", "partial", "product", "backend", "application")
        ),
        *(
            (name, f"'{name}' is the name of another column in reports")
            for name in ("plan", "account", "status", "metric", "usage")
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("key", ["methods", "metrics"])
def test_a_metric_must_be_a_column_of_its_own(key: str, name: str, what: str) -> None:
    short = errors_of(backend(f'{key} = ["{name}"]'))
    long = errors_of(product(f'{key} = ["x", {{ name = "{name}" }}]'))

    assert short[0] == f"usagestats: {FILE}: backends[0].{key}[0] (backend 'b'): {what}"
    assert long[0] == f"usagestats: {FILE}: products[0].{key}[1].name (product 'p'): {what}"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("API.Example.org", "api.example.org"),
        ("api.example.org:8080", "api.example.org"),
        ("api.example.org.", "api.example.org"),
        ("10.0.0.1:80", "10.0.0.1"),
        ("[::1]:80", "::1"),
        ("localhost", "localhost"),
    ],
)
def test_a_host_is_lower_case_without_port(written: str, expected: str) -> None:
    actual = read_document(product(f'hosts = ["{written}"]').encode(), FILE)

    assert actual.products[0].hosts == [expected]


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("https://API.example.org/v1", "did you mean 'api.example.org'?"),
        ("*.example.org", "there are no wildcards: list every host"),
        ("", "write one like 'api.example.org'"),
        ("a b", "write one like 'api.example.org'"),
    ],
)
def test_what_is_no_host(written: str, hint: str) -> None:
    actual = errors_of(product(f'hosts = ["{written}"]'))

    assert actual == [
        f"usagestats: {FILE}: products[0].hosts[0] (product 'p'): not a host name: '{written}'",
        f"  help: {hint}",
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [("/", "/"), ("/api/3/", "/api/3"), ("//api//3", "/api/3"), ("//", "/"), ("/a.b~c", "/a.b~c")],
)
def test_a_mount_path_ends_with_no_slash(written: str, expected: str) -> None:
    text = backend("") + product(f'backends = [{{ name = "b", path = "{written}" }}]')

    actual = read_document(text.encode(), FILE)

    assert actual.products[0].backends[0].path == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("api", ["a path begins with a slash: 'api'", "  help: did you mean '/api'?"]),
        ("/{a}", ["'{' cannot stand in the path of a backend", "  /{a}", "   ^", "  help: it is a plain path; patterns stand in rules"]),
        ("/a?b", ["'?' cannot stand in the path of a backend", "  /a?b", "    ^", "  help: it is a plain path; patterns stand in rules"]),
    ],
)  # fmt: skip
def test_what_is_no_mount_path(written: str, expected: list[str]) -> None:
    first, *rest = expected

    actual = errors_of(product(f'backends = [{{ name = "b", path = "{written}" }}]'))

    place = "products[0].backends[0].path (product 'p')"
    assert actual == [f"usagestats: {FILE}: {place}: {first}", *rest]


@given(st.sampled_from(sorted(available_timezones())))
def test_every_zone_is_known(zone: str) -> None:
    actual = read_document(f'timezone = "{zone}"'.encode(), FILE)

    assert actual.timezone == zone
