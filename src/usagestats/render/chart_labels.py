"""The labels beneath the columns of a chart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from usagestats.choices import Granularity
from usagestats.render.cells import local
from usagestats.render.labels import period_label

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from usagestats.report import Report

_MANY_DAYS: Final = 100
_MANY_HOURS: Final = 24 * 14
_FEW_HOURS: Final = 48
_A_MORNING: Final = 6
_SHORT_NAME: Final = 3


@dataclass(frozen=True, slots=True)
class Label:
    """A text beneath the row with the number `at`."""

    at: int
    text: str


def labels_of(report: Report, *, is_each: bool) -> list[Label]:
    """Return the labels for which there may be room.

    Args:
        report: The report.
        is_each: Whether there is room for a label beneath each column; else the first column has
            one, and each Monday or the like.
    """
    if not report.granularity:
        names = report.rows[report.columns[0].key].to_list()
        return [Label(number, str(name)[:_SHORT_NAME]) for number, name in enumerate(names)]
    starts = [local(start, report.zone) for start in report.rows["period_start"]]
    return list(_of_periods(starts, report.granularity, is_each=is_each))


def _of_periods(
    starts: Sequence[datetime], granularity: Granularity, *, is_each: bool
) -> Iterator[Label]:
    form = "%m-%d" if granularity is Granularity.DAY or granularity.is_of_hour else ""
    has_months = granularity is Granularity.DAY and len(starts) > _MANY_DAYS
    for number, start in enumerate(starts):
        if number and not is_each and not _is_labelled(start, granularity, len(starts)):
            continue
        if has_months:
            yield Label(number, f"{start:%Y-%m}" if start.day == 1 else f"{start:%Y-%m-%d}")
        elif granularity.is_of_hour and (start.hour or start.minute):
            yield Label(number, f"{start:%H:%M}")
        else:
            yield Label(number, start.strftime(form) if form else period_label(start, granularity))


def _is_labelled(start: datetime, granularity: Granularity, count: int) -> bool:
    if granularity is Granularity.DAY:
        return start.day == 1 if count > _MANY_DAYS else start.weekday() == 0
    if not granularity.is_of_hour:
        return True
    hours = count * (granularity.minutes or 60) // 60
    if hours <= _A_MORNING:
        return start.minute % (15 if hours <= 1 else 60) == 0
    if start.minute and granularity.minutes:
        return False
    if hours <= _FEW_HOURS:
        return start.hour % 6 == 0
    return start.hour == 0 and (hours <= _MANY_HOURS or start.weekday() == 0)


def label_line(labels: Sequence[Label], cells: int, width: int) -> str:
    """Return the labels in one line, each at its column; one that has no room is left out.

    Args:
        labels: The labels, in order.
        cells: The width of a column.
        width: The width of the line.
    """
    line = ""
    for label in labels:
        start = label.at * cells
        has_room = start >= len(line) + 1 or not line
        if has_room and start + len(label.text) <= width:
            line = line.ljust(start) + label.text
    return line
