"""Reading a store for a report, and what is said about it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from usagestats.catalog.fingerprint import fingerprint
from usagestats.periods.period import SLOT, Range
from usagestats.reports.parts.span import written
from usagestats.store.contents import has_wide_slots, read_store
from usagestats.store.table import StoreTable

if TYPE_CHECKING:
    from datetime import timedelta
    from zoneinfo import ZoneInfo

    from usagestats.catalog.model import Catalog
    from usagestats.cli.console.messages import Messages
    from usagestats.store.contents import UsageFromStore
    from usagestats.tables.usage import Grain


@dataclass(frozen=True)
class StoreInput:
    """How a store is read.

    Args:
        location: Its path or URL.
        catalog: What is in force now.
        range: What the report is about.
        zone: Where times are shown.
        messages: Where to say what was noticed.
    """

    location: str
    catalog: Catalog
    range: Range
    zone: ZoneInfo
    messages: Messages

    @cached_property
    def table(self) -> StoreTable:
        """The store, as it is when it is first looked at."""
        return StoreTable.open(self.location)

    def limit_slot(self) -> timedelta | None:
        """Return the slot of USAGE where it is too wide for limits per minute."""
        metrics = self.catalog.minute_metrics()
        return SLOT if metrics and has_wide_slots(self.table, metrics) else None

    def read(self, grain: Grain, needed: Range, *, has_problems: bool) -> UsageFromStore:
        """Read what a report takes, and say what was noticed."""
        catalog = fingerprint(self.catalog)
        read = read_store(self.table, grain, self.range, needed, catalog, has_problems=has_problems)
        self.messages.detail(f"store: {self.location}, after {self.table.version:,} commits")
        if read.counted_otherwise:
            until = written(read.counted_otherwise, self.zone)
            self.messages.warn(
                f"requests up to {until} were mapped by another catalog: usagestats ingest --again"
                " LOG... counts logs again that are still there"
            )
        for reason, lines in read.rejects.items():
            self.messages.detail(f"rejected: {lines:,} × {reason}")
        return read
