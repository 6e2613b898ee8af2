"""Operations on columns that polars does not have and several stages need."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, cast

import polars as pl
from polars import selectors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_WHOLE = 2**62  # more bytes than any text has
_MOST_NUMBERS = 2**62  # of one packed number
_MANY_NAMES = 50_000
_FEW_TEXTS = 500
"""So many texts are looked up in Python in less time than an operation of polars begins in."""


def utc_times(times: Iterable[datetime]) -> pl.Series:
    """Return times as a column, in a sixth of the seconds that polars takes to read them."""
    since_epoch = [(time - _EPOCH) // _MICROSECOND for time in times]
    return pl.Series(since_epoch, dtype=pl.Int64).cast(pl.Datetime("us", "UTC"))


def map_distinct(
    values: pl.Series, function: Callable[[str], object], dtype: pl.DataType
) -> pl.Series:
    """Apply `function` once to each distinct string of `values`; null stays null.

    Shape: the rows and order of `values`, with `dtype`.
    """
    return map_distinct_texts(
        values, lambda texts: pl.Series([function(text) for text in texts], dtype=dtype)
    )


def map_distinct_texts(values: pl.Series, function: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """Apply `function` to a column of the distinct strings of `values`; null stays null.

    Shape: the rows and order of `values`, with the type that `function` gives.
    """
    codes, texts = _distinct_texts(values)
    return function(texts)[codes].alias(values.name)


def _distinct_texts(values: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return for each text the position of its equals, null for null, and the distinct texts."""
    if isinstance(values.dtype, pl.Enum):
        return _names_used(values)
    categories = pl.Categorical(pl.Categories.random())  # shared with nobody: freed after this call
    numbered = values.cast(categories)  # the categories live as long as this column does
    codes = numbered.to_physical()
    highest = codes.max()
    count = 0 if highest is None else cast("int", highest) + 1
    return codes, pl.Series(range(count), dtype=codes.dtype).cat.to(categories).cast(pl.String)


