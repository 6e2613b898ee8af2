"""Operations on columns that polars does not have and several stages need."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable


_WHOLE = 2**62  # more bytes than any text has


def map_distinct(
    values: pl.Series, function: Callable[[str], object], dtype: pl.DataType
) -> pl.Series:
    """Apply `function` once to each distinct string of `values`; null stays null.

    Shape: the rows and order of `values`, with `dtype`.
    """
    categories = pl.Categorical(pl.Categories.random())  # shared with nobody: freed after this call
    coded = values.cast(categories)  # the categories live as long as this column does
    codes = coded.to_physical()
    highest = codes.max()
    count = 0 if highest is None else cast("int", highest) + 1
    strings = pl.Series(range(count), dtype=codes.dtype).cat.to(coded.dtype).cast(pl.String)
    results = [function(string) for string in strings.to_list()]
    return pl.Series(values.name, results, dtype=dtype).gather(codes)


def text_before(text: pl.Expr, delimiter: str) -> pl.Expr:
    """Return the text before the first `delimiter`; the whole text where there is none.

    Bytes are cut, which is exact in UTF-8 and takes a third to a half of the time of `str.splitn`.
    """
    length = text.str.find(delimiter, literal=True).fill_null(_WHOLE)
    return text.cast(pl.Binary).bin.head(length).cast(pl.String)


def text_after(text: pl.Expr, delimiter: str) -> pl.Expr:
    """Return the text after the first `delimiter`; null where there is none."""
    found = text.str.find(delimiter, literal=True)
    return text.cast(pl.Binary).bin.slice(found + len(delimiter.encode())).cast(pl.String)
