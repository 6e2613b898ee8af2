"""Dates in URLs: `s3://logs/{date:%Y/%m/%d}/` names a prefix for each day of a span."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from usagestats.errors import UsageError
from usagestats.late_pattern import late_pattern
from usagestats.light_dataclass import dataclass
from usagestats.object_storage.urls import shown_url

if TYPE_CHECKING:
    from re import Match
    from typing import Self

_PLACE: Final = late_pattern(r"\{date:(?P<form>[^{}]*)\}")
_DIRECTIVE: Final = late_pattern(r"%(.?)")
_KNOWN: Final = frozenset("YmdHjy")
_LATE: Final = timedelta(hours=1)
_MOST: Final = 10_000


def has_dates(url: str) -> bool:
    """Whether a URL has a place for dates."""
    return _PLACE.search(url) is not None


@dataclass(frozen=True, slots=True)
class Dates:
    """The span of time whose dates are named.

    Args:
        first: Its beginning.
        last: A time on its last day.
    """

    first: datetime
    last: datetime

    @classmethod
    def of_days(cls, days: int, now: datetime) -> Self:
        """Return the last days, of which today is one."""
        return cls(now - timedelta(days=days - 1), now)

    @classmethod
    def of_range(cls, start: datetime, end: datetime | None, now: datetime) -> Self:
        """Return the dates of a range, and of the hour after it: gateways store lines late."""
        return cls(start, min(end + _LATE if end else now, max(now, start)))

    def urls(self, url: str) -> list[str]:
        """Return the URLs for all dates, UTC, in order, each once.

        Raises:
            UsageError: The form of the date is not known, or the dates are too many.
        """
        forms = [found["form"] for found in _PLACE.finditer(url)]
        for form in forms:
            if not form or any(one not in _KNOWN for one in _DIRECTIVE.findall(form)):
                hint = "write for example {date:%Y/%m/%d}; %Y, %y, %m, %d, %j and %H are known"
                raise UsageError(f"unknown date: {{date:{form}}}", where=shown_url(url), hint=hint)
        step = timedelta(hours=1) if any("%H" in form for form in forms) else timedelta(days=1)
        begin = _floor(self.first.astimezone(UTC), step)
        count = (_floor(self.last.astimezone(UTC), step) - begin) // step + 1
        if count > _MOST:
            what = f"{count:,} dates are too many"
            raise UsageError(what, where=shown_url(url), hint="name a shorter range")
        times = (begin + step * number for number in range(count))
        return [*dict.fromkeys(_at(url, time) for time in times)]


def _at(url: str, time: datetime) -> str:
    def written(found: Match[str]) -> str:
        return _DIRECTIVE.sub(lambda one: time.strftime(one[0]), found["form"])

    return _PLACE.sub(written, url)


def _floor(time: datetime, step: timedelta) -> datetime:
    midnight = time.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + (time - midnight) // step * step
