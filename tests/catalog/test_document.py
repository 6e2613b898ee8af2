from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usagestats.catalog.mistakes import CatalogError
from usagestats.catalog.model import Per
from usagestats.catalog.schema import DIALECT, catalog_schema
from usagestats.catalog.toml_file import read_document
from usagestats.errors import ExitCode

FILE = "usagestats.toml"
RULE = 'http_method = "GET", pattern = "/"'


def errors_of(text: str | bytes) -> list[str]:
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(CatalogError) as caught:
        read_document(data, FILE)
    assert caught.value.exit_code == ExitCode.USAGE
    return str(caught.value).split("\n")


def backend(line: str) -> str:
    return f'[[backends]]\nname = "b"\n{line}\n'


def product(line: str) -> str:
    return f'[[products]]\nname = "p"\n{line}\n'


def test_an_empty_file_has_every_default() -> None:
    actual = read_document(b"", FILE)

    assert actual.timezone is None
    assert actual.week_start == "monday"
    assert actual.counting == "matched"
    assert actual.identify is None
    assert actual.products == []


def test_short_forms_are_tables() -> None:
    actual = read_document(
        b"""
        identify = ["query:user_key"]
        [[backends]]
        name = "b"
        methods = ["m", { name = "n", unit = "file" }]
        rules = [{ http_method = "ANY", pattern = "/" }]
        [[products]]
        name = "p"
        backends = ["b"]
        [[plans]]
        name = "basic"
        limits = [{ metric = "hits", value = 0, per = "eternity" }]
        [exclude]
        statuses = [404, "4XX", "503"]
        """,
        FILE,
    )

    assert actual.identify is not None
    assert [entry.source for entry in actual.identify] == ["query:user_key"]
    assert [(method.name, method.unit) for method in actual.backends[0].methods] == [
        ("m", "hit"),
        ("n", "file"),
    ]
    rule = actual.backends[0].rules[0]
    assert (rule.metric, rule.delta, rule.last) == ("hits", 1, False)
    assert [(mount.name, mount.path) for mount in actual.products[0].backends] == [("b", "/")]
    assert actual.plans[0].limits[0].per is Per.ETERNITY
    assert actual.exclude.statuses == ["404", "4xx", "503"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('timezone = "Europe/Athen"', ["timezone: no such time zone: 'Europe/Athen'", "did you mean 'Europe/Athens'?"]),
        ('log_timezone = ""', ["log_timezone: no such time zone: ''", "write one such as Europe/Athens"]),
        ("timezone = 2", ["timezone: should be text, not a whole number"]),
        ('week_start = "Monday"', ["week_start: cannot be 'Monday'", "did you mean 'monday'?"]),
        ('week_start = "x"', ["week_start: cannot be 'x'", "write one of monday, tuesday, wednesday, thursday, friday, saturday, sunday"]),
        ("week_start = 1", ["week_start: should be text, not a whole number", "write one of monday, tuesday, wednesday, thursday, friday, saturday, sunday"]),
        ('counting = "authorised"', ["counting: cannot be 'authorised'", "did you mean 'authorized'?"]),
        ("counting = true", ["counting: should be text, not true", "write one of matched, authorized"]),
        ('store = " "', ["store: must not be empty"]),
        ("log_format = 1.5", ["log_format: should be text, not a number with a point"]),
        ("applications = 2026-05-04", ["applications: should be text, not a date or time"]),
        ("backends = 1", ["backends: should be a list, not a whole number"]),
        ("backends = [1]", ["backends[0]: should be a table, not a whole number"]),
        ('[backends]\nname = "b"', ["backends: should be a list, not a table", "write [[backends]], with two brackets"]),
        ("exclude = []", ["exclude: should be a table, not a list"]),
        ("[[exclude]]", ["exclude: should be a table, not a list"]),
    ],
)  # fmt: skip
def test_a_setting_that_cannot_be_is_told_in_plain_words(text: str, expected: list[str]) -> None:
    first, *hints = expected

    actual = errors_of(text)

    assert actual == [f"usagestats: {FILE}: {first}", *(f"  help: {hint}" for hint in hints)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('timezon = "UTC"', ["timezon: no such key", "did you mean 'timezone'?"]),
        ('color = "red"', ["color: no such key", "the keys here are timezone, log_timezone, week_start, counting, identify, applications, log_format, store, backends, products, plans, exclude"]),
        (backend('method = ["m"]'), ["backends[0].method (backend 'b'): no such key", "did you mean 'methods'?"]),
        (backend('store = "s"'), ["backends[0].store (backend 'b'): no such key", "it is a setting of the whole file: write it above the first table"]),
        (backend(f"rules = [{{ {RULE}, metrik = 'hits' }}]"), ["backends[0].rules[0].metrik (backend 'b'): no such key", "did you mean 'metric'?"]),
        (backend('methods = [{ name = "m", units = "file" }]'), ["backends[0].methods[0].units (backend 'b'): no such key", "did you mean 'unit'?"]),
        (product('host = ["a"]'), ["products[0].host (product 'p'): no such key", "did you mean 'hosts'?"]),
        (product('backends = [{ name = "b", pth = "/" }]'), ["products[0].backends[0].pth (product 'p'): no such key", "did you mean 'path'?"]),
        ('identify = [{ form = "query:x", from = "query:x" }]', ["identify[0].form: no such key", "did you mean 'from'?"]),
        ('[[plans]]\nname = "x"\nlimit = []', ["plans[0].limit (plan 'x'): no such key", "did you mean 'limits'?"]),
        ('[[plans]]\nname = "x"\nlimits = [{ metric = "hits", value = 1, per = "day", period = 1 }]', ["plans[0].limits[0].period (plan 'x'): no such key", "did you mean 'per'?"]),
        ("[exclude]\npath = []", ["exclude.path: no such key", "did you mean 'paths'?"]),
        ("[exclude]\ntimezone = 1", ["exclude.timezone: no such key", "it is a setting of the whole file: write it above the first table"]),
    ],
)  # fmt: skip
def test_an_unknown_key_is_refused_with_the_nearest_one(text: str, expected: list[str]) -> None:
    first, hint = expected

    actual = errors_of(text)

    assert actual == [f"usagestats: {FILE}: {first}", f"  help: {hint}"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[[backends]]", "backends[0].name"),
        ("[[products]]", "products[0].name"),
        ("[[plans]]", "plans[0].name"),
        ("identify = [{ secret = true }]", "identify[0].from"),
        (backend('rules = [{ pattern = "/" }]'), "backends[0].rules[0].http_method (backend 'b')"),
        (backend('rules = [{ http_method = "GET" }]'), "backends[0].rules[0].pattern (backend 'b')"),
        (backend("methods = [{}]"), "backends[0].methods[0].name (backend 'b')"),
        (product("backends = [{}]"), "products[0].backends[0].name (product 'p')"),
        ('[[plans]]\nname = "x"\nlimits = [{ value = 1, per = "day" }]', "plans[0].limits[0].metric (plan 'x')"),
        ('[[plans]]\nname = "x"\nlimits = [{ metric = "hits", per = "day" }]', "plans[0].limits[0].value (plan 'x')"),
        ('[[plans]]\nname = "x"\nlimits = [{ metric = "hits", value = 1 }]', "plans[0].limits[0].per (plan 'x')"),
    ],
)  # fmt: skip
def test_a_key_that_is_needed_is_missed(text: str, place: str) -> None:
    actual = errors_of(text)

    assert actual == [f"usagestats: {FILE}: {place}: is missing"]


