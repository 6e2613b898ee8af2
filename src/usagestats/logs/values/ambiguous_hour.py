"""The hour that clocks show twice: the order of lines tells which of its two passes a time is in.

Lines are written one after another, so times that step back by more than `LARGEST_DELAY` tell that
the clocks were put back between two lines. A smaller step is that of a line that was written late:
many gateways write a line at the end of a request, with the time of its start. So each time has the
earlier of its two readings, unless that is more than `LARGEST_DELAY` before a time in the same hour
that stands before it in the source.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from usagestats.light_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable

LARGEST_DELAY: Final = timedelta(minutes=5)
"""The longest time between the start of a request and its line in the log that is expected."""

_MICROSECOND: Final = timedelta(microseconds=1)
_DELAY: Final = LARGEST_DELAY // _MICROSECOND
_DAY: Final = timedelta(days=1) // _MICROSECOND
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class AmbiguousTimes:
    """Counts of the ambiguous times of one source and one night. `+` adds those of more lines.

    Args:
        requests: The number of requests.
        second: The number of those that got the later reading.
        disordered: The number of those whose both readings are before the time of an earlier line.
    """

    requests: int = 0
    second: int = 0
    disordered: int = 0

    def __add__(self, other: AmbiguousTimes) -> AmbiguousTimes:
        return AmbiguousTimes(
            self.requests + other.requests,
            self.second + other.second,
            self.disordered + other.disordered,
        )

    @property
    def is_order_telling(self) -> bool:
        """Whether the order of lines tells the two passes of the hour from each other."""
        return self.second > 0 and self.disordered == 0


@dataclass(frozen=True, slots=True)
class Order:
    """The chosen readings of some ambiguous times, in the order of their lines.

    Args:
        are_second: Whether each has its later reading.
        are_disordered: Whether both readings of it are before the time of an earlier line.
        latest: The latest chosen time in the hour of the last line.
    """

    are_second: list[bool]
    are_disordered: list[bool]
    latest: datetime


def steps_back(latest: datetime, time: datetime) -> bool:
    """Whether a time is too long before `latest` to stand after it."""
    return time < latest - LARGEST_DELAY


def ordered(readings: Iterable[tuple[int, int]], latest: datetime | None) -> Order:
    """Choose a reading of each of some ambiguous times; there is at least one.

    Args:
        readings: The earlier and the later reading of each, in the order of lines; microseconds
            since 1970.
        latest: `Order.latest` of the lines before these in their source; `None` where there are
            none.
    """
    reached = -_DAY if latest is None else (latest - _EPOCH) // _MICROSECOND
    are_second, are_disordered = [], []
    for first, second in readings:
        if abs(first - reached) > _DAY:  # the other time is of another year
            reached = first
        is_second = first < reached - _DELAY
        chosen = second if is_second else first
        are_second.append(is_second)
        are_disordered.append(chosen < reached - _DELAY)
        reached = max(reached, chosen)
    return Order(are_second, are_disordered, _EPOCH + reached * _MICROSECOND)
