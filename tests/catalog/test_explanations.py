from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.catalog.documents import FILE, RULE, backend, errors_of, product
from usagestats.catalog.mistakes import CatalogError
from usagestats.catalog.toml_file import read_document


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('timezone = "Europe/Athen"', ["timezone: no such time zone: 'Europe/Athen'", "did you mean 'Europe/Athens'?"]),
        ('log_timezone = ""', ["log_timezone: no such time zone: ''", "write one like Europe/Athens"]),
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
        ('color = "red"', ["color: no such key", "the keys here are timezone, log_timezone, limit_timezone, week_start, currency, counting, coverage, identify, client, trusted_proxies, secrets, applications, log_format, store, backends, products, plans, exclude, smtp, storage"]),
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
        assert re.match(rf"usagestats: {FILE}:\d+: ", shown)


def toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {toml(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return "1.5" if value is None else json.dumps(value)
