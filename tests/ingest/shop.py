"""A folder with logs and a store, and what tests do to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

from usagestats.catalog.fingerprint import fingerprint
from usagestats.catalog.model import DEFAULT_CATALOG, Catalog
from usagestats.catalog.registry import NO_APPLICATIONS
from usagestats.ingest.run import COMMIT_BYTES, COMMIT_ROWS, Ingested, IngestSettings, ingest
from usagestats.ingest.seen_files import SeenFiles
from usagestats.logs.files.sources import find_sources
from usagestats.periods.period import SLOT, Range
from usagestats.pipeline.counting import ProblemsWanted, UsageQuestion
from usagestats.pipeline.mapper import Mapper
from usagestats.store.contents import UsageFromStore, read_store
from usagestats.store.table import StoreTable
from usagestats.tables.declared import USAGE_KEYS
from usagestats.tables.usage import Grain

UTC_ZONE = ZoneInfo("UTC")
FINEST = Grain(USAGE_KEYS, SLOT, has_bytes=True)
LONG_BEFORE = datetime(2000, 1, 1, tzinfo=UTC)
LONG_AFTERWARDS = datetime(2030, 1, 1, tzinfo=UTC)
LONG_AFTER = 2**62  # nanoseconds: every file has settled by then


def line(number: int, status: int = 200) -> bytes:
    """Make a request of its own application, a minute after the one before."""
    time = f"{4 + number // 1440:02}/May/2026:{number // 60 % 24:02}:{number % 60:02}:00 +0000"
    path = f"/items/{number}?user_key=k{number}"
    return f'203.0.113.9 - - [{time}] "GET {path} HTTP/1.1" {status} 17\n'.encode()


def lines(start: int, end: int, status: int = 200) -> bytes:
    return b"".join(line(number, status) for number in range(start, end))


@dataclass
class Shop:
    folder: Path
    catalog: Catalog = DEFAULT_CATALOG
    seen: bool = True
    mapper: Mapper | None = None
    zone: ZoneInfo = UTC_ZONE

    def write(self, name: str, content: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path

    def append(self, name: str, content: bytes) -> None:
        with (self.folder / name).open("ab") as file:
            file.write(content)

    def table(self) -> StoreTable:
        return StoreTable.open_or_make(str(self.folder / "store"))

    def settings(
        self,
        table: StoreTable | None = None,
        *,
        is_final: bool = False,
        is_again: bool = False,
        chunk_bytes: int = 1 << 20,
        commit_bytes: int = COMMIT_BYTES,
        commit_rows: int = COMMIT_ROWS,
        merged_before: datetime = LONG_BEFORE,
        seconds: Callable[[], float] = float,
    ) -> IngestSettings:
        cache = self.folder / "cache" / ("seen.json" if self.seen else "none.json")
        return IngestSettings(
            table=table or self.table(),
            question=UsageQuestion(
                self.catalog, FINEST, self.zone, problems=ProblemsWanted(NO_APPLICATIONS)
            ),
            catalog=fingerprint(self.catalog),
            minute_metrics=self.catalog.minute_metrics(),
            seen=SeenFiles(cache, LONG_AFTER if self.seen else 0),
            merged_before=merged_before,
            seconds=seconds,
            is_final=is_final,
            is_again=is_again,
            chunk_bytes=chunk_bytes,
            commit_bytes=commit_bytes,
            commit_rows=commit_rows,
            mapper=self.mapper,
        )

    def ingest(self, *names: str, settings: IngestSettings | None = None) -> Ingested:
        settings = settings or self.settings()
        found = find_sources([str(self.folder / name) for name in names or ("*.log*",)])
        done = ingest(found, settings)
        settings.seen.save()
        return done

    def read(self, grain: Grain = FINEST, span: Range = Range()) -> UsageFromStore:  # noqa: B008
        catalog = fingerprint(self.catalog)
        return read_store(self.table(), grain, span, Range(), catalog, has_problems=True)

    def requests(self) -> int:
        return self.read().counts.requests

    def counted(self) -> dict[str, int]:
        """Return how often the line of each application was counted."""
        usage = self.read(Grain(("application",), SLOT)).usage
        rows = usage.filter(pl.col("metric") == "requests").group_by("application")
        return dict(rows.agg(pl.col("requests").sum()).rows())

    def is_exact(self, count: int) -> bool:
        """Whether so many lines were counted, each once, and the counts agree."""
        counted = self.counted()
        return (
            len(counted) == count
            and set(counted.values()) <= {1}
            and self.read().counts.requests == count
        )
