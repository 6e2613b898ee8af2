"""JSON lines → columns of the texts of chosen values: the fast way to read JSON.

polars reads many lines at once, but refuses all of them for one line that is not a JSON object, and
leaves blank lines out. So the lines are read in up to three steps:

1. All lines as they are.
2. All lines, with `{}` for each that does not begin and end like an object, or that nginx broke.
3. Ever smaller pieces. In a small piece, `{}` stands for each line that Python cannot read either;
   a smallest piece that polars still refuses is left to the careful path.

Seen in polars 2.1 with every value declared as String: a whole number keeps its digits, another
number gets the shortest digits of the same value, an object or a list becomes its JSON; of equal
keys the first counts; half a surrogate pair becomes NUL; NaN, 1e400, a value where an object is
declared, and text after the object fail.
"""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import polars as pl

from usagestats.logs.values.absent import NOTHING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from usagestats.logs.readers.json.key_map import Key, Path

_PIECES = 16
_CHECKED_PIECE = 1 << 20
_SMALLEST_PIECE = 64 << 10
_BROKEN = ["\\x", '":,', '":}', '":-,', '":-}']
"""Signs of JSON that nginx wrote without `escape=json`, which polars refuses."""

_BLANKS = " \t\r"
_NOTHING = sorted(NOTHING)
_Schema = dict[str, pl.DataType]


class Texts:
    """The texts of chosen values, column by column.

    Args:
        data: Lines, valid UTF-8.
        paths: The paths of the values; none leads through the value of another.

    Attributes:
        height: The number of lines, and so of rows in each column.
    """

    def __init__(self, data: bytes, paths: Sequence[Path]) -> None:
        names = {path: f"value {number}" for number, path in enumerate(paths)}
        schema = _schema(paths)
        values = [_value(path).alias(name) for path, name in names.items()]
        read = pl.concat([frame.select(values) for frame in _frames(data, schema)])
        self.height = read.height
        self._columns = {
            path: read[name]
            for path, name in names.items()
            if read[name].null_count() < self.height
        }

    def present(self, keys: Iterable[Key]) -> pl.Series:
        """Return for each row whether it has a value for any of these keys."""
        found = [self._columns[key.path] for key in keys if key.path in self._columns]
        return self._any([pl.lit(one).is_not_null() for one in found])

    def known(self, keys: Iterable[Key]) -> pl.Series | None:
        """Return for each row the first text not in `NOTHING`; `None` if no row has a text."""
        found = [
            pl.when(pl.lit(one).is_in(_NOTHING).not_()).then(pl.lit(one))
            for one in self.columns(keys)
        ]
        if not found:
            return None
        return pl.select(pl.coalesce(found)).to_series()

    def written(self, keys: Iterable[Key]) -> pl.Series | None:
        """Return for each row the text of `known`, else the first text of any kind, such as `-`."""
        found = [pl.lit(one) for one in self.columns(keys)]
        return pl.select(pl.coalesce(self.known(keys), *found)).to_series() if found else None

    def columns(self, keys: Iterable[Key]) -> list[pl.Series]:
        """Return the columns of those keys that any row has."""
        return [self._columns[key.path] for key in keys if key.path in self._columns]

    def are_plain(self) -> pl.Series:
        """Return for each row whether the careful path is sure to find the same texts.

        It is not sure where a text may be an object, a list, or half a surrogate pair.
        """
        odd = [
            pl.lit(one).str.starts_with(mark)
            for one in self._columns.values()
            for mark in ("{", "[")
        ]
        odd += [pl.lit(one).str.contains("\0", literal=True) for one in self._columns.values()]
        return ~self._any(odd)

    def _any(self, conditions: list[pl.Expr]) -> pl.Series:
        if not conditions:
            return pl.repeat(False, self.height, dtype=pl.Boolean, eager=True)  # noqa: FBT003
        return pl.select(pl.any_horizontal(conditions).fill_null(value=False)).to_series()


def _schema(paths: Iterable[Path]) -> _Schema:
    """Return a schema of these values, so that polars reads no others."""
    inner: dict[str, list[Path]] = {}
    schema: _Schema = {}
    for name, *rest in paths:
        schema[name] = pl.String()
        if rest:
            inner.setdefault(name, []).append(tuple(rest))
    return schema | {name: pl.Struct(_schema(rest)) for name, rest in inner.items()}


def _value(path: Path) -> pl.Expr:
    value = pl.col(path[0])
    for name in path[1:]:
        value = value.struct.field(name)
    return value


def _frames(data: bytes, schema: _Schema) -> Iterator[pl.DataFrame]:
    """Give frames that together have one row per line."""
    frame = _read(data, schema)
    lines_there = data.count(b"\n") + bool(data and not data.endswith(b"\n"))
    if frame is not None and frame.height == lines_there:
        yield frame
        return
    lines = pl.read_lines(io.BytesIO(data)).to_series()
    bare = lines.str.strip_chars(_BLANKS)
    is_blank = bare == ""
    if frame is not None and frame.height == len(lines) - is_blank.sum():
        yield _with_blank_lines(frame, is_blank)
        return
    is_object = bare.str.starts_with("{") & bare.str.ends_with("}")
    is_object &= ~bare.str.contains_any(_BROKEN)
    yield from _piecewise(lines.set(~is_object, "{}"), schema, is_known_to_fail=is_object.all())


def _with_blank_lines(frame: pl.DataFrame, is_blank: pl.Series) -> pl.DataFrame:
    rows = (~is_blank).cum_sum().cast(pl.Int64) - 1
    return frame.select(pl.all().gather(rows.set(is_blank, None)))


def _piecewise(
    lines: pl.Series, schema: _Schema, *, is_known_to_fail: bool = False
) -> Iterator[pl.DataFrame]:
    length = int(lines.str.len_bytes().sum())
    frame = None if is_known_to_fail else _read_all(lines, schema)
    if frame is None and length <= _CHECKED_PIECE:
        frame = _read_all(_only_json(lines), schema)
    if frame is not None:
        yield frame
    elif length <= _SMALLEST_PIECE or len(lines) == 1:
        yield pl.DataFrame(schema=schema).clear(len(lines))
    else:
        size = -(-len(lines) // _PIECES)
        for begin in range(0, len(lines), size):
            yield from _piecewise(lines.slice(begin, size), schema)


def _only_json(lines: pl.Series) -> pl.Series:
    """Replace lines that are not JSON; to find them takes as long as to read all lines."""
    return pl.Series([line if _is_json(line) else "{}" for line in lines], dtype=pl.String)


def _is_json(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _read_all(lines: pl.Series, schema: _Schema) -> pl.DataFrame | None:
    """Return one row per line; `None` where that fails."""
    frame = _read(lines.str.join("\n").item().encode(), schema)
    return frame if frame is not None and frame.height == len(lines) else None


def _read(data: bytes, schema: _Schema) -> pl.DataFrame | None:
    try:
        return pl.read_ndjson(io.BytesIO(data), schema=schema)
    except pl.exceptions.PolarsError:
        return None
