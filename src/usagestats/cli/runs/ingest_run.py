"""The run of `usagestats ingest`: find the logs, count them into the store, write about it."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from usagestats.catalog.fingerprint import fingerprint
from usagestats.cli.console.messages import report_reading, say
from usagestats.cli.console.output import destination_of
from usagestats.cli.console.progress import shown_progress
from usagestats.cli.options.catalog_choice import catalog_in_force
from usagestats.cli.options.groups import ListedObjects, LogOptions, OutputOptions
from usagestats.cli.options.settings import clock_of
from usagestats.cli.options.store_choice import store_to_fill
from usagestats.cli.runs.found_input import logs_to_read
from usagestats.cli.runs.listed_objects import objects_of
from usagestats.cli.runs.reading import Reading, be_interruptible
from usagestats.errors import ExitCode, UsageError
from usagestats.ingest.dry_run import dry_run_report
from usagestats.ingest.objects.run import ingest_objects
from usagestats.ingest.run import Ingested, IngestSettings, ingest
from usagestats.ingest.seen_files import SeenFiles
from usagestats.logs.files.sources import cannot_read
from usagestats.object_storage.dates import has_dates
from usagestats.object_storage.urls import is_url
from usagestats.periods.period import MINUTE, SLOT
from usagestats.pipeline.counting import ProblemsWanted, UsageQuestion
from usagestats.store.table import StoreTable
from usagestats.store.upkeep import beginning_of_day
from usagestats.tables.declared import USAGE_KEYS
from usagestats.tables.usage import Grain
from usagestats.unfinished_files import UnfinishedFiles, unfinished_files, with_named_failures
from usagestats.users_folders import cache_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager

    import polars as pl

    from usagestats.catalog.catalog_file import CatalogFile
    from usagestats.logs.files.sources import Source
    from usagestats.periods.clock import Clock

_PIECE_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class IngestRun:
    """One run of the command.

    Args:
        file: The catalog.
        clock: Has the zone in which times are shown.
        sources: The logs that are no objects.
        objects: The objects, `OBJECTS` of `object_storage.listing`; `None` where no URL is given.
        reading: How the logs are read.
        location: The path or URL of the store.
    """

    file: CatalogFile
    clock: Clock
    sources: list[Source]
    objects: pl.DataFrame | None
    reading: Reading
    location: str

    @classmethod
    def of(
        cls, context: typer.Context, logs: LogOptions, store: str | None, listed: ListedObjects
    ) -> IngestRun:
        """Understand the options, and find the logs.

        Args:
            context: Has the help.
            logs: The options on logs.
            store: The value of --store.
            listed: The options on objects.

        Raises:
            UsageError: An option or the catalog is wrong.
            InputError: A log cannot be found or read.
            typer.Exit: There is nothing to read, and the help was shown.
        """
        file = catalog_in_force(logs.catalog, is_without=logs.no_catalog)
        clock = clock_of(logs.timezone, file)
        urls = [name for name in logs.named or () if is_url(name)]
        others = [name for name in logs.named or () if not is_url(name)]
        if listed.days is not None and not any(map(has_dates, urls)):
            hint = "name one such as 's3://logs/{date:%Y/%m/%d}/', or leave --days out"
            raise UsageError("no URL has a place for dates", where="--days", hint=hint)
        has_objects = bool(urls) or listed.objects is not None
        is_all = has_objects and not others
        sources = [] if is_all else logs_to_read(context, others, file, may_move=True)
        reading = Reading.of(logs, clock.zone, file)
        objects = (
            objects_of(urls, listed, file.storage, clock.now, reading.messages)
            if has_objects
            else None
        )
        return cls(file, clock, sources, objects, reading, store_to_fill(store, file))

    def ingest(self, *, is_final: bool, is_again: bool) -> None:
        """Add new lines to the store, and leave with the exit code.

        Args:
            is_final: Whether a last line without a newline is counted, too.
            is_again: Whether the logs are counted once more, in the place of their old counts.

        Raises:
            UsageError: Only some of the logs whose counts are one sum are to be counted again.
            typer.Exit: A log could not be read, or too many lines were rejected.
        """
        be_interruptible()
        began = time.monotonic()
        messages = self.reading.messages
        table = StoreTable.open_or_make(self.location, self.file.storage)
        seen = SeenFiles(_cache_of(table), time.time_ns())
        catalog = self.file.catalog
        with (
            self._found() as sources,
            shown_progress(
                sources, quiet=messages.quiet, has_more=self.objects is not None
            ) as meter,
            self.reading.engine(sources, meter, has_more=self.objects is not None) as mapper,
        ):
            job = IngestSettings(
                table=table,
                question=self._question(),
                catalog=fingerprint(catalog),
                minute_metrics=catalog.minute_metrics(),
                seen=seen,
                merged_before=beginning_of_day(self.clock.now),
                seconds=time.monotonic,
                is_final=is_final,
                is_again=is_again,
                mapper=mapper,
            )
            done = ingest(sources, job, meter) if sources else Ingested()
            if self.objects is not None:
                ingest_objects(self.objects, job, self.file.storage, done, meter)
        seen.save()
        report_reading(done, self.reading.log_zone.key, messages, is_routine=True)
        self._report(done, time.monotonic() - began)
        self.reading.leave(done)
        if done.errors:
            raise typer.Exit(ExitCode.INPUT)

    def _found(self) -> AbstractContextManager[list[Source]]:
        """Give the sources; for a cluster, streams are not copied, since they are refused."""
        if self.reading.cluster is None:
            return _readable_twice(self.sources)
        return nullcontext(self.sources)

    def show_dry_run(self) -> None:
        """Print what a run would read, and change nothing."""
        table = StoreTable.find(self.location, self.file.storage)
        messages = self.reading.messages
        destination = destination_of(OutputOptions(), self.file, self.clock, messages)
        with _readable_twice(self.sources) as sources:
            report = dry_run_report(sources, self.objects, table, self.clock.zone)
            destination.write(report)

    def _question(self) -> UsageQuestion:
        """Return the question for everything that the store keeps."""
        slot = MINUTE if self.file.catalog.minute_metrics() else SLOT
        return UsageQuestion(
            self.file.catalog,
            Grain(USAGE_KEYS, slot, has_bytes=True),
            self.reading.log_zone,
            self.reading.log_format,
            problems=ProblemsWanted(self.file.registry),
        )

    def _report(self, done: Ingested, seconds: float) -> None:
        """Write what was done, on a terminal or with --verbose."""
        messages = self.reading.messages
        for name, remark in done.remarks.items():
            messages.detail(f"{name}: {remark}")
        for error in done.errors:
            say(str(error))
        counts = done.counts
        messages.done(
            f"{self.location}: added {done.bytes:,} bytes, {counts.lines:,} lines,"
            f" {counts.requests:,} requests, {counts.rejects:,} rejects in {seconds:.1f} s"
        )


def _cache_of(table: StoreTable) -> Path | None:
    folder = cache_folder()
    return folder / f"seen-{table.id}.json" if folder else None


@contextmanager
def _readable_twice(sources: Sequence[Source]) -> Iterator[list[Source]]:
    """Give sources that can be read twice, as recognising them needs; pipes are copied to files."""
    with unfinished_files() as files:
        yield [_copy_of(source, files) if _is_pipe(source) else source for source in sources]


def _is_pipe(source: Source) -> bool:
    if source.object:
        return False
    return source.path is None or (source.path.exists() and not source.path.is_file())


def _copy_of(source: Source, files: UnfinishedFiles) -> Source:
    """Copy the content of a pipe into a temporary file."""
    with with_named_failures():
        path, file = files.create_temporary()
        with file:
            file.writelines(_content(source))
    return replace(source, place=path, is_whole=True)


def _content(source: Source) -> Iterator[bytes]:
    """Read a pipe.

    Raises:
        InputError: It cannot be read.
    """
    try:
        with source.path.open("rb") if source.path else nullcontext(sys.stdin.buffer) as pipe:
            while piece := pipe.read(_PIECE_BYTES):
                yield piece
    except OSError as error:
        raise cannot_read(source.name, error) from error
