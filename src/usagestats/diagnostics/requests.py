"""`requests`: the requests themselves, credentials masked, and the lines that are none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.logs.rejects import SAMPLES_KEPT
from usagestats.periods.in_range import inside
from usagestats.report import Column, ColumnType, Report
from usagestats.reports.parts.filters import EVERYTHING
from usagestats.safety.masked_columns import masked_texts
from usagestats.safety.secrets import MASK
from usagestats.tables.declared import FIELD, REQUESTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from zoneinfo import ZoneInfo

    from usagestats.catalog.model import Catalog
    from usagestats.logs.read_chunk import ChunkRead
    from usagestats.periods.period import Range
    from usagestats.pipeline.lines_read import LinesRead
    from usagestats.reports.parts.filters import Filters

_KINDS: Final = {
    "line": ColumnType.NUMBER,
    "time": ColumnType.TIME,
    "status": ColumnType.STATUS,
    "upstream_status": ColumnType.STATUS,
    "response_bytes": ColumnType.COUNT,
    "duration_ms": ColumnType.MEASURE,
}
_ALL: Final = 2**62
"""More rejects than a chunk can hold."""

SOURCE: Final = Column("source", ColumnType.NAME)
REJECT_COLUMNS: Final = (
    SOURCE,
    Column("line", ColumnType.NUMBER),
    Column("reason", ColumnType.NAME),
    Column("text", ColumnType.NAME),
)


@dataclass(frozen=True, slots=True)
class RequestRows:
    """The rows of REQUESTS in a range, with the further fields that the catalog names.

    Args:
        catalog: Says which fields there are, and what is secret.
        range: When the requests were.
    """

    catalog: Catalog
    range: Range

    @property
    def columns(self) -> frozenset[str]:
        """The columns of REQUESTS that are needed."""
        return frozenset((*REQUESTS, *self._fields()))

    @property
    def samples_kept(self) -> int:
        """How many rejects of a chunk and reason are needed: as many as anywhere."""
        return SAMPLES_KEPT

    def shown(self) -> tuple[Column, ...]:
        """Return the columns of the report."""
        names = (*REQUESTS, *self._fields())
        return (SOURCE, *(Column(name, _KINDS.get(name, ColumnType.NAME)) for name in names))

    def of(self, read: ChunkRead) -> pl.DataFrame:
        """Return the rows of a chunk, in order."""
        rows = inside(read.requests, self.range, "time").select(*REQUESTS, *self._fields())
        hidden = self._hidden()
        return rows.with_columns(
            masked_texts(rows[name], self.catalog.secret_names)
            if name not in hidden
            else pl.when(pl.col(name).is_not_null()).then(pl.lit(MASK)).alias(name)
            for name, dtype in rows.schema.items()
            if dtype == pl.String
        )

    def _fields(self) -> list[str]:
        columns = [credential.request_column for credential in self.catalog.identify]
        return [name for name in dict.fromkeys(columns) if name.startswith(FIELD)]

    def _hidden(self) -> set[str]:
        """Return the columns that are nothing but a secret."""
        secret = [credential for credential in self.catalog.identify if credential.is_secret]
        return {credential.request_column for credential in secret} - {"query"}


@dataclass(frozen=True, slots=True)
class RejectRows:
    """Every line that did not parse, with the reason; texts are masked and clipped."""

    @property
    def columns(self) -> frozenset[str]:
        """The columns of REQUESTS that are needed: those that decide what a request is."""
        return frozenset({"time"})

    @property
    def samples_kept(self) -> int:
        """How many rejects of a chunk and reason are needed: all."""
        return _ALL

    def shown(self) -> tuple[Column, ...]:
        """Return the columns of the report."""
        return REJECT_COLUMNS

    def of(self, read: ChunkRead) -> pl.DataFrame:
        """Return the rows of a chunk, in order."""
        rejects = sorted(sample for kept in read.rejects.samples.values() for sample in kept)
        rows = [(reject.line, reject.reason, reject.text) for reject in rejects]
        schema = {"line": pl.Int64, "reason": pl.String, "text": pl.String}
        return pl.DataFrame(rows, schema, orient="row")


@dataclass(frozen=True, slots=True)
class Requests:
    """What is asked for.

    Args:
        rows: What the rows are.
        range: When the requests were.
        zone: Where times are shown.
        filters: What the statuses of requests are.
        limit: After how many rows to stop; `None` for no limit.
    """

    rows: RequestRows | RejectRows
    range: Range
    zone: ZoneInfo
    filters: Filters = EVERYTHING
    limit: int | None = None


def requests_report(
    asked: Requests, found: Iterable[pl.DataFrame], read: LinesRead
) -> Iterator[Report]:
    """Give the report in batches; the last one is empty, and tells all but the rows.

    Args:
        asked: What is asked for.
        found: The rows, with their source.
        read: What becomes of the lines while they are read.
    """
    empty = _empty_report(asked)
    yield empty
    shown, in_range = 0, 0
    notes: tuple[str, ...] = ()
    for batch in found:
        in_range += batch.height
        passed = asked.filters.apply(batch)
        part = passed if asked.limit is None else passed.head(asked.limit - shown)
        shown += part.height
        yield replace(empty, rows=part)
        if part.height < passed.height:
            notes = (f"the first {shown:,} only; --limit N shows more",)
            break
    is_about_rejects = isinstance(asked.rows, RejectRows)
    yield replace(
        empty,
        span=asked.range.within(read.coverage.hull),
        counts=read.counts,
        in_range=read.counts.requests if is_about_rejects else in_range,
        notes=notes,
    )


def _empty_report(asked: Requests) -> Report:
    columns = asked.rows.shown()
    names = [column.key for column in columns]
    dtypes = dict.fromkeys(names, pl.String()) | {**REQUESTS}
    is_about_rejects = isinstance(asked.rows, RejectRows)
    return Report(
        name="requests",
        title="Lines that did not parse" if is_about_rejects else "Requests",
        columns=columns,
        rows=pl.DataFrame(schema={name: dtypes[name] for name in names}),
        zone=asked.zone,
    )
