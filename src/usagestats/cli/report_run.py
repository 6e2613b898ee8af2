"""What every report on logs does: find out what is asked, read, write, tell."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from usagestats.catalog.catalog_file import load_catalog
from usagestats.cli.input import sources_to_read
from usagestats.cli.output import Destination
from usagestats.cli.settings import asked_clock, asked_range, listed
from usagestats.cli.shared_options import SpanOptions
from usagestats.periods import Range

if TYPE_CHECKING:
    import typer

    from usagestats.catalog.catalog_file import CatalogFile
    from usagestats.classify.survey import Survey
    from usagestats.cli.reading import Reading
    from usagestats.cli.shared_options import (
        ApplicationOptions,
        LimitOptions,
        OutputOptions,
        ReadingOptions,
        ReportOptions,
    )
    from usagestats.logs.sources import Source
    from usagestats.pipeline import LogsRead
    from usagestats.range_expression import Clock
    from usagestats.reports.filters import Filters
    from usagestats.reports.plan_limits import PlanLimits
    from usagestats.reports.report import Report
    from usagestats.rollup import Grain


@dataclass(frozen=True, slots=True)
class ReportRun:
    """One run of a command that reads logs.

    Args:
        file: The catalog.
        clock: What ranges are read by.
        range: The whole span asked for.
        destination: Where the report goes.
        sources: What is read.
        reading: How it is read.
    """

    file: CatalogFile
    clock: Clock
    range: Range
    destination: Destination
    sources: list[Source]
    reading: Reading

    @classmethod
    def of(cls, context: typer.Context, shared: ReadingOptions) -> ReportRun:
        """Understand the shared options, and find what is to be read.

        Raises:
            UsageError: An option or the catalog is wrong.
            InputError: A log cannot be found or read.
            typer.Exit: There is nothing to read, and the help was shown.
        """
        file = load_catalog(shared.catalog, Path())
        clock = asked_clock(shared.timezone, file)
        span = Range()
        if isinstance(shared, SpanOptions):
            span = asked_range(shared.range_, shared.since, shared.until, clock)
        destination = destination_of(shared, clock)
        store: str | None = getattr(shared, "store", None)
        sources = sources_to_read(context, shared.logs, store, file.store)
        destination.refuse_to_replace(_files(sources))
        from usagestats.cli.reading import Reading

        return cls(file, clock, span, destination, sources, Reading.of(shared, clock.zone, file))

    @property
    def files(self) -> list[Path]:
        """The files that are read."""
        return _files(self.sources)

    def read(
        self,
        grain: Grain,
        *,
        survey: Survey | None = None,
        has_problems: bool = False,
        may_skip: bool = False,
    ) -> LogsRead:
        """Read the sources and say what was noticed; see `Reading.read`."""
        registry = self.file.registry if has_problems else None
        return self.reading.read(
            self.sources,
            self.file.catalog,
            grain,
            survey=survey,
            registry=registry,
            may_skip=may_skip,
        )

    def finish(self, read: LogsRead, report: Report) -> None:
        """Write the report, say what it does not tell, and leave with the exit code."""
        self.destination.write(report, self.files)
        self.reading.finish(read, report)


def _files(sources: list[Source]) -> list[Path]:
    return [source.path for source in sources if source.path]


def destination_of(shared: OutputOptions, clock: Clock) -> Destination:
    """Return where the result goes."""
    return Destination.of(
        shared.output,
        shared.output_format,
        clock,
        color=shared.color,
        byte_order_mark=shared.bom,
    )


def applications_of(shared: ApplicationOptions | ReportOptions, file: CatalogFile) -> Filters:
    """Return which applications are asked for."""
    from usagestats.reports.filters import Filters

    return Filters(
        applications=tuple(shared.app or ()),
        plans=tuple(shared.plan or ()),
        accounts=tuple(shared.account or ()),
        registry=file.registry,
    )


def limits_of(shared: LimitOptions, file: CatalogFile) -> PlanLimits:
    """Return the limits of the applications asked for."""
    from usagestats.reports.plan_limits import PlanLimits

    counting = shared.counting or file.catalog.counting
    return PlanLimits(file.catalog, replace(applications_of(shared, file), counting=counting))


def filters_of(shared: ReportOptions, file: CatalogFile) -> Filters:
    """Return the part of the usage asked for."""
    return replace(
        applications_of(shared, file),
        products=listed(shared.product),
        backends=listed(shared.backend),
        statuses=listed(shared.status),
        counting=shared.counting or file.catalog.counting,
    )
