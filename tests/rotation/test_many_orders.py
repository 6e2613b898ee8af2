"""`test_many_files` compares orders of all kinds with those of `order`; here are the columns."""

from __future__ import annotations

import polars as pl

from tests.rotation.rotated import Span, files_of, night
from tests.rotation.test_many_files import columns
from usagestats.rotation.many_orders import keyed_files, orders_of_logs


def ordered(spans: dict[str, Span]) -> tuple[list[list[str]], dict[str, list[object]]]:
    """Return the paths of each order, and the other columns of the files in order."""
    files = columns(files_of(spans))
    orders = orders_of_logs(keyed_files(files))
    named = orders.with_columns(path=files["path"].gather(orders["row"]))
    paths = named.group_by("order", maintain_order=True).agg("path")["path"].to_list()
    return paths, named.select("is_rising", "has_numbers", "has_time").unique().to_dict(
        as_series=False
    )


def test_numbers_that_rise_fall_or_are_of_gateways() -> None:
    rising: dict[str, Span] = {
        f"a-2026050{day}.{n}": (24 * day + n, 24 * day + n + 1) for day in (4, 5) for n in (1, 2)
    }
    falling: dict[str, Span] = {"b-20260504.2": (0, 1), "b-20260504.1": (1, 2)}
    gateways: dict[str, Span] = {
        f"c-2026050{day}.{n}": night(day) for day in (4, 5) for n in (1, 2)
    }

    assert ordered(rising) == (
        [[*rising]],
        {"is_rising": [True], "has_numbers": [True], "has_time": [False]},
    )
    assert ordered(falling) == (
        [[*falling]],
        {"is_rising": [False], "has_numbers": [True], "has_time": [False]},
    )
    assert ordered(gateways) == (
        [["c-20260504.1", "c-20260505.1"], ["c-20260504.2", "c-20260505.2"]],
        {"is_rising": [False], "has_numbers": [False], "has_time": [False]},
    )


def test_numbers_that_are_times() -> None:
    spans: dict[str, Span] = {f"a-20260504.{n}": (n / 100, n / 100) for n in (1000, 1005, 1100)}
    paths, kinds = ordered(spans)

    assert paths == [[*spans]]
    assert kinds["has_time"] == [True]


def test_files_that_are_alone_and_files_without_a_date_have_no_key() -> None:
    files = columns(
        files_of(
            {"a-20260504": night(0), "b.log": night(0), "c-20260504": night(0), "c-20260505": None}
        )
    )
    keyed = keyed_files(files)

    assert keyed["row"].to_list() == [2, 3]
    assert keyed["key"].n_unique() == 1
    assert keyed.schema["key"] == pl.Int64
