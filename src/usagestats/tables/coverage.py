"""COVERAGE: the spans of time that the logs cover.

One source covers the hull of its first and last request, widened to slots. The files of a series
(`usagestats.rotation`) that follow each other cover the time between them, too. Hulls add up; a gap
of up to an hour is taken as rotation, not as a hole. Usage outside of these spans is unknown, which
is not the same as zero.
"""

from __future__ import annotations

from dataclasses import field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from usagestats.light_dataclass import dataclass
from usagestats.periods.period import SLOT, Period, floor_to_slot

if TYPE_CHECKING:
    from collections.abc import Iterable

LARGEST_BRIDGED_GAP = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class MissingFiles:
    """Files that rotation must have made, and that were not read.

    Args:
        after: The last request before them.
        before: The first request after them.
        paths: Their paths, in order; at most 1000.
    """

    after: datetime
    before: datetime
    paths: tuple[str, ...]

    def touches(self, period: Period) -> bool:
        """Return whether a part of their time lies in a period."""
        return self.after < period.end and self.before > period.start


@dataclass(frozen=True, slots=True)
class Imported:
    """A time whose usage was imported, not counted from requests.

    Args:
        period: The time.
        metrics: The metrics whose usage is known; that of all others is unknown.
    """

    period: Period
    metrics: frozenset[str]

    def is_followed_by(self, other: Imported) -> bool:
        """Return whether another begins where this one ends, with the same metrics."""
        return self.period.end == other.period.start and self.metrics == other.metrics


@dataclass(frozen=True, slots=True)
class Coverage:
    """Spans in order of time, apart from each other by more than `LARGEST_BRIDGED_GAP`.

    Args:
        spans: The spans.
        missing: The files that are missing between them.
        imported: The parts of the spans whose usage was imported, in order.
        last_request: The time of the newest request in any log; `None` where there is none.
    """

    spans: tuple[Period, ...] = ()
    missing: tuple[MissingFiles, ...] = ()
    imported: tuple[Imported, ...] = ()
    last_request: datetime | None = field(default=None, compare=False)

    @classmethod
    def of(
        cls,
        hulls: Iterable[tuple[datetime, datetime]],
        missing: Iterable[MissingFiles] = (),
    ) -> Coverage:
        """Make the coverage of sources.

        Args:
            hulls: The times of the first and last request of each source, and of each run of a
                series.
            missing: The files that are missing in the series.
        """
        hulls = list(hulls)
        spans: list[Period] = []
        widened = (
            Period(floor_to_slot(first), floor_to_slot(last) + SLOT) for first, last in hulls
        )
        for span in sorted(widened, key=lambda period: (period.start, period.end)):
            if spans and span.start - spans[-1].end <= LARGEST_BRIDGED_GAP:
                spans[-1] = Period(spans[-1].start, max(spans[-1].end, span.end))
            else:
                spans.append(span)
        newest = max((last for _, last in hulls), default=None)
        return cls(tuple(spans), tuple(missing), last_request=newest)

    def with_imported(self, imported: tuple[Imported, ...]) -> Coverage:
        """Return the coverage of logs and of imported usage together."""
        if not imported:
            return self
        periods = (*self.spans, *(one.period for one in imported))
        together = Coverage.of((one.start, one.end - SLOT) for one in periods)
        return Coverage(together.spans, self.missing, imported, last_request=self.last_request)

    def lacks(self, metric: str, period: Period) -> bool:
        """Return whether a part of a period was imported without a metric."""
        return any(
            metric not in one.metrics
            and one.period.start < period.end
            and period.start < one.period.end
            for one in self.imported
        )

    @property
    def hull(self) -> Period | None:
        """The span from the first to the last covered time; `None` where there is none."""
        return Period(self.spans[0].start, self.spans[-1].end) if self.spans else None

    def without_holes(self) -> Coverage:
        """Return one span: times without a log are times without requests."""
        spans = (self.hull,) if self.hull else ()
        return Coverage(spans, last_request=self.last_request)

    def covers(self, period: Period) -> bool:
        """Return whether all of a period is covered."""
        return any(span.start <= period.start and period.end <= span.end for span in self.spans)

    def touches(self, period: Period) -> bool:
        """Return whether any part of a period is covered."""
        return any(span.start < period.end and period.start < span.end for span in self.spans)

    def holes(self, period: Period) -> list[Period]:
        """Return the parts of a period that are not covered, in order."""
        holes = []
        start = period.start
        for span in self.spans:
            if span.start >= period.end:
                break
            if span.start > start:
                holes.append(Period(start, span.start))
            start = max(start, span.end)
        if start < period.end:
            holes.append(Period(start, period.end))
        return holes

    def missing_in(self, period: Period) -> list[str]:
        """Return the paths of the files that are missing in a period, in order."""
        return [path for one in self.missing if one.touches(period) for path in one.paths]

    def missing_beside(self, period: Period) -> list[str]:
        """Return those files that are missing in a period whose time other logs cover."""
        holes = self.holes(period)
        return [
            path
            for one in self.missing
            if one.touches(period) and not any(map(one.touches, holes))
            for path in one.paths
        ]
