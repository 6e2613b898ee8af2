"""Counted objects that wait for their common commit: their usage is added up by day."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.pipeline.usage_sum import ChunkUsage, UsageSum
from usagestats.store.schema import SOURCE_ROW, problem_rows, usage_rows
from usagestats.store.sources import Progress, SourcePart, read_bound, source_rows
from usagestats.store.table import ATTEMPTS, ConflictError, as_stream, too_many_conflicts

if TYPE_CHECKING:
    from usagestats.ingest.objects.counting import ObjectCount
    from usagestats.store.table import RowStream, StoreTable
    from usagestats.tables.usage import Grain

_WITHOUT_REQUESTS: Final = "objects"


class ObjectBatch:
    """Objects that wait for their commit.

    Args:
        table: The store.
        catalog: The fingerprint of the catalog that requests are mapped by.
        minute_metrics: The metrics whose slots are a minute wide.
        grain: The grain of the usage.

    Attributes:
        counts: The objects that wait.
    """

    def __init__(
        self, table: StoreTable, catalog: str, minute_metrics: frozenset[str], grain: Grain
    ) -> None:
        self._table = table
        self._catalog = catalog
        self._minute_metrics = minute_metrics
        self._grain = grain
        self._bound = read_bound(table)
        self._totals: dict[str, UsageSum] = {}
        self._rows_held = 0  # at most; counted while objects are added
        self.counts: list[ObjectCount] = []

    def add(self, count: ObjectCount) -> None:
        """Add a whole object."""
        self.counts.append(count)
        total = self._totals.setdefault(self._group(count), UsageSum(self._grain))
        self._rows_held += count.total.height
        total.add(ChunkUsage(count.total.compact_usage(), count.total.problems()))
        count.total.clear()

    def is_large(self, most_rows: int) -> bool:
        """Whether it has too many rows to wait for more, after rows of equal keys are added up."""
        if self._rows_held < most_rows:
            return False
        for total in self._totals.values():
            total.settle()
        self._rows_held = sum(total.height for total in self._totals.values())
        return 2 * self._rows_held >= most_rows  # else the next objects would settle it again

    def commit(self) -> tuple[list[ObjectCount], list[ObjectCount]]:
        """Commit all that waits, or nothing of it.

        Returns:
            The objects that were committed, and those to compare with the store again: another run
            has counted some of them meanwhile, so that the sums no longer hold.

        Raises:
            UsageStatsError: The store cannot be written, or other runs have committed before every
                attempt. The store is unchanged.
        """
        counts, self.counts = self.counts, []
        try:
            if not counts:
                return [], []
            for _ in range(ATTEMPTS):
                try:
                    self._table.commit(self._rows(counts))
                except ConflictError:
                    self._table.reload()
                    if self._is_outdated(counts):
                        return [], counts
                    continue
                return counts, []
            raise too_many_conflicts(self._table)
        finally:
            self._totals, self._rows_held = {}, 0

    def _group(self, count: ObjectCount) -> str:
        """Return the group of an object: the day of its last request, or that of its beginning."""
        if count.base:
            return count.base.group
        hull = count.lines.hull(count.reader.number)
        return f"{_WITHOUT_REQUESTS} {hull[1]:%Y-%m-%d}" if hull else _WITHOUT_REQUESTS

    def _is_outdated(self, counts: list[ObjectCount]) -> bool:
        """Whether another run has counted one of the objects, or forgotten usage."""
        names = pl.Series([count.name for count in counts])
        rows = self._table.rows(SOURCE_ROW).filter(pl.col("source").is_in(names.implode()))
        reached = self._table.read(rows.group_by("source").agg(pl.col("offset").max()))
        offsets = dict(reached.iter_rows())
        expected = {one.name: one.base.fingerprint.offset for one in counts if one.base}
        return offsets != expected or read_bound(self._table) != self._bound

    def _rows(self, counts: list[ObjectCount]) -> RowStream:
        usage, problems = [], []
        for group, total in self._totals.items():
            named = pl.lit(group).alias("group")
            usage.append(self._kept(total.usage()).with_columns(named))
            problems.append(self._kept(total.problems()).with_columns(named))
        return as_stream(
            pl.concat(
                [
                    usage_rows(pl.concat(usage), self._minute_metrics),
                    problem_rows(pl.concat(problems)).lazy(),
                    source_rows([self._row(count) for count in counts]).lazy(),
                ]
            )
        )

    def _kept(self, table: pl.DataFrame) -> pl.DataFrame:
        """Return the rows that are not forgotten."""
        return table.filter(pl.col("start") >= self._bound) if self._bound else table

    def _row(self, count: ObjectCount) -> dict[str, object]:
        number, begin = count.reader.number, count.reader.begin
        place = count.reader.source.object
        lines_before = count.base.file_lines if count.base else 0
        file_lines = count.lines.source_lines(number)
        reached = replace(count.end.fingerprint(), marks="")  # an object does not grow in place
        part = SourcePart(
            name=count.reader.source.name,
            progress=Progress(
                reached, count.header, file_lines, self._bound, latest_ambiguous=count.latest
            ),
            bytes=count.end.offset - begin.offset,
            counts=count.lines.counts,
            file_lines=file_lines - lines_before,
            rejects=count.lines.rejects,
            hull=count.lines.hull(number),
            catalog=self._catalog,
            path=count.reader.source.absolute,
            log_format=count.outcome.format_name,
            is_complete=True,
        )
        return {
            **part.row(count.name, self._group(count)),
            "object": place.name if place else None,
            "etag": place.etag if place else None,
            "stored_bytes": place.size if place else None,
        }
