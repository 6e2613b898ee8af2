"""The way of every report: understand the options, find the input, read it, write the report."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Final, Generic, Protocol, Self, TypeVar

from usagestats.cli.console.messages import Messages
from usagestats.cli.console.output import destination_of
from usagestats.cli.options.catalog_choice import catalog_in_force
from usagestats.cli.options.settings import clock_of, range_of, refuse_split_chart
from usagestats.cli.runs.found_input import logs_or_store, logs_to_read
from usagestats.cli.runs.log_input import LogInput, files_of
from usagestats.cli.runs.usage_input import UsageInput
from usagestats.errors import UsageError
from usagestats.object_storage.dates import Dates
from usagestats.periods.period import MINUTE, SLOT
from usagestats.render.formats import Drawing, Format, Shape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    import polars as pl
    import typer

    from usagestats.catalog.catalog_file import CatalogFile
    from usagestats.choices import Granularity
    from usagestats.cli.console.output import Destination
    from usagestats.cli.options.groups import LogOptions, OutputOptions, SpanOptions
    from usagestats.cli.runs.reading import Reading
    from usagestats.cli.runs.usage_input import Found, LinesOutcome, UsageRead
    from usagestats.periods.clock import Clock
    from usagestats.periods.period import Range
    from usagestats.report import Report
    from usagestats.reports.parts.filters import Filters
    from usagestats.survey.survey import Survey
    from usagestats.tables.compact_usage import CompactUsage
    from usagestats.tables.counts import Counts
    from usagestats.tables.coverage import Coverage
    from usagestats.tables.usage import Grain

CHANGED_RUN: Final = "usagestats.changed_run"
"""The key of a context under which a command that runs another one puts what changes its run."""

_Input = TypeVar("_Input", bound=UsageInput)


class Question(Protocol):
    """The options of a report on usage, understood."""

    @property
    def filters(self) -> Filters:
        """Choose a part of the usage."""

    def grain(self) -> Grain:
        """Return the coarsest grain of USAGE that suffices for the report."""


class Target(Protocol):
    """The place where a result is written."""

    def refuse_to_replace(self, logs: Iterable[Path]) -> None:
        """Make sure that the file is not one of the logs that are read."""


_Question = TypeVar("_Question", bound=Question)


@dataclass(frozen=True, kw_only=True)
class InputRun(Generic[_Input]):
    """One run of a command that reads logs or a store.

    Args:
        file: The catalog.
        clock: The present time and the zone, by which ranges are read.
        range: The whole range.
        reading: How logs are read, and how the run ends.
        input: The logs or the store.
    """

    file: CatalogFile
    clock: Clock
    range: Range
    reading: Reading
    input: _Input

    def needed(self, filters: Filters) -> Range | None:
        """Return the range whose usage a report needs, if it shows no time outside of its range.

        `None`, which is all usage, where filters have names: a name that occurs only outside of the
        range is then known, and makes no warning.
        """
        return None if filters.has_names else self.range

    def read(
        self,
        grain: Grain,
        filters: Filters,
        *,
        more: Sequence[Grain] = (),
        needed: Range | None = None,
        problems_of: Filters | None = None,
    ) -> UsageRead:
        """Read the usage; see `UsageInput.read`.

        Raises:
            UsageError: A filter has a name that the catalog should declare, but does not, or needs
                what the input does not have.
        """
        from usagestats.reports.parts.declared_names import refuse_undeclared  # loads polars

        read = self.input.read(grain, more=more, needed=needed, problems_of=problems_of)
        if filters.has_names:
            refuse_undeclared(filters, self.file.catalog, read.compact_usage.rows)
        return read

    def survey(
        self,
        grain: Grain,
        filters: Filters,
        survey: Survey[Found],
        *,
        needed: Range | None = None,
    ) -> tuple[UsageRead, Found | None]:
        """Read the usage, and survey the requests on the way; see `UsageInput.survey`.

        Raises:
            UsageError: See `read`.
        """
        from usagestats.reports.parts.declared_names import refuse_undeclared  # loads polars

        read, found = self.input.survey(grain, survey, needed=needed)
        if filters.has_names:
            refuse_undeclared(filters, self.file.catalog, read.compact_usage.rows)
        return read, found


@dataclass(frozen=True, kw_only=True)
class ReportRun(InputRun[_Input]):
    """One run of a command that makes a report.

    Args:
        destination: Where the report is written.
    """

    destination: Destination

    def answer(
        self,
        question: _Question,
        report_of: Callable[[_Question, pl.DataFrame, Coverage, Counts], Report],
        *,
        is_within_range: bool,
    ) -> None:
        """Read the usage for a question, write its report, and leave with the exit code.

        Args:
            question: The options of the report, understood.
            report_of: Makes the report of the question, of USAGE, and of what was read.
            is_within_range: Whether the report shows no time outside of its range.

        Raises:
            UsageError: See `read`.
            typer.Exit: See `finish`.
        """
        needed = self.needed(question.filters) if is_within_range else None
        read = self.read(question.grain(), question.filters, needed=needed)
        report = report_of(question, read.usage, read.coverage, read.counts)
        self.conclude(question, read, report)

    def answer_with_problems(
        self,
        question: _Question,
        report_of: Callable[[_Question, pl.DataFrame, pl.DataFrame, Coverage, Counts], Report],
    ) -> None:
        """Do as `answer` with a report on PROBLEMS, which shows no time outside of its range.

        Raises:
            UsageError: See `read`.
            typer.Exit: See `finish`.
        """
        filters = question.filters
        needed = self.needed(filters)
        read = self.read(question.grain(), filters, needed=needed, problems_of=filters)
        report = report_of(question, read.usage, read.problems, read.coverage, read.counts)
        self.conclude(question, read, report)

    def answer_in_parts(
        self,
        question: _Question,
        parts_of: Callable[[_Question, CompactUsage, Coverage, Counts], Iterable[Report]],
        *,
        is_within_range: bool,
    ) -> None:
        """Do as `answer` with a report of many rows, which is made part by part.

        Raises:
            UsageError: See `read`.
            typer.Exit: See `finish`.
        """
        needed = self.needed(question.filters) if is_within_range else None
        read = self.read(question.grain(), question.filters, needed=needed)
        parts = iter(parts_of(question, read.compact_usage, read.coverage, read.counts))
        first = next(parts)
        self.destination.write_batches(chain([first], parts), self.input.files)
        self._leave(read, first)

    @property
    def is_picture(self) -> bool:
        """Whether the report is drawn into a file."""
        return isinstance(self.destination.format, Drawing)

    def refuse_finer_than_input(self, by: Granularity | None) -> None:
        """Make sure that the input has the periods of a report.

        Raises:
            UsageError: They are minutes, and the input is a store.
        """
        if by and by.minutes and by.minutes * MINUTE < SLOT and not self.input.has_minutes:
            hint = "name the logs instead, or take --by 15min"
            raise UsageError("a store keeps 15 minutes", where=f"--by {by}", hint=hint)

    def refuse_beside_picture(self, others: Mapping[str, object]) -> None:
        """Make sure that a picture has one row for each period.

        Args:
            others: The options that make several, with their values.

        Raises:
            UsageError: One of them is given.
        """
        if self.is_picture:
            refuse_split_chart(others, f"--output: {self.destination.file}")

    def with_chart(self, *, is_drawn: bool) -> Self:
        """Return the run of a report that is drawn as a chart, where it is a table for people.

        Args:
            is_drawn: Whether `--chart` is given; without it the run stays as it is.

        Raises:
            UsageError: The options choose another format or way to show rows.
        """
        if not is_drawn:
            return self
        return replace(self, destination=self.destination.shaped(Shape.CHART, "--chart"))

    def conclude(self, question: Question, read: UsageRead, report: Report) -> None:  # noqa: ARG002
        """Write the report of a question, and leave with the exit code; `why` does otherwise."""
        self.finish(read, report)

    def finish(self, read: LinesOutcome, report: Report) -> None:
        """Write the report and its notes, and leave with the exit code."""
        self.destination.write(report, self.input.files)
        self._leave(read, report)

    def _leave(self, read: LinesOutcome, report: Report) -> None:
        """Write the notes of a report, and leave with the exit code."""
        is_table = self.destination.format is Format.TABLE
        self.reading.finish(read, report.without_repeated_warnings() if is_table else report)


def usage_run(
    context: typer.Context,
    logs: LogOptions,
    store: str | None,
    span: SpanOptions,
    output: OutputOptions,
    *,
    can_draw: bool = False,
) -> ReportRun[UsageInput]:
    """Understand the options of a report on usage, and find its logs or its store.

    Args:
        context: The run of the command.
        logs: The logs.
        store: The store that is named.
        span: The range.
        output: Where and how the report is written.
        can_draw: Whether the report can be drawn as a picture.

    Raises:
        UsageError: An option or the catalog is wrong.
        InputError: A log cannot be found or read.
        typer.Exit: There is nothing to read, and the help was shown.
    """
    file, clock, range_ = understood(logs, span)
    destination = _destination(output, file, clock, logs, can_draw=can_draw)
    run = input_run(context, logs, store, file, clock, range_, destination)
    report_run = ReportRun(**vars(run), destination=destination)
    change: Callable[[ReportRun[UsageInput]], ReportRun[UsageInput]] | None
    change = context.meta.get(CHANGED_RUN)
    return change(report_run) if change else report_run


def input_run(  # noqa: PLR0917  (what was understood, in order)
    context: typer.Context,
    logs: LogOptions,
    store: str | None,
    file: CatalogFile,
    clock: Clock,
    range_: Range,
    target: Target,
) -> InputRun[UsageInput]:
    """Find the logs or the store.

    Raises:
        InputError: A log cannot be found or read.
        UsageError: The output would replace a log.
        typer.Exit: There is nothing to read, and the help was shown.
    """
    found = logs_or_store(context, logs.named, store, file, _dates(range_, clock))
    if found.store is not None and logs.cluster is not None:
        hint = "leave it out, or name LOG files: what a store holds was counted before"
        raise UsageError("only logs are counted on a cluster", where="--cluster", hint=hint)
    target.refuse_to_replace(files_of(found.sources))
    reading = _reading(logs, clock, file)
    if not found.sources and found.store is None:
        what = "standard input is empty, and there is no store"
        remedy = "name LOG files, or fill a store with: usagestats ingest LOG"
        reading.messages.warn(f"nothing was read: {what}; {remedy}")
    if found.store is None:
        given: UsageInput = LogInput(found.sources, file, reading)
    else:
        from usagestats.cli.runs.store_input import StoreInput

        given = StoreInput(
            found.store, file.catalog, range_, clock.zone, reading.messages, file.storage
        )
    return InputRun(file=file, clock=clock, range=range_, reading=reading, input=given)


def log_run(
    context: typer.Context, logs: LogOptions, span: SpanOptions, output: OutputOptions
) -> ReportRun[LogInput]:
    """Understand the options of a report that needs logs, not a store, and find the logs.

    Raises:
        UsageError: An option or the catalog is wrong.
        InputError: A log cannot be found or read.
        typer.Exit: There is nothing to read, and the help was shown.
    """
    file, clock, range_ = understood(logs, span)
    destination = _destination(output, file, clock, logs)
    sources = logs_to_read(context, logs.named, file, dates=_dates(range_, clock))
    destination.refuse_to_replace(files_of(sources))
    if not sources:
        destination.messages.warn("nothing was read: standard input is empty; name LOG files")
    reading = _reading(logs, clock, file)
    return ReportRun(
        file=file,
        clock=clock,
        range=range_,
        destination=destination,
        reading=reading,
        input=LogInput(sources, file, reading),
    )


def understood(logs: LogOptions, span: SpanOptions) -> tuple[CatalogFile, Clock, Range]:
    """Return the catalog, the clock and the range that the options name.

    Raises:
        UsageError: An option or the catalog is wrong.
    """
    file = catalog_in_force(logs.catalog, is_without=logs.no_catalog)
    clock = clock_of(logs.timezone, file, span.week_start)
    return file, clock, range_of(span.range_, span.since, span.until, clock)


def _dates(range_: Range, clock: Clock) -> Dates | None:
    """Return the dates of a range for URLs that have a place for them; `None`: it has no start."""
    return Dates.of_range(range_.start, range_.end, clock.now) if range_.start else None


def _destination(
    output: OutputOptions,
    file: CatalogFile,
    clock: Clock,
    logs: LogOptions,
    *,
    can_draw: bool = False,
) -> Destination:
    messages = Messages(logs.quiet, logs.verbose)
    return destination_of(output, file, clock, messages, can_draw=can_draw)


def _reading(logs: LogOptions, clock: Clock, file: CatalogFile) -> Reading:
    from usagestats.cli.runs.reading import Reading  # polars, only when there is input

    return Reading.of(logs, clock.zone, file)
