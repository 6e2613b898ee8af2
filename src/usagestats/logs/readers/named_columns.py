"""Columns of texts that patterns found → columns of REQUESTS: many lines by one `NamedTexts`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.frames import map_distinct
from usagestats.logs.readers.named_texts import COLUMN_READERS
from usagestats.logs.values.absent import NOTHING
from usagestats.tables.declared import FIELD, REQUESTS

if TYPE_CHECKING:
    from usagestats.logs.readers.named_texts import NamedTexts

NO_FIELDS: Final = frozenset(REQUESTS) | {"second", "fraction", "zone"}
"""The names of groups that are not further fields of the line."""

_AS_SENT = frozenset({"http_method", "path"})
_ESCAPE = r"[\\#]"  # the first character of the escapes of all gateways
_NOTHING = sorted(NOTHING)


def read_column(name: str, pieces: pl.DataFrame, texts: NamedTexts) -> pl.Series:
    """Return a column of REQUESTS, or a further field; null if no pattern has such a group."""
    group = name.removeprefix(FIELD)
    if group not in pieces.columns or (group != name and group in NO_FIELDS):
        return pl.repeat(None, pieces.height, dtype=REQUESTS.get(name, pl.String()), eager=True)
    if name in _AS_SENT:
        return pieces[name]
    if name == "query":
        return _plain(pieces[name], texts)
    found = _read(name, pieces[group], texts)
    preferred = texts.preferred.get(name, "")
    if preferred in pieces.columns:
        better = _read(name, pieces[preferred], texts)
        found = better.zip_with(better.is_not_null(), found)
    return found


def _plain(queries: pl.Series, texts: NamedTexts) -> pl.Series:
    """Undo the escapes; few queries have any."""
    escaped = queries.str.contains(_ESCAPE).fill_null(value=False).arg_true()
    if escaped.is_empty():
        return queries
    return queries.scatter(escaped, [texts.plain(text) for text in queries.gather(escaped)])


def _read(name: str, column: pl.Series, texts: NamedTexts) -> pl.Series:
    """Read the texts of one column."""
    reader = texts.readers.get(name)
    if name == "response_bytes" and reader is None:
        return column.cast(pl.Int64, strict=False)
    if name == "duration_ms" and reader is None:
        return _whole_milliseconds(column)
    has_none = name == "upstream_status"
    known = column if has_none else column.set(column.is_in(_NOTHING), None)
    reader = reader or COLUMN_READERS.get(name)
    return known if reader is None else map_distinct(known, reader, REQUESTS[name])


def _whole_milliseconds(column: pl.Series) -> pl.Series:
    durations = column.cast(pl.Float64, strict=False)
    return durations.set(durations < 0, None)
