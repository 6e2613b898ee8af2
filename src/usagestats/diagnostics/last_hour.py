"""The last hour of logs that are watched: what is read is added, and what is older is dropped."""

from __future__ import annotations

from collections import deque
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.periods.period import MINUTE
from usagestats.survey.newest_errors import NewestErrors
from usagestats.tables.usage import add_usage
from usagestats.watched import ErrorSeen, Watched

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from usagestats.reports.parts.filters import Filters
    from usagestats.tables.counts import Counts
    from usagestats.tables.usage import Grain

MINUTES: Final = 60
_FOR_RATE: Final = 10  # seconds


class LastHour:
    """The usage of the last 60 minutes, by application and status, and the newest errors.

    Args:
        filters: Choose the requests; with the registry.
        zone: The time zone of the output.
    """

    def __init__(self, filters: Filters, zone: ZoneInfo) -> None:
        self._filters = filters
        self._zone = zone
        self._usage = add_usage([], self.grain)
        self._errors = NewestErrors()
        self._total = 0
        self._rejects = 0
        self._read: deque[tuple[float, int]] = deque()

    @property
    def grain(self) -> Grain:
        """The grain of the usage that it needs."""
        return self._filters.grain({"application", "status"}, MINUTE)

    def add(self, usage: pl.DataFrame, errors: NewestErrors, counts: Counts) -> int:
        """Add what was read, and return the number of requests in it that pass the filters."""
        passing = self._filters.apply(usage.filter(pl.col("metric") == "requests"))
        requests = int(passing["requests"].sum())
        self._total += requests
        self._rejects += counts.rejects
        self._usage = add_usage([self._usage, passing], self.grain)
        if not self._usage.is_empty():
            newest: datetime = self._usage["start"].max()  # type: ignore[assignment]
            oldest = newest - timedelta(minutes=2 * MINUTES)
            self._usage = self._usage.filter(pl.col("start") > oldest)
        self._errors.merge(errors)
        return requests

    def note_rate(self, at: float, requests: int) -> None:
        """Note how many requests were read at a moment, in seconds of any clock."""
        self._read.append((at, requests))
        while at - self._read[0][0] > _FOR_RATE:
            self._read.popleft()

    def _per_second(self) -> float:
        """Return the requests a second between the first and the last of the noted moments."""
        if len(self._read) <= 1:
            return 0.0
        seconds = self._read[-1][0] - self._read[0][0]
        return sum(count for _, count in list(self._read)[1:]) / seconds if seconds else 0.0

    def state(self, now: datetime, logs: int, faults: Mapping[str, str]) -> Watched:
        """Return the state as a screen shows it.

        Args:
            now: The present time. If the newest request is older than an hour, or of the future,
                its minute is the last one.
            logs: The number of logs.
            faults: Why logs cannot be read.
        """
        last = self._last_minute(now)
        first = last - (MINUTES - 1) * MINUTE if last else None
        within = self._usage if first is None else self._usage.filter(pl.col("start") >= first)
        if last is not None:
            within = within.filter(pl.col("start") <= last)
        return Watched(
            zone=self._zone,
            logs=logs,
            total=self._total,
            rejects=self._rejects,
            per_second=self._per_second(),
            first_minute=first,
            minutes=() if first is None else _by_minute(within, first),
            applications={
                self._filters.registry.label(name): count
                for name, count in _sums(within, "application").items()
            },
            statuses=_statuses(within),
            errors=tuple(self._errors_seen()),
            faults=faults,
        )

    def _last_minute(self, now: datetime) -> datetime | None:
        if self._usage.is_empty():
            return None
        newest: datetime = self._usage["start"].max()  # type: ignore[assignment]
        this = now.replace(second=0, microsecond=0)
        return this if this - MINUTES * MINUTE < newest <= this else newest

    def _errors_seen(self) -> list[ErrorSeen]:
        return [
            ErrorSeen(time, status, verb, path, self._filters.registry.label(name))
            for time, status, verb, path, name in self._errors.rows.reverse().iter_rows()
        ]


def _by_minute(usage: pl.DataFrame, first: datetime) -> tuple[int, ...]:
    sums = dict(usage.group_by("start").agg(pl.col("requests").sum()).iter_rows())
    return tuple(sums.get(first + number * MINUTE, 0) for number in range(MINUTES))


def _statuses(usage: pl.DataFrame) -> dict[str, int]:
    named = usage.with_columns(pl.col("status").cast(pl.String).fill_null("none"))
    return _sums(named, "status")


def _sums(usage: pl.DataFrame, key: str) -> dict[str, int]:
    """Return the requests by a key, the most first; equal ones in the order of the key."""
    sums = usage.group_by(key).agg(pl.col("requests").sum())
    ordered = sums.sort("requests", key, descending=[True, False], nulls_last=True)
    return dict(ordered.iter_rows())
