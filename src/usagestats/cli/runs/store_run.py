"""The runs of the commands of `usagestats store`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from usagestats.cli.console.messages import Messages
from usagestats.cli.options.catalog_choice import catalog_in_force
from usagestats.cli.options.settings import clock_of
from usagestats.cli.options.store_choice import store_to_fill
from usagestats.errors import UsageError
from usagestats.store.forgetting import forget_applications, forget_before
from usagestats.store.table import StoreTable
from usagestats.store.upkeep import beginning_of_day, compact
from usagestats.tables.declared import FORGOTTEN, NO_APPLICATION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from usagestats.catalog.catalog_file import CatalogFile
    from usagestats.choices import Weekday
    from usagestats.cli.options.groups import StoreOptions
    from usagestats.periods.clock import Clock


@dataclass(frozen=True, slots=True)
class StoreRun:
    """One run of a command on the store.

    Args:
        file: The catalog.
        clock: The present time and the zone, by which days are read.
        table: The store.
        messages: Writes what was done.
    """

    file: CatalogFile
    clock: Clock
    table: StoreTable
    messages: Messages

    @classmethod
    def of(cls, options: StoreOptions, week_start: Weekday | None = None) -> StoreRun:
        """Understand the options, and open the store.

        Raises:
            UsageError: An option or the catalog is wrong, or there is no store.
        """
        file = catalog_in_force(options.catalog, is_without=options.no_catalog)
        clock = clock_of(options.timezone, file, week_start)
        location = store_to_fill(options.store, file)
        messages = Messages(options.quiet, options.verbose)
        return cls(file, clock, StoreTable.open(location, file.storage), messages)

    def compact(self, days: int) -> None:
        """Add up rows, and merge files and the groups of sources that ended `days` ago."""
        self.table.upgrade()
        done = compact(self.table, beginning_of_day(self.clock.now, days))
        self.messages.done(
            f"{self.table.location}: {done.rows_before:,} rows in {done.files_before:,} files"
            f" became {done.rows:,} in {done.files:,}"
        )

    def forget(self, before: str | None, applications: Sequence[str]) -> None:
        """Delete old usage, or reassign the usage of applications to `(forgotten)`.

        Args:
            before: The first day that is kept.
            applications: Their ids, names, labels or credentials.

        Raises:
            UsageError: Both or none of the two are given, or one is wrong.
        """
        if (before is None) == (not applications):
            hint = (
                "--before 2026-01-01 deletes usage, --application NAME reassigns it to (forgotten)"
            )
            raise UsageError(
                "no date and no application is given", where="--before or --application", hint=hint
            )
        self.table.upgrade()
        if before is not None:
            self._forget_before(before)
            return
        for name in applications:
            if not name or name in {NO_APPLICATION, FORGOTTEN}:
                raise UsageError(f"not an application: '{name}'", where="--application")
        registry = self.file.registry
        identities = {one for name in applications for one in registry.identities_of(name)}
        found, imported = forget_applications(self.table, identities)
        if not (found or imported):
            self.messages.warn(f"no usage belongs to {', '.join(applications)}")
        values = f" and {imported:,} imported values" if imported else ""
        self.messages.done(
            f"{self.table.location}: {found:,} requests{values} are counted as {FORGOTTEN} now"
        )

    def _forget_before(self, day: str) -> None:
        from usagestats.periods.range_expression import parse_start

        bound = parse_start(day, "--before", self.clock)
        if bound > self.clock.now:
            hint = "usage that is counted later would be deleted, too"
            raise UsageError(f"is in the future: {day}", where="--before", hint=hint)
        rows = forget_before(self.table, bound)
        self.messages.done(f"{self.table.location}: {rows:,} rows before {day} deleted")