@pytest.mark.parametrize(
    ("name", "what", "hint"),
    [
        ("", "a name must not be empty", None),
        (" b", "a name has no control characters, and no spaces around it", None),
        ("b\\u001b[1m", "a name has no control characters, and no spaces around it", None),
        ("a,b", "a name has no comma: 'a,b'", "options take lists separated by commas"),
        ("(none)", "a name begins with no parenthesis: '(none)'", "(none) has a meaning"),
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
        ("two words", "no name for a metric: 'two words'"),
        ("", "no name for a metric: ''"),
        ("-m", "no name for a metric: '-m'"),
        ("é", "no name for a metric: 'é'"),
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
        ('http_method = "GET", pattern = "/a?b={x}&b=1"', ["pattern (backend 'b'): the parameter b stands twice", "  /a?b={x}&b=1", "           ^"]),
        ('http_method = "GET", pattern = "/a?{b}=1"', ["pattern (backend 'b'): the name of a parameter is no wildcard", "  /a?{b}=1", "     ^"]),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be(rule: str, expected: list[str]) -> None:
    first, *rest = expected
    actual = errors_of(backend(f"rules = [{{ {rule} }}]"))

    assert actual == [f"usagestats: {FILE}: backends[0].rules[0].{first}", *rest]


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
        ("", "write one such as 'api.example.org'"),
        ("a b", "write one such as 'api.example.org'"),
    ],
)
def test_what_is_no_host(written: str, hint: str) -> None:
    actual = errors_of(product(f'hosts = ["{written}"]'))

    assert actual == [
        f"usagestats: {FILE}: products[0].hosts[0] (product 'p'): no host name: '{written}'",
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


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('paths = ["/a?b=1"]', ["exclude.paths[0]: only the path is looked at", "  /a?b=1", "    ^^^^", "  help: did you mean '/a'?"]),
        ('paths = ["a"]', ["exclude.paths[0]: a pattern begins with /: 'a'", "  help: did you mean '/a'?"]),
        ('addresses = ["10.0.0.1/8"]', ["exclude.addresses[0]: no address and no network: '10.0.0.1/8'", "  help: did you mean '10.0.0.0/8'?"]),
        ('addresses = ["::1", "host"]', ["exclude.addresses[1]: no address and no network: 'host'", "  help: write one such as 10.0.0.1, 10.0.0.0/8 or 2001:db8::/32"]),
        ('user_agents = [""]', ["exclude.user_agents[0]: must not be empty"]),
        ('statuses = ["40"]', ["exclude.statuses[0]: no status: '40'", "  help: write one such as 404 or 4xx"]),
        ("statuses = [1000]", ["exclude.statuses[0]: no status: '1000'", "  help: write one such as 404 or 4xx"]),
        ("statuses = [true]", ["exclude.statuses[0]: should be text, not true"]),
        ("applications = [5]", ["exclude.applications[0]: should be text, not a whole number"]),
    ],
)  # fmt: skip
def test_an_exclusion_that_cannot_be(line: str, expected: list[str]) -> None:
    first, *rest = expected

    actual = errors_of(f"[exclude]\n{line}")

    assert actual == [f"usagestats: {FILE}: {first}", *rest]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ('"user_key"', ["no place of a credential: 'user_key'", "  help: did you mean 'query:user_key'?", "  help: write query:NAME, field:NAME or remote_user"]),
        ('"remote-user"', ["no place of a credential: 'remote-user'", "  help: did you mean 'remote_user'?"]),
        ('"qery:user_key"', ["no place of a credential: 'qery:user_key'", "  help: did you mean 'query:user_key'?"]),
        ('"header:x"', ["no place of a credential: 'header:x'", "  help: write query:NAME, field:NAME or remote_user"]),
        ('"query:"', ["not the name of a query parameter: 'query:'", "  help: write query:NAME, field:NAME or remote_user"]),
        ('"field:"', ["not the name of a field of the log: 'field:'", "  help: write query:NAME, field:NAME or remote_user"]),
        ('"query:user_key=s3cr3t"', ["not the name of a query parameter: 'query:user_key=***'", "  help: write query:NAME, field:NAME or remote_user"]),
        ('"user_key=TOPSECRET3"', ["no place of a credential: 'user_key=***'", "  help: did you mean 'query:user_key'?", "  help: write query:NAME, field:NAME or remote_user"]),
        ('"x=TOPSECRET3"', ["no place of a credential: 'x=***'", "  help: did you mean 'query:x'?", "  help: write query:NAME, field:NAME or remote_user"]),
        ('"user_key TOPSECRET3"', ["no place of a credential: 'user_key ***'", "  help: did you mean 'query:user_key'?", "  help: write query:NAME, field:NAME or remote_user"]),
        ('"qery:x=TOPSECRET3"', ["no place of a credential: 'qery:x=***'", "  help: did you mean 'query:x'?"]),
        ('"userkey:TOPSECRET3"', ["no place of a credential: 'userkey:***'", "  help: did you mean 'query:userkey'?", "  help: write query:NAME, field:NAME or remote_user"]),
        ('"query:x=TOPSECRET3"', ["not the name of a query parameter: 'query:x=***'", "  help: write query:NAME, field:NAME or remote_user"]),
        ('"=TOPSECRET3"', ["no place of a credential: '=***'", "  help: write query:NAME, field:NAME or remote_user"]),
        ("3", ["should be text or a table, not a whole number"]),
    ],
)  # fmt: skip
def test_what_is_no_credential(entry: str, expected: list[str]) -> None:
    first, *rest = expected

    actual = errors_of(f"identify = [{entry}]")

    assert actual == [f"usagestats: {FILE}: identify[0]: {first}", *rest]


