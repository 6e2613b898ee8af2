"""One run of a command that reads logs or a store: its options are understood, its input found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from usagestats.cli.options.catalog_choice import catalog_in_force
from usagestats.cli.options.settings import clock_of, range_of
from usagestats.cli.runs.found_input import logs_or_store
from usagestats.cli.runs.log_input import LogInput, files_of
from usagestats.cli.runs.usage_input import UsageInput
from usagestats.errors import UsageError
from usagestats.light_dataclass import dataclass
from usagestats.logs.files.open_source import begun_early
from usagestats.object_storage.dates import Dates

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import typer

    from usagestats.catalog.catalog_file import CatalogFile
    from usagestats.cli.options.groups import LogOptions, SpanOptions
    from usagestats.cli.runs.reading import Reading
    from usagestats.cli.runs.usage_input import Found, UsageRead
    from usagestats.logs.files.sources import Source
    from usagestats.periods.clock import Clock
    from usagestats.periods.period import Range
    from usagestats.reports.parts.filters import Filters
    from usagestats.survey.survey import Survey
    from usagestats.tables.usage import Grain

Input = TypeVar("Input", bound=UsageInput)


class Target(Protocol):
    """The place where a result is written."""

    def refuse_to_replace(self, logs: Iterable[Path]) -> None:
        """Make sure that the file is not one of the logs that are read."""


@dataclass(frozen=True, kw_only=True)
class InputRun(Generic[Input]):
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
    input: Input

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
        read = self.input.read(grain, more=more, needed=needed, problems_of=problems_of)
        self._refuse_undeclared(filters, read)
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
        read, found = self.input.survey(grain, survey, needed=needed)
        self._refuse_undeclared(filters, read)
        return read, found

    def _refuse_undeclared(self, filters: Filters, read: UsageRead) -> None:
        if filters.has_names:
            from usagestats.reports.parts.declared_names import refuse_undeclared

            refuse_undeclared(filters, self.file.catalog, read.compact_usage.rows)


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
    found = logs_or_store(context, logs.named, store, file, dates_of(range_, clock))
    if found.store is not None and logs.cluster is not None:
        hint = "leave it out, or name LOG files: what a store holds was counted before"
        raise UsageError("only logs are counted on a cluster", where="--cluster", hint=hint)
    target.refuse_to_replace(files_of(found.sources))
    sources = sources_begun(found.sources, logs)
    reading = reading_of(logs, clock, file)
    if not sources and found.store is None:
        what = "standard input is empty, and there is no store"
        remedy = "name LOG files, or fill a store with: usagestats ingest LOG"
        reading.messages.warn(f"nothing was read: {what}; {remedy}")
    if found.store is None:
        given: UsageInput = LogInput(sources, file, reading)
    else:
        from usagestats.cli.runs.store_input import StoreInput

        given = StoreInput(
            found.store, file.catalog, range_, clock.zone, reading.messages, file.storage
        )
    return InputRun(file=file, clock=clock, range=range_, reading=reading, input=given)


def sources_begun(sources: list[Source], logs: LogOptions) -> list[Source]:
    """Return the sources; a thread decompresses the first while what reads them is loaded."""
    return sources if logs.cluster else begun_early(sources)


def understood(logs: LogOptions, span: SpanOptions) -> tuple[CatalogFile, Clock, Range]:
    """Return the catalog, the clock and the range that the options name.

    Raises:
        UsageError: An option or the catalog is wrong.
    """
    file = catalog_in_force(logs.catalog, is_without=logs.no_catalog)
    clock = clock_of(logs.timezone, file, span.week_start)
    return file, clock, range_of(span.range_, span.since, span.until, clock)


def dates_of(range_: Range, clock: Clock) -> Dates | None:
    """Return the dates of a range for URLs that have a place for them; `None`: it has no start."""
    return Dates.of_range(range_.start, range_.end, clock.now) if range_.start else None


def reading_of(logs: LogOptions, clock: Clock, file: CatalogFile) -> Reading:
    """Return how logs are read, by the options."""
    from usagestats.cli.runs.reading import Reading  # polars, only when there is input

    return Reading.of(logs, clock.zone, file)
