"""The range and the range before it, whose figures stand beside each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from usagestats.periods.period import Period, Range
from usagestats.reports.parts.changes import length_ratio
from usagestats.reports.parts.previous import calendar_words, days_of
from usagestats.reports.parts.span import holes, written

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from zoneinfo import ZoneInfo

    from usagestats.tables.coverage import Coverage

FigureRow = tuple[str, str, int | None, int | None, float | None, float | None]
"""A row of the report: section, name, value, previous value, change, change per day."""


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
        rows = []
        for name in names:
            value = this.get(name, 0) if is_known else None
            previous = before.get(name, 0) if was_known else None
            changes = self.changes(value, previous) if is_whole else (None, None)
            rows.append((section, name, value, previous, *changes))
        return rows

    def notes(self) -> tuple[str, ...]:
        """Return notes on the holes in both; a hole is why all changes are null."""
        both = Period(self.before.start, self.this.end)
        missing = holes(self.coverage, both, self.zone)
        if missing and self.coverage.touches(both):
            return (*missing, "change not shown: the logs do not fully cover both periods")
        return missing

    def words_for_before(self) -> str:
        """Return the range before as the title of the report names it."""
        if named := calendar_words(self.this, self.zone):
            return named
        days, days_before = days_of(self.this), days_of(self.before)
        if days != days_before:  # such as two months
            start, end = written(self.before.start, self.zone), written(self.before.end, self.zone)
            return f"{start} to {end}"
        if days == 1:
            return "the day before"
        return f"the {days} days before" if days > 1 else "the same length of time before"

    def changes(self, value: int | None, previous: int | None) -> tuple[float | None, float | None]:
        """Return the change of a figure, and that per day where one range is longer.

        Both are null if `previous` is 0, or one of the figures is unknown.
        """
        if value is None or not previous:
            return None, None
        ratio = length_ratio(self.this, self.before)
        daily = None if ratio is None else (value * ratio - previous) / previous
        return (value - previous) / previous, daily
