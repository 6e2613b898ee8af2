"""The time at which an application was created, in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from usagestats.periods.period import EARLIEST, LATEST, local_start

if TYPE_CHECKING:
    from datetime import date
    from zoneinfo import ZoneInfo


def created(at: datetime | date | None, zone: ZoneInfo) -> datetime | None:
    """Return `created_at` in UTC; `None` for a year that reports do not have.

    A date stands for the start of that day in `zone`; a time without an offset is in `zone`.
    """
    if at is None or not EARLIEST.year < at.year < LATEST.year:
        return None  # such as 0001-01-01, which some programs write for "unknown"
    if not isinstance(at, datetime):
        return local_start(datetime.combine(at, time()), zone)
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
