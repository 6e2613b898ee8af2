"""Time in slots of 15 minutes since 1970: days, weeks and ranges are found by walking over them.

Parts of a slot, which are minutes, are fractions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import ceil, floor
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Collection

SECONDS = 900
AN_HOUR = 4
A_DAY = 96
MINUTES = {"minute": 1, "5min": 5}
"""The widths of periods that are less than a slot."""
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def slot_of(time: datetime) -> int:
    return int(time.timestamp() // SECONDS)


def moment_of(time: datetime) -> Fraction:
    """Return a time as a number of slots, exact to the second."""
    return Fraction(int(time.timestamp() // 1), SECONDS)


@cache
def local(slot: int, zone: str) -> datetime:
    return datetime.fromtimestamp(int(slot * SECONDS), ZoneInfo(zone))


@cache
def period_key(slot: int, by: str, zone: str, week_start: str) -> tuple[object, ...]:
    """Return what all slots of a period have in common."""
    time = local(slot, zone)
    if by == "15min":
        return (slot,)
    if by == "hour":
        return time.date(), time.hour, time.utcoffset()
    if by == "day":
        return (time.date(),)
    if by == "week":
        return (time.date() - timedelta((time.weekday() - DAYS.index(week_start)) % 7),)
    return (time.year, time.month) if by == "month" else (time.year,)


@dataclass(frozen=True)
class Span:
    """A period: its slots, and the part of them inside the range. Ends are exclusive."""

    start: int
    end: int
    first: int
    last: int

    @property
    def inside(self) -> range:
        """The slots that it touches."""
        return range(floor(self.first), ceil(self.last))

    @property
    def is_whole(self) -> bool:
        return (self.start, self.end) == (self.first, self.last)

    def is_known(self, covered: Collection[int]) -> bool:
        return any(slot in covered for slot in self.inside)

    def is_covered(self, covered: Collection[int]) -> bool:
        return all(slot in covered for slot in self.inside)

    def times(self, covered: Collection[int], zone: str) -> list[object]:
        """Return the cells of the columns of a period."""
        known = [slot for slot in self.inside if slot in covered]
        hull: list[int | None] = [None, None]
        if known:
            hull = [max(known[0], self.first), min(known[-1] + 1, self.last)]
        ends = [self.start, self.end, *hull]
        is_half = bool(known) and len(known) < len(self.inside)
        cells = [None if one is None else local(one, zone).isoformat() for one in ends]
        return [*cells, not self.is_whole or is_half]


def spans(by: str, first: int, last: int, zone: str, week_start: str = "monday") -> list[Span]:
    """Cut a range into periods."""
    if by == "all":
        return [Span(first, last, first, last)]
    if by in MINUTES:
        width = Fraction(MINUTES[by] * 60, SECONDS)
        bounds = [first + number * width for number in range(int((last - first) / width) + 1)]
        # numbers with fractions, which everything below can count with, too
        whole = cast("list[int]", bounds)
        return [Span(*pair, *pair) for pair in pairwise(whole)]
    found = []
    start = first
    while _is_same_period(start - 1, start, by, zone, week_start):
        start -= 1
    while start < last:
        end = start + 1
        while _is_same_period(start, end, by, zone, week_start):
            end += 1
        found.append(Span(start, end, max(first, start), min(last, end)))
        start = end
    return found


def is_cut_at(by: str, slot: int, zone: str) -> bool:
    """Whether a period begins at a slot."""
    return not _is_same_period(slot - 1, slot, by, zone, "monday")


def _is_same_period(slot: int, other: int, by: str, zone: str, week_start: str) -> bool:
    return period_key(slot, by, zone, week_start) == period_key(other, by, zone, week_start)


def spans_before(by: str, end: int, count: int, zone: str, week_start: str) -> list[Span]:
    """Return the last whole periods that end at a slot or before."""
    found: list[Span] = []
    while len(found) < count:
        (span,) = spans(by, end - 1, end, zone, week_start)
        found += [Span(span.start, span.end, span.start, span.end)] if span.end <= end else []
        end = span.start
    return found[::-1]


def start_of(day: date, zone: str) -> int:
    """Return the first slot of a local day."""
    return start_at(datetime(day.year, day.month, day.day), zone)  # noqa: DTZ001


def start_at(wall: datetime, zone: str) -> int:
    """Return the first slot at which the clocks of a zone show a wall time or a later one."""
    guess = int((wall - datetime(1970, 1, 1)).total_seconds() // SECONDS)  # noqa: DTZ001
    slot = guess - A_DAY
    while local(slot, zone).replace(tzinfo=None) < wall:
        slot += 1
    return slot


@dataclass(frozen=True)
class Clock:
    now: datetime
    zone: str
    week_start: str


Bounds = tuple[int | None, int | None]


def bounds_of(expression: str, clock: Clock) -> Bounds:
    """Read a range expression; `None` is an open end."""
    if ".." in expression:
        first, last = expression.split("..")
        start = bounds_of(first, clock)[0] if first else None
        return start, _end(last, clock) if last else None
    if named := _named(expression, clock):
        return named
    return _calendar(expression, clock)


def _end(text: str, clock: Clock) -> int | None:
    return bounds_of(text, clock)[1]


def _named(text: str, clock: Clock) -> Bounds | None:
    text = re.sub(r"^(\d+)([hdw])$", _spelled_out, text)
    words = text.split("-")
    now = slot_of(clock.now)
    rounded_up = now + (1 if clock.now.timestamp() % SECONDS else 0)
    if text in {"today", "yesterday"}:
        words = ["this" if text == "today" else "last", "day"]
    if words[0] == "this":
        return _period_at(now, words[1], clock)[0], rounded_up
    if words[0] != "last":
        return None
    count, unit = (int(words[1]), words[2].rstrip("s")) if len(words) == 3 else (1, words[1])
    end = _period_at(now, unit, clock)[0]
    start = end
    for _ in range(count):
        start = _period_at(start - 1, unit, clock)[0]
    return start, end


def _spelled_out(match: re.Match[str]) -> str:
    return f"last-{match[1]}-{ {'h': 'hours', 'd': 'days', 'w': 'weeks'}[match[2]] }"


def _period_at(slot: int, unit: str, clock: Clock) -> tuple[int, int]:
    """Return the period that holds a slot."""
    if unit == "quarter":
        time = local(slot, clock.zone)
        return _months(time.year, (time.month - 1) // 3 * 3 + 1, 3, clock.zone)
    (span,) = spans(unit, slot, slot + 1, clock.zone, clock.week_start)
    return span.start, span.end


def _months(year: int, month: int, count: int, zone: str) -> tuple[int, int]:
    after = year * 12 + month - 1 + count
    return start_of(date(year, month, 1), zone), start_of(
        date(after // 12, after % 12 + 1, 1), zone
    )


def _calendar(text: str, clock: Clock) -> Bounds:
    zone = clock.zone
    if match := re.fullmatch(r"(\d{4})", text):
        return _months(int(match[1]), 1, 12, zone)
    if match := re.fullmatch(r"(\d{4})-Q(\d)", text):
        return _months(int(match[1]), 3 * int(match[2]) - 2, 3, zone)
    if match := re.fullmatch(r"(\d{4})-(\d\d)", text):
        return _months(int(match[1]), int(match[2]), 1, zone)
    if match := re.fullmatch(r"(\d{4})-W(\d\d)", text):
        monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
        return start_of(monday, zone), start_of(monday + timedelta(7), zone)
    if "T" not in text:
        day = date.fromisoformat(text)
        return start_of(day, zone), start_of(day + timedelta(1), zone)
    time = datetime.fromisoformat(text)
    slot = slot_of(time) if time.tzinfo else start_at(time, zone)
    return slot, slot
