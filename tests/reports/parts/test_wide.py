from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from usagestats.catalog.registry import NO_APPLICATIONS, Application, Registry
from usagestats.choices import Measure, Wide
from usagestats.reports.parts.largest import OTHERS, Top
from usagestats.reports.parts.wide import WideColumns
from usagestats.tables.declared import USAGE
from usagestats.tables.statuses import CLASSES

REGISTRY = Registry(
    {
        "7": Application("7", "Shop"),
        "key:7": Application("7", "Shop"),
        "8": Application("8", "Shop"),
        "9": Application("9", "Map"),
    }
)


def usage(key: str, *rows: tuple[str | int | None, int]) -> pl.DataFrame:
    """Return USAGE of one metric: each row is a value of the key, and how many requests."""
    table = [(value, "requests", count, count) for value, count in rows]
    schema = {name: USAGE[name] for name in (key, "metric", "requests", "usage")}
    return pl.DataFrame(table, schema, orient="row")


def columns_of(
    wide: Wide, used: pl.DataFrame, registry: Registry = NO_APPLICATIONS, *others: str
) -> dict[str, int]:
    """Return the columns in order, with the sum of each."""
    columns = WideColumns.of(wide, used, registry, others)
    sums = dict(columns.as_metrics(used).group_by("metric").agg(pl.col("usage").sum()).iter_rows())
    return {name: sums.get(name, 0) for name in columns.names}


def test_applications_are_columns_by_name_and_by_id_where_a_name_is_shared() -> None:
    seen = (("(none)", 1), ("key:7", 2), ("7", 3), ("8", 4), ("9", 5), ("zoo", 6))
    used = usage("application", *seen)
    actual = columns_of(Wide.APP, used, REGISTRY)

    assert list(actual.items()) == [("Map", 5), ("7", 5), ("8", 4), ("zoo", 6), ("(none)", 1)]


def test_a_stranger_who_is_called_like_an_application_makes_the_name_a_shared_one() -> None:
    used = usage("application", ("9", 1), ("Map", 2))

    assert columns_of(Wide.APP, used, REGISTRY) == {"9": 1, "Map": 2}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("partial", "partial (partial)"),
        ("=1+1", "'=1+1"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("a,b", "a,b"),
    ],
)
def test_the_name_of_a_column_is_harmless_and_no_other_column_has_it(
    name: str, expected: str
) -> None:
    used = usage("application", (name, 3))

    assert columns_of(Wide.APP, used, NO_APPLICATIONS, "partial") == {expected: 3}


def test_backends_are_columns_and_the_product_itself_is_the_last() -> None:
    used = usage("backend", (None, 1), ("search", 2), ("catalog", 3))

    assert list(columns_of(Wide.BACKEND, used).items()) == [
        ("catalog", 3),
        ("search", 2),
        ("(product)", 1),
    ]


def test_classes_of_statuses_are_always_the_same_columns() -> None:
    used = usage("status", (200, 1), (299, 2), (404, 3), (None, 4), (999, 5))
    columns = WideColumns.of(Wide.STATUS, used, NO_APPLICATIONS, ())

    assert columns_of(Wide.STATUS, used) == {
        **dict.fromkeys(CLASSES, 0),
        "2xx": 3,
        "4xx": 3,
        "none": 4,
    }
    assert columns.notes(used) == ("requests with a status of 600 or more, which has no column: 5",)
    assert columns.notes(used.filter(pl.col("status") == 200)) == ()
    assert tuple(columns_of(Wide.STATUS, used.clear())) == CLASSES


names = st.sampled_from(["a", "b", "c", "(none)", "7", "8", "partial", "a (b)", "=x", "'=x"])
registered = st.dictionaries(names, st.tuples(names, names), max_size=6)


@given(registered, st.lists(st.tuples(names, st.integers(0, 9)), max_size=12))
def test_every_request_is_in_one_column(
    known: dict[str, tuple[str, str]], rows: list[tuple[str, int]]
) -> None:
    registry = Registry({one: Application(one, name) for one, (name, _) in known.items()})
    used = usage("application", *rows)
    columns = columns_of(Wide.APP, used, registry, "partial")

    assert sum(columns.values()) == sum(count for _, count in rows)
    assert len(columns) == len({name for name, _ in rows})
    assert "partial" not in columns


def test_the_largest_columns_stand_first_and_the_others_are_the_last() -> None:
    used = usage("application", ("(none)", 4), ("key:7", 2), ("7", 3), ("9", 1), ("zoo", 6))
    every = WideColumns.of(Wide.APP, used, REGISTRY, ())

    largest = every.with_others(Top(2, "requests"), used, Measure.USAGE)
    sums = largest.as_metrics(used).group_by("metric").agg(pl.col("usage").sum())

    assert largest.names == ("zoo", "Shop", OTHERS)
    assert dict(sums.iter_rows()) == {"Shop": 5, "zoo": 6, OTHERS: 5}
    whole = every.with_others(Top(5, "requests"), used, Measure.USAGE)
    assert whole.names == ("zoo", "Shop", "(none)", "Map")
