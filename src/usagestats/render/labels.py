"""The labels of periods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from usagestats.choices import Granularity
from usagestats.render.cells import local

if TYPE_CHECKING:
    from datetime import datetime

    from usagestats.report import Report

PARTIAL_MARK: Final = "*"
_FORMS: Final = {
    Granularity.MINUTE: "%Y-%m-%d %H:%M",
    Granularity.FIVE_MINUTES: "%Y-%m-%d %H:%M",
    Granularity.QUARTER_HOUR: "%Y-%m-%d %H:%M",
    Granularity.HOUR: "%Y-%m-%d %H:%M",
    Granularity.DAY: "%Y-%m-%d %a",
    Granularity.WEEK: "%G-W%V",
    Granularity.MONTH: "%Y-%m",
    Granularity.YEAR: "%Y",
    Granularity.ALL: "%Y-%m-%d",
}


def period_labels(report: Report, granularity: Granularity) -> list[str]:
    """Return the label of each row, with a mark where the period is partial.

    The first period is labelled by the start of its part in the range.
    """
    first = report.span.start if report.span else None
    return [
        period_label(local(max(start, first or start), report.zone), granularity)
        + (PARTIAL_MARK if is_partial else "")
        for start, is_partial in report.rows.select("period_start", "partial").iter_rows()
    ]


def period_label(start: datetime, granularity: Granularity) -> str:
    """Return the label of a period that starts at a local time."""
    if granularity is Granularity.WEEK and start.weekday() != 0:
        return f"{start:%Y-%m-%d}"
    text = start.strftime(_FORMS[granularity])
    is_twice = granularity.is_of_hour and _is_shown_twice(start)
    return f"{text}{start:%z}" if is_twice else text


def _is_shown_twice(time: datetime) -> bool:
    """Return whether the clocks show this time twice, as in the hour after summer time ends."""
    return time.replace(fold=0).utcoffset() > time.replace(fold=1).utcoffset()  # type: ignore[operator]  # a zoned time has an offset
