"""The range and the range before it, whose figures stand beside each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from usagestats.periods.period import Period, Range
from usagestats.reports.parts.span import holes, written

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from zoneinfo import ZoneInfo

    from usagestats.tables.coverage import Coverage

FigureRow = tuple[str, str, int | None, int | None, float | None]
"""A row of the report: section, name, value, previous value, change."""


@dataclass(frozen=True, slots=True)
class TwoSpans:
    """The range and the range before it, whose figures stand beside each other.

    Args:
        this: The range.
        before: The range before it.
        coverage: The time that the logs cover.
        zone: The time zone of days.
    """

    this: Period
    before: Period
    coverage: Coverage
    zone: ZoneInfo

    def ranges(self) -> tuple[Range, Range]:
        """Return both as ranges."""
        return Range(self.this.start, self.this.end), Range(self.before.start, self.before.end)

    def rows(
        self, section: str, names: Iterable[str], this: Mapping[str, int], before: Mapping[str, int]
    ) -> list[FigureRow]:
        """Return a row per name: 0 where nothing was counted, null where no log covers any time.

        Args:
            section: The section of the rows.
            names: Their names, in order.
            this: The figures of the range, by name.
            before: Those of the range before.
        """
        spans = (self.this, self.before)
        is_known, was_known = (self.coverage.touches(span) for span in spans)
        is_whole = all(self.coverage.covers(span) for span in spans)
        return [
            compared(
                section,
                name,
                this.get(name, 0) if is_known else None,
                before.get(name, 0) if was_known else None,
                is_whole=is_whole,
            )
            for name in names
        ]

    def notes(self) -> tuple[str, ...]:
        """Return notes on the holes in both; a hole is why all changes are null."""
        both = Period(self.before.start, self.this.end)
        missing = holes(self.coverage, both, self.zone)
        if missing and self.coverage.touches(both):
            return (*missing, "change not shown: the logs do not fully cover both periods")
        return missing

    def words_for_before(self) -> str:
        """Return the range before as the title of the report names it."""
        days, days_before = (
            round((one.end - one.start) / timedelta(days=1)) for one in (self.this, self.before)
        )
        if days != days_before:  # such as a month
            start, end = written(self.before.start, self.zone), written(self.before.end, self.zone)
            return f"{start} to {end}"
        if days == 1:
            return "the day before"
        return f"the {days} days before" if days > 1 else "the same length of time before"


def compared(
    section: str, name: str, value: int | None, previous: int | None, *, is_whole: bool
) -> FigureRow:
    """Return a row; the change is null if `previous` is 0, or if the logs lack part of a window."""
    change = None
    if is_whole and value is not None and previous:
        change = (value - previous) / previous
    return section, name, value, previous, change
