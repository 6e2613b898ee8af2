"""`requests`: the requests themselves, credentials masked, or the lines that did not parse."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Final

import polars as pl

from usagestats.diagnostics.request_rows import SOURCE
from usagestats.pipeline.rows import RowsFound
from usagestats.report import Column, ColumnType, Report
from usagestats.tables.declared import REQUESTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from zoneinfo import ZoneInfo

    from usagestats.classify.requests import Mapped
    from usagestats.diagnostics.request_rows import RequestRows
    from usagestats.logs.read_chunk import ChunkRead
    from usagestats.periods.period import Range
    from usagestats.pipeline.lines_read import LinesRead
    from usagestats.tables.counts import Counts

_ALL: Final = 2**62
"""More rejects than a chunk can hold."""

REJECT_COLUMNS: Final = (
    SOURCE,
    Column("line", ColumnType.NUMBER),
    Column("reason", ColumnType.NAME),
    Column("text", ColumnType.NAME),
)


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

    def unknown(self, *_keys: pl.DataFrame) -> tuple[str, ...]:
        """Return no warnings: no filter chooses rejects."""
        return ()

    def of(self, read: ChunkRead, mapped: Mapped) -> RowsFound:  # noqa: ARG002  (no need)
        """Return the rows of a chunk, in order."""
        rejects = sorted(sample for kept in read.rejects.samples.values() for sample in kept)
        rows = [(reject.line, reject.reason, reject.text) for reject in rejects]
        schema = {"line": pl.Int64, "reason": pl.String, "text": pl.String}
        return RowsFound(pl.DataFrame(rows, schema, orient="row"))


@dataclass(frozen=True, slots=True)
class Requests:
    """The options of `requests`, understood.

    Args:
        rows: The kind of rows: requests, or rejects.
        range: The time range of the requests.
        zone: The time zone of the output.
        limit: The number of rows after which the reading stops; `None` for no limit.
        usual_rows: The number of rows to show if the user chooses none; `None` for all.
    """

    rows: RequestRows | RejectRows
    range: Range
    zone: ZoneInfo
    limit: int | None = None
    usual_rows: int | None = None


def requests_report(
    question: Requests, found: Iterable[RowsFound], read: LinesRead
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
    keys: list[pl.DataFrame] = []
    notes: tuple[str, ...] = ()
    for batch in found:
        in_range += batch.in_range
        part = batch.rows if question.limit is None else batch.rows.head(question.limit - shown)
        shown += part.height
        yield replace(empty, rows=part)
        keys = [pl.concat([*keys, batch.keys]).unique()]
        if part.height < batch.rows.height:
            notes = (f"the first {shown:,} only; --limit N shows more",)
            break
    yield replace(
        empty,
        span=question.range.within(read.coverage.hull),
        counts=read.counts,
        in_range=question.rows.in_range(in_range, read.counts),
        notes=notes,
        warnings=() if notes else question.rows.unknown(*keys),
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
        usual_rows=question.usual_rows,
        when_empty=question.rows.when_empty,
    )
