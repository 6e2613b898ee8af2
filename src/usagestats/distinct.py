"""Work on distinct values: a column of many rows and few values is looked at once per value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable


def map_distinct(
    values: pl.Series, function: Callable[[str], object], dtype: pl.DataType
) -> pl.Series:
    """Apply `function` to each distinct string of `values`; null stays null.

    Shape: the rows and order of `values`, with `dtype`.
    """
    # categories of their own, so that they are freed with this call
    coded = values.cast(pl.Categorical(pl.Categories.random()))
    seen = coded.unique()
    table = pl.DataFrame({"code": seen.to_physical(), "value": seen.cast(pl.String)})
    strings = table.drop_nulls().sort("code")["value"]
    results = pl.Series(values.name, [function(string) for string in strings], dtype=dtype)
    return results.gather(coded.to_physical())