def test_all_mistakes_are_shown_at_once() -> None:
    actual = errors_of('timezone = "UTX"\nweek_start = "mon"\n[exclude]\nstatuses = ["x", "y"]')

    assert actual == [
        f"usagestats: {FILE}: timezone: no such time zone: 'UTX'",
        "  help: did you mean 'UTC'?",
        f"usagestats: {FILE}: week_start: cannot be 'mon'",
        "  help: did you mean 'monday'?",
        f"usagestats: {FILE}: exclude.statuses[0]: no status: 'x'",
        "  help: write one such as 404 or 4xx",
        f"usagestats: {FILE}: exclude.statuses[1]: no status: 'y'",
        "  help: write one such as 404 or 4xx",
    ]


def test_very_many_mistakes_are_counted() -> None:
    actual = errors_of("[exclude]\nuser_agents = [" + '"", ' * 1050 + "]")

    assert len(actual) == 21
    assert actual[-1] == "usagestats: and 1,030 more"


@pytest.mark.parametrize(
    ("text", "where", "excerpt"),
    [
        ("timezone = UTC", "1:12", ["  timezone = UTC", "             ^"]),
        ('a = 1\n\tb = "x\ny', "2:8", ['   b = "x', "         ^"]),
        ("a = 1\na = 2", "2:6", ["  a = 2", "       ^"]),
        ("identify = [\n", "1:13", ["  identify = [", "              ^"]),
        ("[[products]", "1:11", ["  [[products]", "            ^"]),
        ("[a]\r\nb\r\n", "2:2", ["  b", "   ^"]),
    ],
)
def test_what_is_no_toml_is_shown_with_its_place(text: str, where: str, excerpt: list[str]) -> None:
    first, *rest = errors_of(text)

    # the reason is that of tomllib, which words it anew from time to time
    assert first.startswith(f"usagestats: {FILE}:{where}: ")
    assert rest == excerpt


