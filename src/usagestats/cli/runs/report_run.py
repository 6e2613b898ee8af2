"""What every report on logs does: find out what is asked, read, write, tell."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from usagestats.catalog.catalog_file import load_catalog
from usagestats.cli.console.output import Destination
from usagestats.cli.options.groups import SpanOptions
from usagestats.cli.options.settings import asked_clock, asked_range, listed
from usagestats.cli.runs.found_input import logs_or_store, logs_to_read
from usagestats.periods.period import Range

if TYPE_CHECKING:
    from datetime import timedelta

    import typer

    from usagestats.catalog.catalog_file import CatalogFile
    from usagestats.cli.options.groups import (
        ApplicationOptions,
        LimitOptions,
        OutputOptions,
        ReadingOptions,
        ReportOptions,
    )
    from usagestats.cli.runs.found_input import FoundInput
    from usagestats.cli.runs.reading import Reading
    from usagestats.cli.runs.store_input import StoreInput
    from usagestats.periods.range_expression import Clock
    from usagestats.pipeline.counting import UsageFromLogs
    from usagestats.report import Report
    from usagestats.reports.parts.filters import Filters
    from usagestats.reports.parts.plan_limits import PlanLimits
    from usagestats.store.contents import UsageFromStore
    from usagestats.survey.survey import Findings, Survey
    from usagestats.tables.usage import Grain


_Findings = TypeVar("_Findings", bound="Findings")


@dataclass(frozen=True)
class ReportRun:
    """One run of a command that reads logs.

    Args:
        file: The catalog.
        clock: What ranges are read by.
        range: The whole span asked for.
        destination: Where the report goes.
        input: What is read.
        reading: How logs are read.
    """

    file: CatalogFile
    clock: Clock
    range: Range
    destination: Destination
    input: FoundInput
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
        if hasattr(shared, "store"):
            found = logs_or_store(context, shared.logs, shared.store, file.store)
        else:
            found = logs_to_read(context, shared.logs)
        destination.refuse_to_replace(found.files)
        from usagestats.cli.runs.reading import Reading

        return cls(file, clock, span, destination, found, Reading.of(shared, clock.zone, file))

    @property
    def files(self) -> list[Path]:
        """The files that are read."""
        return self.input.files

    def read(
        self, grain: Grain, *, needed: Range | None = None, has_problems: bool = False
    ) -> UsageFromLogs | UsageFromStore:
        """Read the logs or the store, and say what was noticed.

        Args:
            grain: How fine the usage is to be.
            needed: The part of the usage that is needed of a store; `None` for all.
            has_problems: Whether PROBLEMS are wanted.
        """
        if store := self._store:
            return store.read(grain, needed or Range(), has_problems=has_problems)
        registry = self.file.registry if has_problems else None
        return self.reading.read(self.input.sources, self.file.catalog, grain, registry=registry)

    def read_logs(self, grain: Grain, *, may_skip: bool = False) -> UsageFromLogs:
        """Read logs, which a store cannot stand for; see `Reading.read`."""
        return self.reading.read(self.input.sources, self.file.catalog, grain, may_skip=may_skip)

    def survey_logs(
        self, grain: Grain, survey: Survey[_Findings], *, may_skip: bool = False
    ) -> tuple[UsageFromLogs, _Findings | None]:
        """Read and survey logs, which a store cannot stand for; see `Reading.survey`."""
        sources, catalog = self.input.sources, self.file.catalog
        return self.reading.survey(sources, catalog, grain, survey, may_skip=may_skip)

    def limit_slot(self) -> timedelta | None:
        """Return the slot of USAGE where it is too wide for limits per minute."""
        store = self._store
        return store.limit_slot() if store else None

    def limits(self, shared: LimitOptions) -> PlanLimits:
        """Return the limits of the applications asked for."""
        from usagestats.reports.parts.plan_limits import PlanLimits

        counting = shared.counting or self.file.catalog.counting
        applications = replace(applications_of(shared, self.file), counting=counting)
        return PlanLimits(self.file.catalog, applications, self.limit_slot())

    def needed(self, filters: Filters) -> Range | None:
        """Return the part of the usage that is needed for a report on nothing but the range.

        All is where names are looked for, so that those of other times are not called unknown.
        """
        return None if filters.has_names else self.range

    def finish(self, read: UsageFromLogs | UsageFromStore, report: Report) -> None:
        """Write the report, say what it does not tell, and leave with the exit code."""
        self.destination.write(report, self.files)
        self.reading.finish(read, report)

    @cached_property
    def _store(self) -> StoreInput | None:
        """How the store is read, where it is; one state of it for all of the report."""
        if self.input.store is None:
            return None
        from usagestats.cli.runs.store_input import StoreInput

        catalog, messages = self.file.catalog, self.reading.messages
        return StoreInput(self.input.store, catalog, self.range, self.clock.zone, messages)


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
    from usagestats.reports.parts.filters import Filters

    return Filters(
        applications=tuple(shared.app or ()),
        plans=tuple(shared.plan or ()),
        accounts=tuple(shared.account or ()),
        registry=file.registry,
    )


def filters_of(shared: ReportOptions, file: CatalogFile) -> Filters:
    """Return the part of the usage asked for."""
    return replace(
        applications_of(shared, file),
        products=listed(shared.product),
        backends=listed(shared.backend),
        statuses=listed(shared.status),
        counting=shared.counting or file.catalog.counting,
    )