def _names_used(values: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return the same for an `Enum`, whose table may have names that are not among its values."""
    codes, names = values.to_physical(), names_in(values)
    used = codes.unique().drop_nulls()
    if len(used) == len(names):
        return codes, names
    positions = pl.zeros(len(names), dtype=pl.UInt32, eager=True)
    positions = positions.scatter(used, pl.int_range(len(used), dtype=pl.UInt32, eager=True))
    return positions.gather(codes), names.gather(used)


def map_where(
    values: pl.Series, chosen: pl.Series, function: Callable[[pl.Series], pl.Series]
) -> pl.Series:
    """Apply `function`, which keeps the type and the number of values, to the chosen values.

    Shape: the rows, order and name of `values`.
    """
    places = chosen.arg_true()
    if len(places) in {0, len(values)}:
        return function(values).alias(values.name) if len(places) else values
    # `scatter` changes its own series
    return values.clone().scatter(places, function(values.gather(places)))


def may_be_repeated(texts: pl.Series) -> pl.Series:
    """Return for each text whether its hash occurs more than once.

    So it is true for all texts that occur more than once, and for hardly any other; in a tenth of
    the time of `is_duplicated`.
    """
    hashes = texts.hash()
    in_order = hashes.sort()
    repeated = in_order.filter(in_order == in_order.shift(1))
    return hashes.is_in(repeated.unique().implode())


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


def distinct_names(values: pl.Series) -> pl.Series:
    """Return the distinct texts in the order in which they come, without null."""
    if len(values) > _FEW_TEXTS:
        return values.unique(maintain_order=True).drop_nulls()
    names = dict.fromkeys(values.to_list())
    names.pop(None, None)
    return pl.Series(list(names), dtype=pl.String)


def coded(values: pl.Series) -> pl.Series:
    """Return text as numbers with one table of names, an `Enum`; null stays null."""
    if isinstance(values.dtype, pl.Enum):
        return values
    return values.cast(pl.Enum(distinct_names(values)))


def is_worth_coding(rows: int, names: int) -> bool:
    """Whether a table of names makes a column of text smaller, and work on it faster.

    Where many names occur once, it does not: polars looks at all names of an `Enum` each time that
    its type is read.
    """
    return names < _MANY_NAMES or 2 * names <= rows


def coded_if_worth(values: pl.Series) -> pl.Series:
    """Return text as `coded` does, but as it is where the table of names `is_worth_coding` not."""
    if isinstance(values.dtype, pl.Enum):
        return values
    names = distinct_names(values)
    return values.cast(pl.Enum(names)) if is_worth_coding(len(values), len(names)) else values


def plain(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows with text in the place of numbers that have a table of names."""
    return rows.with_columns(selectors.enum().cast(pl.String))


def names_in(values: pl.Series) -> pl.Series:
    """Return the table of names of an `Enum`."""
    return cast("pl.Enum", values.dtype).categories


def numbered(values: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return the number of each text, and the texts by their numbers; null has the last number."""
    is_coded = isinstance(values.dtype, pl.Enum)
    codes, names = (values.to_physical(), names_in(values)) if is_coded else _distinct_texts(values)
    nothing = pl.Series([None], dtype=pl.String)
    codes = codes.cast(pl.Int64)
    if codes.null_count():
        codes = codes.fill_null(len(names))
    return codes, pl.concat([names, nothing])


def in_order(values: pl.Series) -> tuple[pl.Series, int]:
    """Return a number from 0 for each value, in the order of the values, and how many there may be.

    Args:
        values: Texts, perhaps coded, or whole numbers, times or truth values; null is the last.
    """
    if values.dtype == pl.String or isinstance(values.dtype, pl.Enum):
        codes, names = numbered(values)
        places = names.head(-1).rank("ordinal").cast(pl.Int64) - 1
        return places.append(pl.Series([len(places)])).gather(codes), len(names)
    numbers = values.to_physical().cast(pl.Int64)
    low, high = (cast("int", one or 0) for one in (numbers.min(), numbers.max()))
    return (numbers - low).fill_null(high - low + 1), high - low + 2


def packed(columns: Iterable[tuple[pl.Series, int]]) -> pl.Series:
    """Return one number per row for several: they are in the same order, and equal where all are.

    Args:
        columns: At least one; numbers from 0, and how many different ones there may be.
    """
    whole, size = pl.Series(dtype=pl.Int64), 0
    for numbers, count in columns:
        if not size:
            whole, size = numbers.cast(pl.Int64), count
            continue
        if size > _MOST_NUMBERS // max(count, 1):
            whole = whole.rank("dense").cast(pl.Int64) - 1
            size = len(whole) + 1
        whole, size = whole * count + numbers, size * count
    return whole


def by_distinct(rows: pl.DataFrame, function: Callable[[pl.DataFrame], pl.Series]) -> pl.Series:
    """Apply `function`, which gives a text per row, once to each distinct row.

    Shape: one text per row. It is coded if all columns of `rows` are.
    """
    if not rows.width or not all(isinstance(dtype, pl.Enum) for dtype in rows.dtypes):
        return function(plain(rows))
    # a column without names is null throughout, and tells no rows apart
    columns = [numbered(column) for column in rows if len(names_in(column))]
    if not columns and rows.height:
        return coded_if_worth(function(plain(rows.head(1)))).new_from_index(0, rows.height)
    first, numbers = _distinct(packed((codes, len(names)) for codes, names in columns))
    return coded_if_worth(function(plain(rows[first]))).gather(numbers)


def _distinct(keys: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return the first row of each distinct key, and for each row the position of its key there."""
    first = keys.arg_unique()
    found = keys.gather(first)
    positions = pl.int_range(len(found), dtype=pl.UInt32, eager=True)
    size = 0 if found.is_empty() else cast("int", found.max()) + 1
    if size > 2 * len(keys):
        return first, keys.replace_strict(found, positions, return_dtype=pl.UInt32)
    # a table takes a third of the time
    return first, pl.zeros(size, dtype=pl.UInt32, eager=True).scatter(found, positions).gather(keys)


def stacked(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Return the rows of all parts, which have the same columns.

    A column of text is coded where one of its parts is, and where the common table of names
    `is_worth_coding`.
    """
    runs = [(schema, list(run)) for schema, run in groupby(parts, key=lambda part: part.schema)]
    joined = [pl.concat(run) for _, run in runs]
    if len(joined) == 1:
        return joined[0]
    tables = [
        _Tables(name)
        for name in joined[0].columns
        if any(isinstance(schema[name], pl.Enum) for schema, _ in runs)
    ]
    # all columns of a part at once: each operation on one of them takes 0.1 ms to begin
    numbers = [
        part.with_columns([one.add(part[one.column], schema[one.column]) for one in tables])
        for part, (schema, _) in zip(joined, runs, strict=True)
    ]
    whole = pl.concat(numbers)
    return whole.with_columns(
        _one_table(one.names, len(whole)).gather(whole[one.column]).alias(one.column)
        for one in tables
    )


class _Tables:
    """The tables of names of one column in several parts, one after another; the first is null.

    Args:
        column: The name of the column.
    """

    def __init__(self, column: str) -> None:
        self.column = column
        self.names = [pl.Series([None], dtype=pl.String)]
        self._count = 1

    def add(self, values: pl.Series, dtype: pl.DataType) -> pl.Expr:
        """Add the names of a part, and return its column as positions in all tables together.

        Args:
            values: The column.
            dtype: Its type: to read it from the column takes as long as the table of names is.
        """
        if isinstance(dtype, pl.Enum):
            codes, names = pl.col(self.column).to_physical(), dtype.categories
        else:
            numbers, names = _distinct_texts(values)
            codes = pl.lit(numbers)
        first = self._count
        self.names.append(names)
        self._count += len(names)
        return (codes.cast(pl.UInt32) + first).fill_null(0).alias(self.column)


def _one_table(tables: Sequence[pl.Series], rows: int) -> pl.Series:
    """Return the names of all tables, coded alike if that is worth it for so many rows.

    A cast takes as long as the table is, however few the rows: so rows are not cast, names are.
    """
    names = pl.concat(tables)
    distinct = distinct_names(names)
    return names.cast(pl.Enum(distinct)) if is_worth_coding(rows, len(distinct)) else names
