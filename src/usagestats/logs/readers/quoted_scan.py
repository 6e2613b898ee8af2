"""Lines that hold `"REQUEST" STATUS BYTES` → REQUESTS by the kernel: the fast path of that family.

The kernel finds the texts; the functions of the careful path read them, once per distinct text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final

import numpy as np
import polars as pl

from usagestats.logs.readers.kernel.library import TEXT_COLUMNS
from usagestats.logs.readers.kernel.scan import Kept, ScanTask, scan
from usagestats.logs.readers.reader import LinesFound, rows_found
from usagestats.logs.values.request_line import unescape
from usagestats.tables.declared import REQUESTS, ROW_COUNT, TEXT, UTC_TIME

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from numpy.typing import NDArray

    from usagestats.logs.readers.kernel.scan import Scanned
    from usagestats.tables.declared import Detail

    Readers = Mapping[str, Callable[[str], str | None]]
    """The functions that read distinct texts, by column; other texts stay as they are."""

SCANNED: Final = frozenset({"line", "time", "status", "response_bytes", *TEXT_COLUMNS, TEXT})
"""The columns of REQUESTS that the kernel finds, and the line itself."""

GROUPED_COLUMNS: Final = SCANNED - {"line", "path", "remote_address", TEXT}
"""The columns in which many requests are equal."""

_MANY: Final = frozenset({"path", "query"})
"""The columns in which nearly every request has its own text."""

_ESCAPED = 2
"""The code of a text with escapes in a column of which every text is kept: `Whole` of `scan.c`."""


@dataclass(frozen=True, slots=True)
class QuotedScan:
    """How the kernel reads a format of the family.

    Args:
        readers: The functions that read distinct texts of columns.
        is_apicast: Whether the text before the request has the form of APIcast, not of NCSA.
    """

    readers: Readers
    is_apicast: bool = False

    def common(self, scanned: Scanned, kept: Mapping[str, Kept]) -> dict[str, pl.Series]:
        """Return the columns that `LineScan` and `GroupScan` find in the same way."""
        found = {
            "time": pl.Series(_field(scanned, "time")).cast(UTC_TIME),
            "status": _known_statuses(scanned),
        }
        for name, how in kept.items():
            if how is Kept.WHOLE:
                found[name] = _whole_texts(scanned, name)
            else:
                found[name] = _distinct_texts(scanned, name, self.readers.get(name))
        return found


@dataclass(frozen=True, slots=True)
class LineScan:
    """Reads lines by the kernel; a row is one request.

    Args:
        format_scan: How the kernel reads the format.
        columns: The columns of REQUESTS that it gives.
    """

    format_scan: QuotedScan
    columns: frozenset[str]
    takes_pieces: ClassVar = False

    def read(self, pieces: Iterable[bytes]) -> LinesFound:
        """Read lines."""
        kept: dict[str, Kept] = {
            name: Kept.WHOLE if name in _MANY else Kept.CODES
            for name in TEXT_COLUMNS
            if name in self.columns
        }
        data = b"".join(pieces)
        scanned, _ = scan([data], ScanTask(kept, self.format_scan.is_apicast))
        found = {
            "line": pl.int_range(1, scanned.lines + 1, dtype=pl.Int64, eager=True),
            "response_bytes": _known_sizes(scanned),
            **self.format_scan.common(scanned, kept),
        }
        requests = _table(found, self.columns, scanned.lines)
        accepted = pl.Series(scanned.rows["requests"] > 0)
        return rows_found(data, requests, accepted, self.columns, _on_wall(scanned))


@dataclass(frozen=True, slots=True)
class GroupScan:
    """Reads lines by the kernel; a row is a group of requests that are equal in all columns.

    Args:
        format_scan: How the kernel reads the format.
        columns: The columns of REQUESTS that it gives.
        detail: How much detail of the columns is kept.
    """

    format_scan: QuotedScan
    columns: frozenset[str]
    detail: Detail
    takes_pieces: ClassVar = True

    def read(self, pieces: Iterable[bytes]) -> LinesFound:
        """Read lines."""
        kept: dict[str, Kept] = {name: Kept.CODES for name in TEXT_COLUMNS if name in self.columns}
        names = tuple(self.detail.parameters or ())
        is_by_status = "status" in self.columns
        slot = self.detail.slot_microseconds
        task = ScanTask(kept, self.format_scan.is_apicast, slot, is_by_status, names)
        scanned, refused = scan(pieces, task)
        found = {
            "response_bytes": pl.Series(_field(scanned, "bytes")),
            **self.format_scan.common(scanned, kept),
        }
        requests = _table(found, self.columns, len(scanned.rows))
        return LinesFound(
            requests.with_columns(pl.Series(ROW_COUNT, _field(scanned, "requests"))),
            scanned.lines,
            refused,
            _on_wall(scanned),
            pl.Series(_field(scanned, "last")).cast(UTC_TIME),
        )


def _table(found: Mapping[str, pl.Series], columns: Collection[str], height: int) -> pl.DataFrame:
    """Return a table of columns; those that the kernel does not find are null."""
    return pl.DataFrame(
        {
            name: found[name] if name in found else pl.repeat(None, height, dtype=dtype, eager=True)
            for name, dtype in REQUESTS.items()
            if name in columns
        }
    )


def _field(scanned: Scanned, name: str) -> NDArray[np.integer[Any]]:
    return np.ascontiguousarray(scanned.rows[name])


def _on_wall(scanned: Scanned) -> pl.Series | None:
    on_wall = scanned.rows["is_on_wall"] > 0
    return pl.Series(on_wall) if on_wall.any() else None


def _known_statuses(scanned: Scanned) -> pl.Series:
    statuses = pl.Series(_field(scanned, "status"))
    return statuses.set(statuses == 0, None)


def _known_sizes(scanned: Scanned) -> pl.Series:
    sizes = pl.Series(_field(scanned, "bytes"))
    return sizes.set(sizes < 0, None)


def _distinct_texts(
    scanned: Scanned, name: str, reader: Callable[[str], str | None] | None
) -> pl.Series:
    texts = scanned.texts[name].decode().split("\n")[:-1]
    values = [None, *(map(reader, texts) if reader else texts)]
    return pl.Series(values, dtype=pl.String).gather(pl.Series(scanned.codes(name)))


def _whole_texts(scanned: Scanned, name: str) -> pl.Series:
    """Return the text of every line; only texts with escapes are read one by one."""
    codes = scanned.codes(name)
    texts = pl.read_lines(scanned.texts[name]).to_series()
    escaped = np.flatnonzero(codes == _ESCAPED)
    if len(escaped):
        plain = pl.Series([unescape(text) for text in texts.gather(escaped)], dtype=pl.String)
        texts = texts.scatter(escaped, plain)
    absent = codes == 0
    if absent.any():
        texts = texts.to_frame("text").select(pl.when(pl.Series(~absent)).then("text")).to_series()
    return texts
