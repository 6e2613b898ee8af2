"""Lines that no format fits: how many there are for each reason, and the first of them."""

from __future__ import annotations

from collections import Counter
from ctypes import c_int64, sizeof
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.light_dataclass import dataclass
from usagestats.logs.read_lines import REFUSED
from usagestats.logs.readers.kernel.record_fields import field_of

if TYPE_CHECKING:
    from usagestats.logs.readers.log_format import LogFormat

_TOGETHER: Final = 1 << 20
"""So many bytes of lines are looked at together."""


@dataclass(slots=True)
class Strangers:
    """Lines that no format fits.

    Args:
        counts: How many there are, by the reason why the main format refuses them.
        first: The first of each reason, as a table `REFUSED` in order.
    """

    counts: Counter[str]
    first: pl.DataFrame


class StrangersOfFormat:
    """Collects such lines, piece by piece.

    Args:
        log_format: The main format.
        numbers: The numbers of all lines that are sorted.
        samples_kept: The number of lines to keep of each reason.
    """

    def __init__(self, log_format: LogFormat, numbers: pl.Series, samples_kept: int) -> None:
        self._log_format = log_format
        self._numbers = numbers
        self._kept = max(samples_kept, 1)  # the first one says in which order the reasons come
        self._lines: list[bytes] = []
        self._places: list[bytes] = []
        self._first: list[pl.DataFrame] = []
        self._counts: Counter[str] = Counter()

    def add(self, lines: bytes, places: bytes) -> None:
        """Add the lines of a piece.

        Args:
            lines: The lines, each followed by a line feed.
            places: Their places among all lines that are sorted, 64 bits each.
        """
        self._lines.append(lines)
        self._places.append(places)
        if sum(map(len, self._lines)) >= _TOGETHER:
            self._look()

    def all(self) -> Strangers | None:
        """Return all of them; `None` where there are none."""
        if self._lines:
            self._look()
        if not self._first:
            return None
        first = pl.concat(self._first)
        return Strangers(self._counts, _head(first, self._kept).sort("index"))

    def _look(self) -> None:
        """Find the reasons for the lines that wait."""
        text = _texts_in(b"".join(self._lines))
        places = field_of(b"".join(self._places), c_int64, 0, sizeof(c_int64))
        self._lines, self._places = [], []
        numbers, reasons = self._numbers.gather(places), self._log_format.reasons(text)
        lines = pl.DataFrame([numbers, text, reasons], REFUSED)
        if (reasons == reasons[0]).all():  # so it is mostly
            self._counts[reasons[0]] += len(reasons)
            self._first.append(lines.head(self._kept))
            return
        for reason, count in reasons.value_counts().rows():
            self._counts[reason] += count
        self._first.append(_head(lines, self._kept))


def _head(lines: pl.DataFrame, count: int) -> pl.DataFrame:
    """Return the first lines of each reason."""
    return lines.group_by("reason", maintain_order=True).head(count).select(*REFUSED)


def _texts_in(data: bytes) -> pl.Series:
    """Return lines as texts; polars would drop a carriage return at the end of one."""
    if b"\r\n" in data:
        return pl.Series(data.decode().split("\n")[:-1], dtype=pl.String)
    return pl.read_lines(data).to_series()