@pytest.mark.parametrize(
    "text",
    [
        '[exclude]\napplications = ["s3cr3t", "x]',
        "[exclude]\napplications = ['s3cr3t' 'x']",
        '[exclude]\npaths = []\n\napplications = [\n"s3cr3t" 1]',
        'exclude.applications = ["s3cr3t" 1]',
        'exclude = { applications = ["s3cr3t" 1] }',
    ],
)
def test_a_key_among_the_exclusions_is_not_shown(text: str) -> None:
    actual = errors_of(text)

    assert "s3cr3t" not in "".join(actual)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b'a = 1\nb = "\xff"', "usagestats: usagestats.toml:2: not UTF-8"),
        (b"x = " + b"[" * 100_000, "usagestats: usagestats.toml: nested too deeply"),
        (
            b"a = 1\nb = -" + b"1" * 5000,
            "usagestats: usagestats.toml:2: the number has too many digits",
        ),
        (
            b"\na = [1, 1" + b"_0" * 4400 + b"]",
            "usagestats: usagestats.toml:2: the number has too many digits",
        ),
    ],
)
def test_a_file_that_cannot_be_read_as_text(data: bytes, expected: str) -> None:
    actual = errors_of(data)

    assert actual[0] == expected


def test_a_mark_at_the_begin_and_windows_lines_are_fine() -> None:
    actual = read_document(b'\xef\xbb\xbftimezone = "UTC"\r\nweek_start = "sunday"\r\n', FILE)

    assert (actual.timezone, actual.week_start) == ("UTC", "sunday")


@given(st.sampled_from(sorted(available_timezones())))
def test_every_zone_is_known(zone: str) -> None:
    actual = read_document(f'timezone = "{zone}"'.encode(), FILE)

    assert actual.timezone == zone


KEYS = st.sampled_from(
    [
        "timezone",
        "store",
        "identify",
        "backends",
        "products",
        "plans",
        "exclude",
        "name",
        "methods",
        "metrics",
        "rules",
        "hosts",
        "limits",
        "metric",
        "value",
        "per",
        "paths",
        "statuses",
        "addresses",
        "http_method",
        "pattern",
        "from",
        "x",
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 1000) | st.text("/ab{}*$?&=,. ", max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(KEYS, VALUES, max_size=4))
def test_whatever_is_wrong_is_told_in_our_words(tree: dict[str, Any]) -> None:
    text = "\n".join(f"{key} = {toml(value)}" for key, value in tree.items())
    try:
        read_document(text.encode(), FILE)
    except CatalogError as error:
        shown = str(error)
        assert "Input should" not in shown
        assert "pydantic" not in shown
        assert shown.startswith(f"usagestats: {FILE}: ")


def toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {toml(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return "1.5" if value is None else json.dumps(value)


def tables(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if "properties" in schema:
            yield schema
        for one in schema.values():
            yield from tables(one)


def test_the_schema_describes_every_key_and_refuses_others() -> None:
    schema = catalog_schema()

    assert schema["$schema"] == DIALECT
    assert schema["title"] == "usagestats.toml"
    found = list(tables(schema))
    assert len(found) == 10
    for table in found:
        assert table["additionalProperties"] is False
        assert all(one.get("description") for one in table["properties"].values())


def test_the_schema_is_json_without_null_whose_references_lead_somewhere() -> None:
    text = json.dumps(catalog_schema())
    schema = json.loads(text)

    assert "null" not in text
    references = {part.split('"')[0] for part in text.split('"#/$defs/')[1:]}
    assert references == set(schema["$defs"])


def test_the_schema_knows_short_forms() -> None:
    definitions = catalog_schema()["$defs"]

    methods = definitions["BackendEntry"]["properties"]["methods"]["items"]
    assert methods == {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/MetricEntry"}]}
    assert definitions["SourceEntry"]["required"] == ["from"]
