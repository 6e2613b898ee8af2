"""Queries in JSON records, of any form."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usagestats.logs.readers.json.queries import query_of


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a=1&b=2", "a=1&b=2"),
        ("?a=1", "a=1"),
        ("?", ""),
        ("a=%20+b", "a=%20+b"),
        ({"a": "1", "b": 2}, "a=1&b=2"),
        ({"a": ["1", "2"], "b": []}, "a=1&a=2"),
        ({"a": True, "b": None, "c": False}, "a&b&c=false"),
        ({"a": {"b": {"c": "1"}}}, "a[b][c]=1"),
        ({"a b": "x&y=z#%?"}, "a%20b=x%26y%3Dz%23%25%3F"),
        ({"caf\u00e9": "\ud800"}, "caf%C3%A9=%EF%BF%BD"),
        ('{"a": "1"}', "a=1"),
        ('{"a"', '{"a"'),
        (["a=1", "b"], "a=1&b"),
        ([{"name": "a", "value": "1"}, {"key": "b", "value": ["2", "3"]}], "a=1&b=2&b=3"),
        ([{"name": "a"}, {"value": 1}, [{"a": 1}]], "name=a&a=1"),
        ([["a", "1"], ["b", ["2", "3"]], ["c"]], "a=1&b=2&b=3&c"),
    ],
)
def test_a_query_is_read_as_a_client_sends_it(value: Any, expected: str) -> None:
    assert query_of(value) == expected


@pytest.mark.parametrize("value", [None, "", "-", '""', {}, [], [None, ""], "{}"])
def test_there_may_be_no_query(value: Any) -> None:
    assert query_of(value) is None


@given(st.dictionaries(st.text(), st.text(), min_size=1))
def test_an_object_becomes_the_query_of_its_parameters(parameters: dict[str, str]) -> None:
    query = query_of(parameters) or ""

    assert parse_qs(query, keep_blank_values=True) == {n: [t] for n, t in parameters.items()}
