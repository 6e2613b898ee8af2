"""Files of a log → their order by dates and numbers, if it agrees with the times of requests."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from usagestats.light_dataclass import dataclass
from usagestats.periods.period import SLOT
from usagestats.rotation.log_file import LogFile, hulls_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    _Place = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """Files in order.

    Args:
        files: The files, the oldest first.
        is_rising: Whether the higher of two numbers is the newer file.
        has_numbers: Whether the numbers of the files belong to their order.
    """

    files: tuple[LogFile, ...]
    is_rising: bool = False
    has_numbers: bool = True


def orders_of(files: Sequence[LogFile]) -> Iterator[Order]:
    """Give the order of the files of a log, or one order for each of several gateways.

    Files are in order if none of them begins more than a slot before the end of the one before it.
    Where no order of their numbers does this, the numbers are those of gateways side by side.
    Dates alone always give the order, since a date is no name of a gateway.
    """
    if all(file.name.number is None for file in files):
        yield _sorted(files, _by_date)
        return
    from usagestats.rotation.times_of_day import (  # noqa: PLC0415  (few logs have numbers)
        with_times_of_day,
    )

    timed = _sorted(with_times_of_day(files), _by_date)
    if timed.files and not _is_side_by_side(timed.files):
        yield timed
        return
    orders = (
        _sorted(files, _by_falling_number),
        _sorted(files, _by_rising_number, is_rising=True),
        _sorted(files, _by_rising_number_and_active_first, is_rising=True),
    )
    order = next((order for order in orders if not _is_side_by_side(order.files)), None)
    if order:
        yield order
        return
    gateways: dict[object, list[LogFile]] = defaultdict(list)
    for file in files:
        gateways[file.name.number if file.name.date else file.source].append(file)
    for gateway in gateways.values():
        yield Order((*sorted(gateway, key=_by_date),), has_numbers=False)


def _sorted(
    files: Sequence[LogFile], place: Callable[[LogFile], _Place], *, is_rising: bool = False
) -> Order:
    return Order((*sorted(files, key=place),), is_rising)


def _by_date(file: LogFile) -> _Place:
    return file.is_active, file.name.date or datetime.min  # noqa: DTZ901  (a date of a name)


def _by_falling_number(file: LogFile) -> _Place:
    return *_by_date(file), -(file.name.number or 0)


def _by_rising_number(file: LogFile) -> _Place:
    return *_by_date(file), file.name.number or 0


def _by_rising_number_and_active_first(file: LogFile) -> _Place:
    return _by_rising_number(file)[1:]


def _is_side_by_side(files: Sequence[LogFile]) -> bool:
    hulls = hulls_of(files)
    return any(newer[0] < older[1] - SLOT for older, newer in pairwise(hulls))
