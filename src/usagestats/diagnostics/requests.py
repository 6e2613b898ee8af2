"""`requests`: the requests themselves, credentials masked, or the lines that did not parse."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Final

import polars as pl

from usagestats.logs.rejects import SAMPLES_KEPT
from usagestats.periods.in_range import inside
from usagestats.report import Column, ColumnType, Report
from usagestats.reports.parts.filters import EVERYTHING
from usagestats.safety.masked_columns import masked_texts
from usagestats.safety.secret_values import MASK
from usagestats.tables.declared import FIELD, REQUESTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from zoneinfo import ZoneInfo

    from usagestats.catalog.model import Catalog
    from usagestats.logs.read_chunk import ChunkRead
    from usagestats.periods.period import Range
    from usagestats.pipeline.lines_read import LinesRead
    from usagestats.reports.parts.filters import Filters
    from usagestats.tables.counts import Counts

_TYPES: Final = {
    "line": ColumnType.NUMBER,
    "time": ColumnType.TIME,
    "status": ColumnType.STATUS,
    "upstream_status": ColumnType.STATUS,
    "response_bytes": ColumnType.COUNT,
    "duration_ms": ColumnType.MEASURE,
}
_DETAILS: Final = {
    *("line", "host", "query", "upstream_status", "remote_address", "remote_user"),
    *("user_agent", "service"),
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
        catalog: Names the fields, and says which of them are secret.
        range: The time range of the requests.
    """

    catalog: Catalog
    range: Range
    title: ClassVar = "Requests"
    when_empty: ClassVar = (
        "No request in the logs passes the range and the filters; usagestats check LOG... shows how"
        " each line is read."
    )

    @property
    def columns(self) -> frozenset[str]:
        """The columns of REQUESTS that are needed."""
        return frozenset((*REQUESTS, *self._fields()))

    @property
    def samples_kept(self) -> int:
        """The number of rejects to keep per chunk and reason: the usual one."""
        return SAMPLES_KEPT

    def shown(self) -> tuple[Column, ...]:
        """Return the columns of the report."""
        names = (*REQUESTS, *self._fields())
        columns = (
            Column(
                name,
                _TYPES.get(name, ColumnType.NAME),
                is_detail=name in _DETAILS or name.startswith(FIELD),
                is_key=name in {"time", "path"},
            )
            for name in names
        )
        return (replace(SOURCE, is_detail=True), *columns)

    def in_range(self, found: int, _counts: Counts) -> int:
        """Return the number of requests in the range: all that were found."""
        return found

    def of(self, read: ChunkRead) -> pl.DataFrame:
        """Return the rows of a chunk, in order."""
        rows = inside(read.requests, self.range, "time").select(*REQUESTS, *self._fields())
        hidden = self._hidden()
        return rows.with_columns(
            self._masked(rows[name])
            if name not in hidden
            else pl.when(pl.col(name).is_not_null()).then(pl.lit(MASK)).alias(name)
            for name, dtype in rows.schema.items()
            if dtype == pl.String
        )

    def _masked(self, texts: pl.Series) -> pl.Series:
        names = self.catalog.secret_names
        if texts.name == "query":  # the mark shows that a value may have blanks in it
            return masked_texts("?" + texts, names).str.slice(1).alias("query")
        if texts.name == "remote_user":  # the password of a user that was sent with it
            texts = texts.str.replace("^([^:]*:).+", f"${{1}}{MASK}")
        return masked_texts(texts, names)

    def _fields(self) -> list[str]:
        columns = [credential.request_column for credential in self.catalog.identify]
        return [name for name in dict.fromkeys(columns) if name.startswith(FIELD)]

    def _hidden(self) -> set[str]:
        """Return the columns that hold a secret and nothing else."""
        secret = [credential for credential in self.catalog.identify if credential.is_secret]
        return {credential.request_column for credential in secret} - {"query"}


@dataclass(frozen=True, slots=True)
class RejectRows:
    """Every line that did not parse, with the reason; texts are masked and clipped."""

    title: ClassVar = "Lines that did not parse"
    when_empty: ClassVar = "No rejects: every line parsed, or is no request by nature."

    @property
    def columns(self) -> frozenset[str]:
        """The columns of REQUESTS that are needed: a line without a `time` is a reject."""
        return frozenset({"time"})

    @property
    def samples_kept(self) -> int:
        """The number of rejects to keep per chunk and reason: all."""
        return _ALL

    def shown(self) -> tuple[Column, ...]:
        """Return the columns of the report."""
        return REJECT_COLUMNS

    def in_range(self, _found: int, counts: Counts) -> int:
        """Return the number of requests in the range: all, since rejects have no range."""
        return counts.requests

    def of(self, read: ChunkRead) -> pl.DataFrame:
        """Return the rows of a chunk, in order."""
        rejects = sorted(sample for kept in read.rejects.samples.values() for sample in kept)
        rows = [(reject.line, reject.reason, reject.text) for reject in rejects]
        schema = {"line": pl.Int64, "reason": pl.String, "text": pl.String}
        return pl.DataFrame(rows, schema, orient="row")


@dataclass(frozen=True, slots=True)
class Requests:
    """The options of `requests`, understood.

    Args:
        rows: The kind of rows: requests, or rejects.
        range: The time range of the requests.
        zone: The time zone of the output.
        filters: Chooses requests by their status.
        limit: The largest number of rows to show; `None` for no limit.
    """

    rows: RequestRows | RejectRows
    range: Range
    zone: ZoneInfo
    filters: Filters = EVERYTHING
    limit: int | None = None


def requests_report(
    question: Requests, found: Iterable[pl.DataFrame], read: LinesRead
) -> Iterator[Report]:
    """Give the report in batches; the last one has no rows, but the counts and the notes.

    Args:
        question: The options.
        found: The rows, with their source.
        read: The counts of the lines, which are complete after the last of `found`.
    """
    empty = _empty_report(question)
    yield empty
    shown, in_range = 0, 0
    notes: tuple[str, ...] = ()
    for batch in found:
        in_range += batch.height
        passed = question.filters.apply(batch)
        part = passed if question.limit is None else passed.head(question.limit - shown)
        shown += part.height
        yield replace(empty, rows=part)
        if part.height < passed.height:
            notes = (f"the first {shown:,} only; --limit N shows more",)
            break
    yield replace(
        empty,
        span=question.range.within(read.coverage.hull),
        counts=read.counts,
        in_range=question.rows.in_range(in_range, read.counts),
        notes=notes,
    )


def _empty_report(question: Requests) -> Report:
    columns = question.rows.shown()
    names = [column.key for column in columns]
    dtypes = dict.fromkeys(names, pl.String()) | {**REQUESTS}
    return Report(
        name="requests",
        title=question.rows.title,
        columns=columns,
        rows=pl.DataFrame(schema={name: dtypes[name] for name in names}),
        zone=question.zone,
        when_empty=question.rows.when_empty,
    )
