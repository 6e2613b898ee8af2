"""Counted objects that wait for their common commit: their usage is added up by day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from usagestats.ingest.objects.counting import WITHOUT_REQUESTS
from usagestats.pipeline.usage_sum import ChunkUsage, UsageSum
from usagestats.store.schema import (
    PROBLEM_ROW,
    SOURCE_ROW,
    USAGE_ROW,
    problem_rows,
    usage_rows,
)
from usagestats.store.sources import Progress, SourcePart, read_bound, source_rows
from usagestats.store.table import ATTEMPTS, ConflictError, as_stream, too_many_conflicts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from usagestats.ingest.objects.counting import ObjectCount
    from usagestats.store.rewriting import HeldRows
    from usagestats.store.table import StoreTable
    from usagestats.tables.usage import Grain


@dataclass(frozen=True, slots=True)
class Replaced:
    """A group of objects in the store whose rows are replaced.

    Args:
        group: The group.
        offsets: How far the store has counted each of its sources, by their ids.
        held: The rows that wait for the others.
    """

    group: str
    offsets: Mapping[str, int]
    held: HeldRows


class ObjectBatch:
    """Objects that wait for their commit.

    Args:
        table: The store.
        catalog: The fingerprint of the catalog that requests are mapped by.
        minute_metrics: The metrics whose slots are a minute wide.
        grain: The grain of the usage.
        replaced: The group that the objects replace; `None`: they are new, or have grown.

    Attributes:
        counts: The objects that wait.
    """

    def __init__(
        self,
        table: StoreTable,
        catalog: str,
        minute_metrics: frozenset[str],
        grain: Grain,
        replaced: Replaced | None = None,
    ) -> None:
        self._table = table
        self._catalog = catalog
        self._minute_metrics = minute_metrics
        self._grain = grain
        self._replaced = replaced
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

    def hold(self, replaced: Replaced) -> None:
        """Let the rows that there are so far wait in temporary files."""
        for rows in self._usage_and_problems().values():
            replaced.held.add(rows.collect())
        self._totals, self._rows_held = {}, 0

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
                    self._write(counts)
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
        """Return the group of an object: the one that it has, or the day of its last request."""
        if count.group:
            return count.group
        hull = count.lines.hull(count.reader.number)
        return f"{WITHOUT_REQUESTS} {hull[1]:%Y-%m-%d}" if hull else WITHOUT_REQUESTS

    def _is_outdated(self, counts: list[ObjectCount]) -> bool:
        """Whether another run has counted one of the objects, or forgotten usage."""
        if self._replaced:
            is_theirs = pl.col("group") == self._replaced.group
            expected = self._replaced.offsets
        else:
            names = pl.Series([count.name for count in counts])
            is_theirs = pl.col("source").is_in(names.implode())
            expected = {one.name: one.base.fingerprint.offset for one in counts if one.base}
        rows = self._table.rows(SOURCE_ROW).filter(is_theirs)
        reached = self._table.read(rows.group_by("source").agg(pl.col("offset").max()))
        return dict(reached.iter_rows()) != expected or read_bound(self._table) != self._bound

    def _write(self, counts: list[ObjectCount]) -> None:
        """Commit the rows of objects, in the place of the group that they replace."""
        rows = {
            **self._usage_and_problems(),
            SOURCE_ROW: source_rows([self._row(count) for count in counts]).lazy(),
        }
        if self._replaced is None:
            self._table.commit(rows)
            return
        every = pl.concat([self._replaced.held.lazy(), *rows.values()])
        self._table.commit(as_stream(every), f"\"group\" = '{self._replaced.group}'")

    def _usage_and_problems(self) -> dict[str, pl.LazyFrame]:
        if not self._totals:
            return {}
        usage, problems = [], []
        for group, total in self._totals.items():
            named = pl.lit(group).alias("group")
            usage.append(self._kept(total.usage()).with_columns(named))
            problems.append(self._kept(total.problems()).with_columns(named))
        return {
            USAGE_ROW: usage_rows(pl.concat(usage), self._minute_metrics),
            PROBLEM_ROW: problem_rows(pl.concat(problems)).lazy(),
        }

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
