"""Lines that a container runtime wrote in parts of 16 KiB, joined per stream."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from usagestats.logs.wrappers.wrapper import Unwrapped, texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Part:
    """What an outer line holds.

    Args:
        text: A line of the program, or a part of one.
        stream: What it was written to; `None` where the line is not wrapped.
        is_open: Whether the next part of the same stream continues it.
    """

    text: str
    stream: str | None = None
    is_open: bool = False


def joined(parts: Iterable[Part]) -> Unwrapped:
    """Join the parts of each stream; a record stands where its first part does."""
    records: list[list[str]] = []
    origins: list[int] = []
    open_records: dict[str | None, list[str]] = {}
    for index, part in enumerate(parts):
        record = open_records.pop(part.stream, None) if part.stream else None
        if record is None:
            record = []
            records.append(record)
            origins.append(index)
        record.append(part.text)
        if part.is_open:
            open_records[part.stream] = record
    text = texts(["".join(record) for record in records])
    return Unwrapped(text, pl.Series(origins, dtype=pl.Int64))


def open_after(parts: Sequence[Part]) -> list[bool]:
    """Tell per part whether a record of any stream is open after it."""
    open_streams: set[str] = set()
    found = []
    for part in parts:
        if part.stream:
            open_streams.discard(part.stream)
            open_streams |= {part.stream} if part.is_open else set()
        found.append(bool(open_streams))
    return found
