"""The slots that logs cover: the hulls of files, of files in a series, and short gaps."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from tests.oracle.slots import AN_HOUR, slot_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tests.oracle.requests import Request

ACTIVE = 0
A_SLOT = timedelta(minutes=15)
NUMBERED = re.compile(r"(?P<stem>.*?\.log)(?:\.(?P<number>\d+))?(?:\.gz)?")
NUMBER_INSIDE = re.compile(r"(?P<stem>.*?)(?P<number>\d+)\.log(?:\.gz)?")
DATED = re.compile(r"(?P<stem>.*)-(?P<date>\d{4}-\d\d-\d\d)\.log(?:\.gz)?")


@dataclass(frozen=True)
class Hull:
    """The first and the last time of a file with requests."""

    name: str
    first: datetime
    last: datetime


def covered_slots(files: dict[str, Sequence[Request]], *, is_continuous: bool) -> frozenset[int]:
    """Return every slot for which the logs speak."""
    hulls = [_hull(name, requests) for name, requests in files.items() if requests]
    found = {(slot_of(one.first), slot_of(one.last)) for one in hulls}
    on_demand = [one for one in hulls if is_on_demand(files[one.name])]
    others = [one for one in hulls if one not in on_demand]
    names = [name for name in files if name not in {one.name for one in on_demand}]
    in_time = sorted(on_demand, key=lambda one: (one.first, one.last))
    for older, newer in chain(pairwise(in_time), _followers(others, names)):
        found.add((slot_of(older.first), slot_of(newer.last)))
    slots: set[int] = set()
    reached: int | None = None
    for first, last in sorted(found):
        start = first
        if reached is not None and (is_continuous or first - reached - 1 <= AN_HOUR):
            start = min(reached, first)
        slots.update(range(start, last + 1))
        reached = max(last, last if reached is None else reached)
    return frozenset(slots)


def is_on_demand(requests: Sequence[Request]) -> bool:
    """Whether a file is of a load balancer of AWS, which writes one only if there are requests."""
    return requests[0].text.startswith("http")


def _hull(name: str, requests: Sequence[Request]) -> Hull:
    times = [one.time for one in requests]
    return Hull(name, min(times), max(times))


def _followers(hulls: Iterable[Hull], names: list[str]) -> Iterable[tuple[Hull, Hull]]:
    """Give the files that follow each other in a series without a missing one."""
    by_name = {one.name: one for one in hulls}
    yield from _dated(by_name, names)
    for form in (NUMBERED, NUMBER_INSIDE):
        stems: dict[str, dict[int, str]] = {}
        for name in names:
            if not DATED.fullmatch(name) and (match := form.fullmatch(name)):
                number = int(match["number"] or 0)
                stems.setdefault(match["stem"], {})[number] = name
        for numbers in stems.values():
            yield from _numbered(by_name, numbers)


def _numbered(hulls: dict[str, Hull], numbers: dict[int, str]) -> Iterable[tuple[Hull, Hull]]:
    """Give the files that follow each other; none do where all orders overlap in time.

    Higher numbers are older; or else newer, with the file without a number as the newest; or else
    with this file as the oldest.
    """
    known = {number: hulls[name] for number, name in numbers.items() if name in hulls}
    falling, rising = sorted(known, reverse=True), sorted(known)
    active_last = sorted(known, key=lambda number: (number == ACTIVE, number))
    for order in (falling, active_last, rising):
        pairs = [(a, b) for a, b in pairwise(order)]
        if all(known[b].first >= known[a].last - A_SLOT for a, b in pairs):
            for a, b in pairs:
                between = set(range(min(a, b) + 1, max(a, b)))
                is_rising_end = order is not falling and b == ACTIVE
                if is_rising_end or between <= set(numbers):
                    yield known[a], known[b]
            return


def _dated(hulls: dict[str, Hull], names: list[str]) -> Iterable[tuple[Hull, Hull]]:
    """Daily files follow each other where no day is between them."""
    stems: dict[str, dict[date, str]] = {}
    for name in names:
        if match := DATED.fullmatch(name):
            stems.setdefault(match["stem"], {})[date.fromisoformat(match["date"])] = name
    for days in stems.values():
        steps = [(b - a).days for a, b in pairwise(sorted(days))]
        if not steps or steps.count(1) < max(steps.count(step) for step in steps):
            continue
        known = [day for day in sorted(days) if days[day] in hulls]
        for a, b in pairwise(known):
            if all(date.fromordinal(one) in days for one in range(a.toordinal(), b.toordinal())):
                yield hulls[days[a]], hulls[days[b]]
