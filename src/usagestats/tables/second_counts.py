"""The requests of each second: a number of one or two bytes for a second, whatever comes in.

A page is one UTC day of one group. It holds the seconds with requests, or every second where these
are many. So a page needs at most 84 KB as long as no second has 256 requests, and a year 31 MB.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    Numbers = NDArray[np.unsignedinteger[Any]]
    _Seconds = tuple[NDArray[np.int64], Numbers]
    """Times in order, and the requests of each."""

Group = tuple[str | int | bool | None, ...]
"""The values of the keys by which requests are counted."""

DAY: Final = 86_400
_MANY: Final = DAY // 5
"""From this many seconds on a page has every second: one with its place needs five bytes."""
_BATCH: Final = 500_000
_TYPES: Final = (np.uint8, np.uint16, np.uint32, np.uint64)


@dataclass(frozen=True, slots=True, eq=False)
class _Page:
    """The seconds of a day.

    Args:
        places: The numbers of the seconds with requests, in order; `None`: every second is there.
        counts: The requests of each.
    """

    places: NDArray[np.uint32] | None
    counts: Numbers

    @classmethod
    def of(cls, places: NDArray[np.uint32], counts: Numbers) -> _Page:
        """Make a page of distinct seconds in order."""
        if len(places) < _MANY:
            return cls(places, _narrow(counts))
        every = np.zeros(DAY, counts.dtype)
        every[places] = counts
        return cls(None, _narrow(every))

    def every(self) -> Numbers:
        """Return the requests of every second of the day."""
        if self.places is None:
            return self.counts
        every = np.zeros(DAY, self.counts.dtype)
        every[self.places] = self.counts
        return every

    def between(self, first: int, end: int) -> _Seconds:
        """Return the seconds with requests in a part of the day, numbered from its begin."""
        if self.places is None:
            places = np.flatnonzero(self.counts[first:end]) + first
            return places, self.counts[places]
        begin, stop = np.searchsorted(self.places, (first, end))
        return self.places[begin:stop].astype(np.int64), self.counts[begin:stop]

    def plus(self, other: _Page) -> _Page:
        """Return the sum of two pages."""
        if self.places is None or other.places is None:
            return _Page(None, _narrow(self.every().astype(np.uint64) + other.every()))
        places, numbers = np.unique(
            np.concatenate([self.places, other.places]), return_inverse=True
        )
        counts = np.zeros(len(places), np.uint64)
        np.add.at(counts, numbers, np.concatenate([self.counts, other.counts]).astype(np.uint64))
        return _Page.of(places, counts)


def _narrow(counts: Numbers) -> Numbers:
    """Return the numbers in the smallest type that holds them."""
    most = counts.max(initial=0)
    return counts.astype(next(one for one in _TYPES if most <= np.iinfo(one).max))


class Peak(NamedTuple):
    """The busiest times of a span.

    Args:
        requests: The requests in the span.
        minute: The start of the first minute with the most requests, in seconds since 1970; `None`
            where there are no requests.
        in_minute: The requests in that minute.
        second: The first second with the most requests.
        in_second: The requests in that second.
        p95: The smallest number of requests that 95 % of the seconds do not exceed.
    """

    requests: int = 0
    minute: int | None = None
    in_minute: int = 0
    second: int | None = None
    in_second: int = 0
    p95: int = 0


@dataclass(slots=True)
class SecondCounts:
    """The requests of each second by group; parts of the input add up, in any order."""

    pages: dict[Group, dict[int, _Page]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: pl.DataFrame, keys: Sequence[str]) -> SecondCounts:
        """Take the counts of a table.

        Args:
            rows: The keys; `second`, in seconds since 1970; and `requests`. Rows may have equal
                keys and seconds.
            keys: The names of the keys.
        """
        added = rows.group_by(*keys, "second").agg(pl.col("requests").sum())
        split = added.with_columns(day=pl.col("second") // DAY, place=pl.col("second") % DAY)
        of_page = [*keys, "day"]
        ordered = split.sort(*of_page, "place")
        places = ordered["place"].cast(pl.UInt32).to_numpy()
        counts = ordered["requests"].cast(pl.UInt64).to_numpy()
        found, begin = cls(), 0
        for *group, day, length in ordered.group_by(of_page, maintain_order=True).len().iter_rows():
            page = _Page.of(places[begin : begin + length], counts[begin : begin + length])
            found.pages.setdefault(tuple(group), {})[day] = page
            begin += length
        return found

    def merge(self, other: SecondCounts) -> None:
        """Add the counts of another part of the input."""
        for group, pages in other.pages.items():
            own = self.pages.setdefault(group, {})
            for day, page in pages.items():
                own[day] = own[day].plus(page) if day in own else page

    def together(self, labels: Iterable[tuple[Group, Group]]) -> SecondCounts:
        """Return the counts under other groups; several may become one.

        Args:
            labels: Each group, and the one that it belongs to.
        """
        found = SecondCounts()
        for group, label in labels:
            found.merge(SecondCounts({label: dict(self.pages[group])}))
        return found

    def spans_of(self, group: Group, spans: Sequence[tuple[int, int]]) -> list[int]:
        """Return the numbers of the spans, which are in order, on whose days a group has requests.

        Args:
            group: The group.
            spans: The begin and the end of each span, in seconds since 1970.
        """
        begins, ends = [begin for begin, _ in spans], [end for _, end in spans]
        found = set[int]()
        for day in self.pages[group]:
            found.update(range(bisect_right(ends, day * DAY), bisect_left(begins, (day + 1) * DAY)))
        return sorted(found)

    def peak(self, group: Group, first: int, end: int, covered: int) -> Peak:
        """Return the busiest times of a group.

        Args:
            group: The group.
            first: The begin of the span, in seconds since 1970; a multiple of a minute.
            end: Its end, as well.
            covered: How many of its seconds logs cover. The others have no requests.
        """
        busiest = [
            (_most(seconds), _most(_minutes(seconds)))
            for seconds in _batches(self._parts(group, first, end))
        ]
        if not busiest:
            return Peak()
        (second, in_second), (minute, in_minute) = (
            max(each, key=lambda one: (one[1], -one[0])) for each in zip(*busiest, strict=True)
        )
        values, lengths = _histogram(counts for _, counts in self._parts(group, first, end))
        requests = int(values @ lengths.astype(np.uint64))
        p95 = _percentile(values, lengths, covered)
        return Peak(requests, minute * 60, in_minute, second, in_second, p95)

    def _parts(self, group: Group, first: int, end: int) -> Iterator[_Seconds]:
        """Give the seconds with requests in a span, day by day."""
        pages = self.pages.get(group, {})
        for day in range(first // DAY, (end - 1) // DAY + 1):
            if day in pages:
                begin = day * DAY
                places, counts = pages[day].between(max(first - begin, 0), min(end - begin, DAY))
                if len(places):
                    yield places + begin, counts


def _batches(parts: Iterable[_Seconds]) -> Iterator[_Seconds]:
    """Put small parts together, in order."""
    waiting: list[_Seconds] = []
    length = 0
    for part in parts:
        waiting.append(part)
        length += len(part[0])
        if length >= _BATCH:
            yield _joined(waiting)
            waiting, length = [], 0
    if waiting:
        yield _joined(waiting)


def _joined(parts: list[_Seconds]) -> _Seconds:
    if len(parts) == 1:
        return parts[0]
    times, counts = zip(*parts, strict=True)
    return np.concatenate(times), np.concatenate(counts)


def _minutes(seconds: _Seconds) -> _Seconds:
    """Return the minutes with requests, numbered since 1970, and the requests of each."""
    times, counts = seconds
    minutes = times // 60
    firsts = np.flatnonzero(np.diff(minutes, prepend=-1))
    return minutes[firsts], np.add.reduceat(counts.astype(np.uint64), firsts)


def _most(numbered: _Seconds) -> tuple[int, int]:
    """Return the first of the times with the largest number, and that number."""
    times, counts = numbered
    place = int(counts.argmax())
    return int(times[place]), int(counts[place])


def _percentile(values: NDArray[np.uint64], lengths: NDArray[np.int64], covered: int) -> int:
    """Return the smallest number that 95 % of the covered seconds do not exceed."""
    place = (95 * covered + 99) // 100 - (covered - int(lengths.sum()))
    return 0 if place <= 0 else int(values[np.searchsorted(lengths.cumsum(), place)])


def _histogram(parts: Iterable[Numbers]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the numbers of requests that occur, in order, and how many seconds have each."""
    found = [np.unique(counts, return_counts=True) for counts in parts]
    if len(found) == 1:
        return found[0][0].astype(np.uint64), found[0][1]
    numbers = np.concatenate([numbers.astype(np.uint64) for numbers, _ in found])
    values, places = np.unique(numbers, return_inverse=True)
    lengths = np.zeros(len(values), np.int64)
    np.add.at(lengths, places, np.concatenate([counts for _, counts in found]))
    return values, lengths
