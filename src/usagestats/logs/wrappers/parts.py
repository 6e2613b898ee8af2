"""Lines that a container runtime wrote in parts of 16 KiB, joined per stream."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from usagestats.logs.wrappers.wrapper import Unwrapped, texts

if TYPE_CHECKING:
    from collections.abc import Iterable

PARTS = {"text": pl.String(), "stream": pl.String(), "is_open": pl.Boolean()}
"""One row per outer line.

text: a line of the program, or a part of one.
stream: the stream that it was written to; null where the line is not wrapped.
is_open: whether the next part of the same stream continues it; never null.
"""


def joined(parts: pl.DataFrame) -> Unwrapped:
    """Join the parts of each stream; a record takes the position of its first part."""
    if not parts["is_open"].any():
        return Unwrapped(parts["text"])
    is_part = parts["is_open"] | _continues(parts)
    rows = is_part.arg_true()
    records, firsts = _records(parts.filter(is_part))
    lines = pl.int_range(len(parts), eager=True)
    whole = pl.DataFrame({"text": parts["text"], "origin": lines}).filter(~is_part)
    origins = rows.gather(firsts).cast(lines.dtype)
    found = pl.DataFrame({"text": texts(records), "origin": origins})
    both = pl.concat([whole, found]).sort("origin")
    return Unwrapped(both["text"], both["origin"])


def open_after(parts: pl.DataFrame) -> list[bool]:
    """Return per part whether a record of any stream is open after it."""
    open_streams: set[str] = set()
    found = []
    for stream, is_open in parts.select("stream", "is_open").iter_rows():
        if stream:
            open_streams.discard(stream)
            open_streams |= {stream} if is_open else set()
        found.append(bool(open_streams))
    return found


def _continues(parts: pl.DataFrame) -> pl.Series:
    """Return per part whether the one before it in its stream is open."""
    continues = pl.repeat(value=False, n=len(parts), dtype=pl.Boolean(), eager=True)
    for stream in parts["stream"].drop_nulls().unique():
        rows = (parts["stream"] == stream).arg_true()
        before = parts["is_open"].gather(rows).shift(1, fill_value=False)
        continues.scatter(rows, before)
    return continues


def _records(parts: pl.DataFrame) -> tuple[list[str], list[int]]:
    """Join parts one by one; return the records, and the index of the first part of each."""
    records: list[list[str]] = []
    firsts: list[int] = []
    open_records: dict[str, list[str]] = {}
    for index, (text, stream, is_open) in enumerate(_rows(parts)):
        record = open_records.pop(stream, None)
        if record is None:
            record = []
            records.append(record)
            firsts.append(index)
        record.append(text)
        if is_open:
            open_records[stream] = record
    return ["".join(record) for record in records], firsts


def _rows(parts: pl.DataFrame) -> Iterable[tuple[str, str, bool]]:
    return parts.select(*PARTS).iter_rows()
