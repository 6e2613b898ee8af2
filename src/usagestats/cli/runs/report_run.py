"""The way of every report: understand the options, find the input, read it, write the report."""

from __future__ import annotations

from contextlib import closing
from itertools import chain
from typing import TYPE_CHECKING, Final, Protocol, Self, TypeVar

from usagestats.cli.console.messages import Messages
from usagestats.cli.console.output import destination_of
from usagestats.cli.options.settings import refuse_split_chart
from usagestats.cli.runs.found_input import logs_to_read
from usagestats.cli.runs.input_run import (
    Input,
    InputRun,
    dates_of,
    input_run,
    reading_of,
    sources_begun,
    understood,
)
from usagestats.cli.runs.log_input import LogInput, files_of
from usagestats.cli.runs.usage_input import UsageInput
from usagestats.errors import UsageError
from usagestats.light_dataclass import dataclass, replace
from usagestats.periods.period import MINUTE, SLOT
from usagestats.render.formats import Drawing, Format, Shape

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import polars as pl
    import typer

    from usagestats.catalog.catalog_file import CatalogFile
    from usagestats.choices import Granularity
    from usagestats.cli.console.output import Destination
    from usagestats.cli.options.groups import LogOptions, OutputOptions, SpanOptions
    from usagestats.cli.runs.usage_input import LinesOutcome, UsageRead
    from usagestats.periods.clock import Clock
    from usagestats.report import Report, ReportInParts
    from usagestats.reports.parts.filters import Filters
    from usagestats.tables.compact_usage import CompactUsage
    from usagestats.tables.counts import Counts
    from usagestats.tables.coverage import Coverage
    from usagestats.tables.usage import Grain

CHANGED_RUN: Final = "usagestats.changed_run"
"""The key of a context under which a command that runs another one puts what changes its run."""


class Question(Protocol):
    """The options of a report on usage, understood."""

    @property
    def filters(self) -> Filters:
        """Choose a part of the usage."""

    def grain(self) -> Grain:
        """Return the coarsest grain of USAGE that suffices for the report."""


_Question = TypeVar("_Question", bound=Question)


@dataclass(frozen=True, kw_only=True)
class ReportRun(InputRun[Input]):
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
        parts_of: Callable[[_Question, CompactUsage, Coverage, Counts], ReportInParts],
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
        parts = parts_of(question, read.compact_usage, read.coverage, read.counts)
        with closing(parts):  # an error in the output ends the threads that make further parts
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
    sources = logs_to_read(context, logs.named, file, dates=dates_of(range_, clock))
    destination.refuse_to_replace(files_of(sources))
    if not sources:
        destination.messages.warn("nothing was read: standard input is empty; name LOG files")
    sources = sources_begun(sources, logs)
    reading = reading_of(logs, clock, file)
    return ReportRun(
        file=file,
        clock=clock,
        range=range_,
        destination=destination,
        reading=reading,
        input=LogInput(sources, file, reading),
    )


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
