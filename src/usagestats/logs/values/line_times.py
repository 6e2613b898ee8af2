"""The times of text logs, one function per notation.

Each returns a time in UTC. Where the text has no offset, it returns a naive time, which is in the
log zone. It returns `None` for a text in another notation, and for a time that does not exist.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from usagestats.late_pattern import late_pattern
from usagestats.light_dataclass import dataclass
from usagestats.logs.values.clf_time import parse_clf_time
from usagestats.logs.values.iso_time import parse_iso_time
from usagestats.logs.values.yearless import NO_YEAR
from usagestats.periods.period import EARLIEST, LATEST

if TYPE_CHECKING:
    from collections.abc import Callable

_RFC_1123 = late_pattern(
    r"(?:[A-Z][a-z]{2}, )?([0-9]{1,2}) ([A-Z][a-z]{2}) ([0-9]{4}) ([0-9:]{8})"
    r" ([A-Z]{1,3}|[+-][0-9]{4})"
)
_GREENWICH: Final = {"GMT": "+0000", "UTC": "+0000", "UT": "+0000", "Z": "+0000"}
_SECONDS = late_pattern(r"[0-9]{9,10}(?:\.[0-9]{1,9})?")
_MICROSECONDS = late_pattern(r"[0-9]{15,16}")
_LEAP_SECOND = late_pattern(r"(?<=[0-9]{2}:[0-9]{2}):60\b")
_MILLISECONDS = late_pattern(r"[0-9]{12,13}")
YEARLESS: Final = "%b %d %H:%M:%S"
"""How `yearless_time` writes its times, for `datetime.strptime`."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def in_bounds(time: datetime) -> datetime | None:
    """Return the time if its year is one that we count, else `None`."""
    return time if EARLIEST.year < time.year < LATEST.year - 1 else None


def rfc_1123_time(text: str) -> datetime | None:
    """Read `Mon, 04 May 2026 10:15:30 GMT`, the date of HTTP and mail headers.

    Source: RFC 9110, section 5.6.7; RFC 5322, section 3.3, for offsets.
    """
    found = _RFC_1123.fullmatch(text)
    if found is None:
        return None
    day, month, year, clock, zone = found.groups()
    return parse_clf_time(f"{day:0>2}/{month}/{year}:{clock} {_GREENWICH.get(zone, zone)}")


def epoch_seconds(text: str) -> datetime | None:
    """Read `1777889730.123`."""
    if not _SECONDS.fullmatch(text):
        return None
    whole, _, fraction = text.partition(".")
    microseconds = int(fraction[:6].ljust(6, "0"))
    return in_bounds(_EPOCH + timedelta(seconds=int(whole), microseconds=microseconds))


def epoch_microseconds(text: str) -> datetime | None:
    """Read `1777889730123456`."""
    if not _MICROSECONDS.fullmatch(text):
        return None
    return in_bounds(_EPOCH + timedelta(microseconds=int(text)))


def epoch_milliseconds(text: str) -> datetime | None:
    """Read `1777889730123`."""
    if not _MILLISECONDS.fullmatch(text):
        return None
    return in_bounds(_EPOCH + timedelta(milliseconds=int(text)))


def wall_time(text: str, written: str) -> datetime | None:
    """Read a time in a notation of `datetime.strptime`, with English names and no offset."""
    try:
        return in_bounds(datetime.strptime(_clock(text), written))  # noqa: DTZ007
    except ValueError:
        return None


def yearless_time(text: str) -> datetime | None:
    """Read `Jan 29 08:27:09`; the year is `NO_YEAR`."""
    try:
        return datetime.strptime(f"{NO_YEAR} {_clock(text)}", f"%Y {YEARLESS}")  # noqa: DTZ007
    except ValueError:
        return None


def _clock(text: str) -> str:
    """Return a time as `strptime` takes it; a leap second is read as the second before it."""
    return _LEAP_SECOND.sub(":59", " ".join(text.split()))


def with_day(time: str, day: str, *, is_utc: bool) -> str:
    """Return a time of day such as `10:15:30` with its day; other texts as they are."""
    return f"{day} {time}{'Z' if is_utc else ''}" if time[2:3] == ":" else time


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Reads a time in one of several notations: the first function that can read it counts.

    Args:
        readers: The functions, each for one notation.
        around: Characters that are dropped at both ends.
    """

    readers: tuple[Callable[[str], datetime | None], ...]
    around: str = ""

    def __call__(self, text: str) -> datetime | None:
        """Read a time."""
        inner = text.strip(self.around) if self.around else text
        return next(filter(None, (reader(inner) for reader in self.readers)), None)


any_time: Final = AnyOf(
    (parse_clf_time, parse_iso_time, rfc_1123_time, epoch_seconds, epoch_milliseconds), around="[]"
)
"""Reads a time of the common log, of RFC 3339 or 1123, or in seconds or milliseconds since 1970.

This is for formats in which the operator chooses the notation. Brackets around it are dropped.
"""
