r"""The json-file driver of Docker: `{"log":"LINE\n","stream":"stdout","time":"…"}`.

A `log` without a line end is a part, 16 KiB long, of a longer line: the next entry of its stream
continues it. If no entry has a line end, and none is as long as a part, then a shipper dropped the
line ends.
"""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.light_dataclass import dataclass
from usagestats.logs.wrappers.inner_line import InRecord
from usagestats.logs.wrappers.parts import joined, open_after
from usagestats.logs.wrappers.wrapper import Unwrapped, texts

if TYPE_CHECKING:
    from collections.abc import Sequence

_BEGINS = ('{"log":"', '{"log": "')  # Docker writes `log` first, shippers do not
_KEYS = frozenset({"log", "stream", "time", "attrs"})
_SCHEMA = {"log": pl.String(), "stream": pl.String()}
_SMALL = 64
_PART_BYTES = 16 << 10


@dataclass(frozen=True, slots=True)
class Docker:
    """The `Wrapper` of the json-file driver."""

    name: str = "docker"
    sample: str = '{"log":"LINE\\n","stream":"stdout","time":"2026-05-04T10:15:30.051891896Z"}'

    @property
    def place(self) -> InRecord:
        """The text of `log`."""
        return InRecord((("log",),), _BEGINS, ("stream",), is_ended=True)

    @property
    def begins(self) -> str:
        """The brace of an object."""
        return r"\{"

    def matches(self, line: str) -> bool:
        """Whether a line is an entry of Docker, without further keys of a shipper."""
        entry = _entry(line)
        return entry is not None and entry.keys() <= _KEYS

    def unwrap(self, lines: pl.Series) -> Unwrapped:
        """Take the wrapper off, and join the parts of split lines."""
        parts = _parts(lines)
        return joined(parts) if _are_parts(parts) else Unwrapped(parts["text"])

    def times(self, lines: pl.Series) -> pl.Series:
        """Return the times when lines were written; Docker puts the time last."""
        return lines.str.extract(r'"time": ?"([^"\\]+)"\}$')

    def open_after(self, lines: Sequence[str]) -> list[bool]:
        """Return per line whether its record goes on in the next line."""
        return open_after(_parts(texts(lines)))


def _parts(lines: pl.Series) -> pl.DataFrame:
    log = pl.col("log")
    return (
        _read(lines)
        .with_columns(line=lines)
        .select(
            text=pl.coalesce(log.str.strip_suffix("\n"), "line"),
            stream="stream",
            is_open=~log.str.ends_with("\n").fill_null(value=True),
        )
    )


def _are_parts(parts: pl.DataFrame) -> bool:
    """Whether entries without a line end are parts of lines, not whole lines that lost it."""
    entries = parts.filter(pl.col("stream").is_not_null())
    is_long = entries["text"].str.len_bytes() >= _PART_BYTES
    return bool(is_long.any()) or not entries["is_open"].all()


def _read(lines: pl.Series) -> pl.DataFrame:
    """Return `log` and `stream` per line; null where a line is not an entry."""
    begins = [lines.str.starts_with(begin) for begin in _BEGINS]
    is_entry = (begins[0] | begins[1]) & lines.str.strip_chars_end(" \t\r").str.ends_with("}")
    if is_entry.all():
        return _entries(lines)
    found = _entries(lines.filter(is_entry))
    rows = is_entry.cum_sum().cast(pl.Int64) - 1
    return found.select(pl.all().gather(rows.zip_with(is_entry, pl.Series([None], dtype=pl.Int64))))


def _entries(lines: pl.Series) -> pl.DataFrame:
    """Read lines as JSON; polars refuses all lines for a bad one: then read each half by itself."""
    if len(lines) <= _SMALL:
        return _entries_one_by_one(lines)
    found = _entries_at_once(lines.str.join("\n").item().encode())
    if found is not None and found.height == len(lines):
        whole = pl.when(pl.col("stream").is_not_null())
        return found.with_columns(whole.then("log"))
    middle = len(lines) // 2
    return pl.concat([_entries(lines[:middle]), _entries(lines[middle:])])


def _entries_at_once(data: bytes) -> pl.DataFrame | None:
    if b"\\ud" in data or b"\\uD" in data:  # polars reads half of a surrogate pair as NUL
        return None
    try:
        return pl.read_ndjson(io.BytesIO(data), schema=_SCHEMA)
    except pl.exceptions.PolarsError:
        return None


def _entries_one_by_one(lines: pl.Series) -> pl.DataFrame:
    found = [_entry(line) or {} for line in lines]
    return pl.DataFrame({name: texts([entry.get(name) for entry in found]) for name in _SCHEMA})


def _entry(line: str) -> dict[str, str] | None:
    """Return the entry in a line; `None` where it is not one of Docker."""
    if not line.startswith(_BEGINS):
        return None
    try:
        entry = json.loads(line, strict=False)
    except (ValueError, RecursionError):
        return None
    is_whole = isinstance(entry.get("log"), str) and isinstance(entry.get("stream"), str)
    return entry if is_whole else None


DOCKER: Final = Docker()
