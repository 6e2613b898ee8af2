"""The state of logs that are watched: the figures of the last hour, as a screen shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class ErrorSeen:
    """A request with a status of 400 or more; credentials in its path are masked.

    Args:
        time: Its time.
        status: Its status.
        http_method: Its method, such as GET; `None` where it has none.
        path: Its path; `None` where it has none.
        application: The application, as people read it.
    """

    time: datetime
    status: int
    http_method: str | None
    path: str | None
    application: str


@dataclass(frozen=True, slots=True)
class Watched:
    """The state of watched logs.

    Args:
        zone: The time zone of the output.
        logs: The number of logs.
        total: The requests in all lines that were read.
        rejects: The lines that did not parse.
        per_second: The requests a second, over the last seconds.
        first_minute: The first of the last 60 minutes.
        minutes: The requests of each of these minutes; empty before the first request.
        applications: Their requests in these minutes, the most first.
        statuses: The requests with each status in these minutes, the most first; `none`: no status.
        errors: The newest errors, the newest first.
        faults: Why logs cannot be read, by their names.
    """

    zone: ZoneInfo
    logs: int
    total: int
    rejects: int
    per_second: float
    first_minute: datetime | None
    minutes: tuple[int, ...]
    applications: Mapping[str, int]
    statuses: Mapping[str, int]
    errors: tuple[ErrorSeen, ...]
    faults: Mapping[str, str]

    @property
    def in_hour(self) -> int:
        """The requests of the last 60 minutes."""
        return sum(self.minutes)
