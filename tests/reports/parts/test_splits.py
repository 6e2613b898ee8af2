from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import pytest

from usagestats.catalog.registry import NO_APPLICATIONS, Application, Registry
from usagestats.reports.parts.splits import split_of
from usagestats.tables.declared import USAGE

TWO = Application(id="app-2", name="Reader", account="Museum", account_id="org-1")
ONE = Application(id="app-1", name="Reader", account="Library", account_id="org-2")
REGISTRY = Registry({"key:a": TWO, "key:b": ONE, "key:c": ONE})


def values_of(
    key: str, column: str, values: Sequence[object], registry: Registry
) -> Sequence[object]:
    """Return the values of each row, by way of their numbers."""
    rows = pl.DataFrame({column: values}, {column: USAGE[column]})
    split = split_of(rows, key, registry)
    assert split.values[split.numbers].height == len(values)
    return split.values[split.numbers].rows()


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("application", [("app-2", "Reader"), ("x", "x"), ("app-1", "Reader"), (None, None)]),
        ("account", [("org-1", "Museum"), (None, None), ("org-2", "Library"), (None, None)]),
        ("plan", [(None, None)] * 4),
    ],
)
def test_the_registry_names_each_application(key: str, expected: list[object]) -> None:
    identities = ["key:a", "x", "key:c", None]

    assert values_of(key, "application", identities, REGISTRY) == expected


@pytest.mark.parametrize("key", ["product", "backend"])
def test_a_name_is_its_own_value(key: str) -> None:
    assert values_of(key, key, ["b", None, "a"], NO_APPLICATIONS) == [("b",), (None,), ("a",)]


def test_statuses_are_their_own_values() -> None:
    assert values_of("status", "status", [404, None, 200], NO_APPLICATIONS) == [
        (404,), (None,), (200,),
    ]  # fmt: skip
    assert values_of("status", "status", [], NO_APPLICATIONS) == []
    assert values_of("status", "status", [None], NO_APPLICATIONS) == [(None,)]


def test_numbers_are_in_the_order_of_rows() -> None:
    names = ["z", "key:a", "key:b", "A", None, "key:c"]
    rows = pl.DataFrame({"application": names}, {"application": pl.String})
    split = split_of(rows, "application", REGISTRY)

    expected = [("A", "A"), ("app-1", "Reader"), ("app-2", "Reader"), ("z", "z"), (None, None)]
    assert split.values.rows() == expected
    assert split.numbers.to_list() == [3, 2, 1, 0, 4, 1]


def test_coded_names_are_in_the_order_of_their_texts() -> None:
    rows = pl.DataFrame({"backend": ["b", "a", "c"]})
    values = split_of(rows, "backend", NO_APPLICATIONS).values

    assert values["backend"].to_physical().to_list() == [0, 1, 2, None]
