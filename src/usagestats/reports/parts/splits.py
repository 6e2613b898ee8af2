"""The values by which rows are split, as numbers in the order of rows, with one table of values."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import polars as pl

from usagestats.frames import is_worth_coding, numbered
from usagestats.light_dataclass import dataclass
from usagestats.reports.parts.applications import (
    OF_APPLICATION,
    names_of,
    order_of,
    with_registry,
)

if TYPE_CHECKING:
    from usagestats.catalog.registry import Registry


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """The values of a key.

    Args:
        values: One row per value, in the order of rows, with the columns of the key.
        numbers: For each row of USAGE, the position of its value.
    """

    values: pl.DataFrame
    numbers: pl.Series


def split_of(rows: pl.DataFrame, key: str, registry: Registry) -> Split:
    """Return the values of one key.

    Args:
        rows: USAGE; names may be coded.
        key: One of `SPLIT_KEYS`.
        registry: The registered applications.
    """
    if key == "status":
        return _statuses(rows["status"])
    source = "application" if key in OF_APPLICATION else key
    numbers, names = numbered(rows[source])
    values = with_registry(names.to_frame(source), registry, [key]).select(names_of([key]))
    distinct = values.unique().sort(order_of([key]), nulls_last=True)
    positions = values.join(
        distinct.with_row_index("position"),
        on=values.columns,
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )["position"]
    return Split(distinct.select(map(_in_order, distinct)), positions.gather(numbers))


def _in_order(names: pl.Series) -> pl.Series:
    """Return coded names whose numbers are in the order of the names; many names stay as text."""
    distinct = names.unique().drop_nulls()
    is_worth = is_worth_coding(0, len(distinct))
    return names.cast(pl.Enum(distinct.sort())) if is_worth else names


def _statuses(statuses: pl.Series) -> Split:
    """Return all statuses between the lowest and the highest, and null."""
    low, high = (cast("int", one or 0) for one in (statuses.min(), statuses.max()))
    values = [*range(low, high + 1), None]
    numbers = statuses.cast(pl.Int64) - low
    table = pl.DataFrame({"status": values}, {"status": statuses.dtype})
    return Split(table, numbers.fill_null(len(values) - 1))
