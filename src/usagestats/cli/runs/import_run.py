"""The run of `usagestats store import`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from usagestats.cli.console.messages import Messages
from usagestats.cli.options.catalog_choice import catalog_in_force
from usagestats.cli.options.settings import clock_of, range_of
from usagestats.cli.options.store_choice import store_to_fill
from usagestats.errors import InputError, UsageError
from usagestats.ingest.portal_usage import PortalUsage
from usagestats.logs.files.sources import shown
from usagestats.reports.parts.span import written
from usagestats.store.imports import import_usage, shadowed_by_logs
from usagestats.store.table import StoreTable

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

    from usagestats.catalog.catalog_file import CatalogFile
    from usagestats.choices import ImportWidth
    from usagestats.cli.options.groups import SpanOptions, StoreOptions
    from usagestats.periods.clock import Clock
    from usagestats.periods.period import Range


@dataclass(frozen=True, slots=True)
class ImportRun:
    """One run of the command; the store is made when a file was understood.

    Args:
        file: The catalog.
        clock: Has the zone of the times in the file.
        range: The spans outside of it are left out.
        location: The path or URL of the store.
        messages: Writes what was done.
    """

    file: CatalogFile
    clock: Clock
    range: Range
    location: str
    messages: Messages

    @classmethod
    def of(cls, options: StoreOptions, span: SpanOptions) -> ImportRun:
        """Understand the options.

        Raises:
            UsageError: An option or the catalog is wrong.
        """
        file = catalog_in_force(options.catalog, is_without=options.no_catalog)
        clock = clock_of(options.timezone, file, span.week_start)
        range_ = range_of(span.range_, span.since, span.until, clock)
        messages = Messages(options.quiet, options.verbose)
        return cls(file, clock, range_, store_to_fill(options.store, file), messages)

    def import_file(  # noqa: PLR0917  (the options, in their order)
        self,
        path: Path,
        product: str | None,
        backend: str | None,
        application: str | None,
        metrics: tuple[str, ...],
        width: ImportWidth | None,
        *,
        is_replacing: bool,
    ) -> None:
        """Put the usage in a file into the store.

        Raises:
            InputError: The file cannot be read.
            UsageError: It is not understood, or its usage would count twice.
        """
        portal = PortalUsage(
            catalog=self.file.catalog,
            registry=self.file.registry,
            clock=self.clock,
            range=self.range,
            product=product,
            backend=backend,
            application=application,
            metrics=metrics,
            width=width,
        )
        name = shown(str(path))
        usage = portal.rows(_content(path), name)
        if usage.is_empty():
            hint = "choose another --range or --metric"
            raise UsageError("no usage is left to import", where=name, hint=hint)
        table = StoreTable.open_or_make(self.location, self.file.storage)
        replaced = import_usage(table, usage, name, is_replacing=is_replacing)
        self._tell(table, usage, name, replaced)

    def _tell(self, table: StoreTable, usage: pl.DataFrame, name: str, replaced: int) -> None:
        """Write what was done, and what no report will show."""
        first, last = usage.select(start=usage["start"].min(), end=usage["end"].max()).row(0)
        when = f"{written(first, self.clock.zone)} to {written(last, self.clock.zone)}"
        metrics = ", ".join(usage["metric"].unique(maintain_order=True))
        again = f"; {replaced:,} of before were replaced" if replaced else ""
        self.messages.done(
            f"{self.location}: {usage.height:,} values of {metrics} from {name}, {when},"
            f" {self.clock.zone.key}{again}"
        )
        hidden = shadowed_by_logs(table, usage)
        if not hidden.is_empty():
            spans, every = (rows.select("start", "end").n_unique() for rows in (hidden, usage))
            self.messages.warn(
                f"logs have usage of {spans:,} of the {every:,} imported spans: there reports show"
                " what logs counted"
            )


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=shown(str(path))) from error
