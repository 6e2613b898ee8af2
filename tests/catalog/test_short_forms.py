from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.catalog.documents import FILE
from usagestats.catalog.mistakes import Mistake
from usagestats.catalog.model import Per
from usagestats.catalog.short_forms import as_table, number_as_text, type_name
from usagestats.catalog.toml_file import read_document


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
    ("value", "expected"),
    [
        (True, "true"),  # not a whole number, though Python counts it as one
        (1, "a whole number"),
        (Decimal("1.5"), "a number with a point"),
        ("", "text"),
        ([], "a list"),
        ({}, "a table"),
        (date(2026, 5, 4), "a date or time"),
    ],
)
def test_types_have_names_of_everyday_words(value: object, expected: str) -> None:
    assert type_name(value) == expected


def test_text_becomes_a_table_and_other_values_are_refused() -> None:
    named = as_table("name")

    assert named("b") == {"name": "b"}
    assert named({"path": "/"}) == {"path": "/"}
    with pytest.raises(Mistake, match="should be text or a table, not a list"):
        named([])


def test_a_status_may_be_a_number_but_no_boolean() -> None:
    assert number_as_text(404) == "404"
    assert number_as_text("4xx") == "4xx"
    assert number_as_text(value=True) is True
