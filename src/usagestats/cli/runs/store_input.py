"""A store as the input of a report."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from usagestats.catalog.fingerprint import fingerprint
from usagestats.errors import UsageError
from usagestats.object_storage.place import StorageSettings
from usagestats.periods.period import SLOT, Range
from usagestats.reports.parts.span import touch, written
from usagestats.store.contents import has_wide_slots, read_store
from usagestats.store.table import StoreTable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from usagestats.catalog.model import Catalog
    from usagestats.cli.console.messages import Messages
    from usagestats.cli.runs.usage_input import Found
    from usagestats.reports.parts.filters import Filters
    from usagestats.store.contents import UsageFromStore
    from usagestats.survey.survey import Survey
    from usagestats.tables.usage import Grain


_ONLY_IN_LOGS: Final = {
    "is_on_path": ("--path", "a store keeps no paths"),
    "http_method": ("--http-method", "a store keeps no HTTP methods"),
    "path": ("--split-by path", "a store keeps no paths"),
    "user_agent": ("--split-by user-agent", "a store keeps no user agents"),
}
_HINT: Final = "name the logs instead: files, folders, or - for standard input"


@dataclass(frozen=True)
class StoreInput:
    """The store that a report is made from; a `UsageInput`.

    Args:
        location: Its path or URL.
        catalog: The catalog in force.
        range: The range of the report.
        zone: The zone in which times are shown.
        messages: Writes what was noticed.
        storage: How object storage is reached.
    """

    location: str
    catalog: Catalog
    range: Range
    zone: ZoneInfo
    messages: Messages
    storage: StorageSettings = field(default_factory=StorageSettings)

    @property
    def files(self) -> list[Path]:
        """Return no files: no log is read."""
        return []

    @property
    def has_minutes(self) -> bool:
        """Return false: a store keeps 15 minutes."""
        return False

    @cached_property
    def table(self) -> StoreTable:
        """The store, opened once, so that the whole report is about one state of it."""
        return StoreTable.open(self.location, self.storage)

    def limit_slot(self) -> timedelta | None:
        """Return the slot of the usage if it is too wide for limits per minute, else `None`."""
        metrics = self.catalog.minute_metrics()
        return SLOT if metrics and has_wide_slots(self.table, metrics) else None

    def read(
        self,
        grain: Grain,
        *,
        more: Sequence[Grain] = (),
        needed: Range | None = None,
        problems_of: Filters | None = None,
    ) -> UsageFromStore:
        """Read the part of the usage that is needed; see `UsageInput.read`."""
        for one in (grain, *more):
            _refuse_keys_of_logs(one)
        if problems_of is not None:
            _refuse_filters_of_problems(problems_of)
        read = read_store(
            self.table,
            grain,
            self.range,
            needed or Range(),
            fingerprint(self.catalog),
            more=more,
            has_problems=problems_of is not None,
            is_continuous=self.catalog.is_continuous,
        )
        self.messages.detail(f"store: {self.location}, after {self.table.version:,} commits")
        if read.counted_otherwise:
            until = written(read.counted_otherwise, self.zone)
            self.messages.warn(
                f"requests up to {until} were mapped by another catalog: usagestats ingest --again"
                " LOG... counts again those logs that still exist"
            )
        for reason, span in read.imports.left_out.items():
            shown = self.range.within(span)
            if shown and touch(shown, span):
                shown = shown.clipped_to(span)
                when = f"{written(shown.start, self.zone)} to {written(shown.end, self.zone)}"
                self.messages.warn(f"imported usage of {when} is left out: {reason}")
        for reason, lines in read.rejects.items():
            self.messages.detail(f"rejected: {lines:,} × {reason}")
        return read

    def survey(
        self,
        grain: Grain,
        survey: Survey[Found],  # noqa: ARG002  (a store has no requests to look at)
        *,
        needed: Range | None = None,
    ) -> tuple[UsageFromStore, Found | None]:
        """Read the usage; nothing is found, since a store keeps no requests."""
        return self.read(grain, needed=needed), None


def _refuse_keys_of_logs(grain: Grain) -> None:
    for key, (option, lack) in _ONLY_IN_LOGS.items():
        if key in grain.keys:
            raise UsageError(lack, where=option, hint=_HINT)


def _refuse_filters_of_problems(filters: Filters) -> None:
    for option in filters.options():
        if option != "--product":
            raise UsageError("a store keeps errors by product only", where=option, hint=_HINT)
