"""Work on distinct values: a column of many rows and few values is looked at once per value."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable


def map_distinct(
    values: pl.Series, function: Callable[[str], object], dtype: pl.DataType
) -> pl.Series:
    """Apply `function` to each distinct string of `values`; null stays null.

    Shape: the rows and order of `values`, with `dtype`.
    """
    categories = pl.Categorical(pl.Categories.random())  # of their own: freed with this call
    coded = values.cast(categories)  # to be kept: the categories live as long as a column of them
    codes = coded.to_physical()
    highest = codes.max()
    count = 0 if highest is None else cast("int", highest) + 1
    strings = pl.Series(range(count), dtype=codes.dtype).cat.to(coded.dtype).cast(pl.String)
    results = [function(string) for string in strings.to_list()]
    return pl.Series(values.name, results, dtype=dtype).gather(codes)
