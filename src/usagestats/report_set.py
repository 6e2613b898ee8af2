"""The reports of one range that are shown together, as on a page or in a workbook."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from usagestats.choices import Granularity

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from usagestats.periods.period import Period
    from usagestats.report import Report
    from usagestats.tables.counts import Counts

WIDTHS = (Granularity.HOUR, Granularity.DAY, Granularity.WEEK, Granularity.MONTH)
"""The widths of the periods that a set has reports for."""


@dataclass(frozen=True, slots=True, eq=False)
class NamedReport:
    """A report, and how to print it.

    Args:
        command: The command line that prints it, without the logs, the range and the filters:
            `traffic --by day`.
        report: The report, with exactly the rows and columns that the command prints.
    """

    command: str
    report: Report


@dataclass(frozen=True, slots=True, eq=False)
class ReportSet:
    """The reports of one range, all made from one reading of the logs or the store.

    Args:
        title: The name of the whole.
        zone: The time zone of the output.
        span: The range; `None` where no log covers any of it.
        before: The range that it is compared with; `None` where the range has no start.
        reports: Each report by its name, such as `traffic-by-day`, in the order of a reader.
        left_out: Why a report is not among them, by its name.
        covered: The spans of time in the range that the logs cover.
        holes: The spans of time in the range that they do not cover.
        counts: The counts of the lines that were read; `None` where they are about more than these
            reports, and none of their business.
        filters: What the reports are restricted to, as in `account Sky Labs`.
        sources: The logs that were read, by name.
    """

    title: str
    zone: ZoneInfo
    span: Period | None
    before: Period | None
    reports: Mapping[str, NamedReport]
    counts: Counts | None = None
    left_out: Mapping[str, str] = field(default_factory=dict)
    covered: tuple[Period, ...] = ()
    holes: tuple[Period, ...] = ()
    filters: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    def find(self, name: str) -> Report | None:
        """Return the report with a name, if the set has it."""
        found = self.reports.get(name)
        return found.report if found else None

    def by_width(self, name: str) -> dict[Granularity, Report]:
        """Return the reports whose names are that name and a width, as `traffic-by-day`."""
        found = {width: self.find(f"{name}-by-{width}") for width in WIDTHS}
        return {width: report for width, report in found.items() if report is not None}
