"""Parts of sources that are counted and not stored yet, and their common commit."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.pipeline.lines_read import LinesRead
from usagestats.pipeline.usage_sum import UsageSum
from usagestats.store.groups import rows_of
from usagestats.store.rewriting import HeldRows
from usagestats.store.schema import (
    PROBLEM_ROW,
    SOURCE_ROW,
    USAGE_ROW,
    problem_rows,
    usage_rows,
)
from usagestats.store.sources import (
    NOTHING_COUNTED,
    SourcePart,
    follows_rows,
    read_bound,
    read_progress,
    source_rows,
)
from usagestats.store.table import ATTEMPTS, ConflictError, as_stream, too_many_conflicts
from usagestats.tables.compact_usage import CompactUsage
from usagestats.tables.declared import PROBLEMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from usagestats.ingest.continued_source import ContinuedSource
    from usagestats.pipeline.question import ChunkAnswer
    from usagestats.pipeline.source_task import SourceCount
    from usagestats.pipeline.usage_sum import ChunkUsage
    from usagestats.store.sources import Progress
    from usagestats.store.table import StoreTable
    from usagestats.tables.usage import Grain
    from usagestats.unfinished_files import UnfinishedFiles

_HELD_IN_MEMORY: Final = 10_000
"""How many rows of a part that waits for others may be in memory; one takes some 100 bytes."""


@dataclass(slots=True, eq=False)
class Part:
    """Consecutive chunks of a source: their usage, and the progress that they make.

    Args:
        source: The source.
        base: The progress of the source that the store must hold when the part is committed;
            `None`: the source must be new.
        begin: The progress before these chunks.
        end: The progress after them.
        lines: Their counts, rejects and times.
        total: Their usage and problems.
        held: Rows of the store that `total` has no more; `None` where there are none.
    """

    source: ContinuedSource
    base: Progress | None
    begin: Progress
    end: Progress
    lines: LinesRead
    total: UsageSum
    held: HeldRows | None = None

    @classmethod
    def of(cls, source: ContinuedSource, base: Progress | None, grain: Grain) -> Part:
        """Begin a part without chunks, after the progress `base`."""
        begin = NOTHING_COUNTED
        if base and source.name and not source.replaces_all:
            begin = replace(base, file_lines=source.known.file_lines(source.name))
        lines = LinesRead()
        lines.begin_after(source.reader.number, begin.file_lines)
        return cls(source, base, begin, begin, lines, UsageSum(grain))

    def add(self, counted: ChunkAnswer[ChunkUsage]) -> None:
        """Add a counted chunk: the next one of the source."""
        self.lines.take(counted.lines)
        self.total.add(counted.part)
        self._end_at(counted.lines.wall_times.latest)

    def add_whole(self, counted: SourceCount[ChunkUsage]) -> None:
        """Add all that an engine has counted of the source."""
        self.lines = counted.lines
        if counted.part is not None:
            self.total.add(counted.part)
            self._end_at(counted.latest)

    def _end_at(self, latest: datetime | None) -> None:
        """Note the progress that was made, with what is known after lines are counted only."""
        lines = self.lines.source_lines(self.source.reader.number)
        reached = self.source.ends.popleft()
        self.end = replace(reached, file_lines=lines, latest_ambiguous=latest)
        self.source.known.count_lines(self.name, lines)

    @property
    def has_any(self) -> bool:
        """Whether at least one chunk was added."""
        return self.end is not self.begin

    @property
    def name(self) -> str:
        """The id of the source in the store.

        Raises:
            ValueError: The source has no chunk yet.
        """
        if self.source.name is None:
            msg = "the source has no chunk yet, and so no name"
            raise ValueError(msg)
        return self.source.name

    @property
    def replaces_all(self) -> bool:
        """Whether the commit replaces the rows of the source in the store."""
        return self.source.replaces_all

    @property
    def bytes(self) -> int:
        """The number of decompressed bytes."""
        return self.end.fingerprint.offset - self.begin.fingerprint.offset

    @property
    def is_less_than_before(self) -> bool:
        """Whether the store has more of the source: the file was cut, or could not be read."""
        if self.base is None:
            return False
        return self.end.fingerprint.offset < self.base.fingerprint.offset

    def usage(self) -> CompactUsage:
        """Return its USAGE that is not forgotten; rows may have equal keys."""
        self.total.settle()
        usage = self.total.compact_usage()
        return replace(usage, rows=self._kept(usage.rows))

    def problems(self) -> pl.DataFrame:
        """Return its PROBLEMS that are not forgotten."""
        return self._kept(self.total.problems())

    def _kept(self, table: pl.DataFrame) -> pl.DataFrame:
        forgotten = self.end.forgotten_before
        return table.filter(pl.col("start") >= forgotten) if forgotten else table

    def row(self, catalog: str, group: str) -> dict[str, object]:
        """Return the cells of the row of the source: its progress and its counts."""
        part = SourcePart(
            name=self.source.source.name,
            progress=self.end,
            bytes=self.bytes,
            counts=self.lines.counts,
            file_lines=self.end.file_lines - self.begin.file_lines,
            rejects=self.lines.rejects,
            hull=self.lines.hull(self.source.reader.number),
            catalog=catalog,
            path=self.source.path,
            log_format=self.source.outcome.format_name,
            is_complete=self.end == self.source.last and self.source.is_counted_to_end,
            marks_before=len(self.begin.fingerprint.marks),
        )
        return part.row(self.name, group)


def _repeated(heights: Iterable[tuple[str, int]]) -> pl.Series:
    """Return the column `group`: each group as often as it has rows."""
    schema = {"group": pl.String(), "height": pl.UInt32()}
    whole = pl.DataFrame([one for one in heights if one[1]], schema, orient="row")
    repeated = pl.col("group").repeat_by("height").explode(empty_as_null=False)
    return whole.select(repeated).to_series()


@dataclass(slots=True)
class Batch:
    """Parts that wait for their commit, in the order in which they were read.

    Args:
        table: The store.
        stored: The progress of every source in the store, with the commits of this run.
        catalog: The fingerprint of the catalog that requests are mapped by.
        minute_metrics: The metrics whose slots are a minute wide.
        files: Makes temporary files for rows that wait long.
        bound: The time before which all usage was deleted; `None` if none was deleted.
        parts: The parts that wait.
        follows: The sources before each source in a series that are not in the store yet.
    """

    table: StoreTable
    stored: dict[str, Progress]
    catalog: str
    minute_metrics: frozenset[str]
    files: UnfinishedFiles
    bound: datetime | None = None
    parts: list[Part] = field(default_factory=list)
    follows: dict[str, set[str]] = field(default_factory=dict)
    _by_others: dict[str, Progress] = field(default_factory=dict)  # committed by others meanwhile
    _was_forgotten: bool = False  # others have forgotten usage meanwhile

    def hold(self, part: Part) -> None:
        """Let the rows that a part has so far wait in a file: it is committed as a whole only."""
        part.held = part.held or HeldRows(self.files, _HELD_IN_MEMORY)
        for rows in self._usage_and_problems([part]).values():
            part.held.add(rows.collect())
        part.total.clear()

    def commit(self) -> tuple[list[Part], list[ContinuedSource]]:
        """Commit the parts, without those that another run has counted meanwhile.

        Returns:
            The committed parts, and the sources of the dropped ones.

        Raises:
            UsageStatsError: The store cannot be written, or other runs have committed before every
                attempt. The store is unchanged.
        """
        dropped: list[ContinuedSource] = []
        for _ in range(ATTEMPTS):
            dropped += self._drop_outdated()
            if not (self.parts or self.follows):
                return [], dropped
            try:
                self._write()
            except ConflictError:
                self._reload()
                continue
            for part in self.parts:
                self.stored[part.name] = replace(part.end, group=self._group_of(part))
            committed, self.parts, self.follows = self.parts, [], {}
            return committed, dropped
        raise too_many_conflicts(self.table)

    def _write(self) -> None:
        """Commit the rows of all parts, in the place of those that they replace."""
        replaced = {part.name: self._group_of(part) for part in self.parts if part.replaces_all}
        rows = self._rows()
        if not replaced:
            self.table.commit(rows)
            return
        held = [part.held.lazy() for part in self.parts if part.held]
        condition = rows_of(set(replaced.values()), replaced.keys())
        self.table.commit(as_stream(pl.concat([*held, *rows.values()])), condition)

    def _rows(self) -> dict[str, pl.LazyFrame]:
        """Return the rows of all parts that are not held, by their type."""
        known = {*self.stored, *(part.name for part in self.parts)}
        follows = {name: older for name, older in self.follows.items() if name in known}
        sources = [follows_rows(follows)]
        if not self.parts:
            return {SOURCE_ROW: sources[0].lazy()}
        sources.append(
            source_rows([part.row(self.catalog, self._group_of(part)) for part in self.parts])
        )
        return {**self._usage_and_problems(self.parts), SOURCE_ROW: pl.concat(sources).lazy()}

    def _usage_and_problems(self, parts: Sequence[Part]) -> dict[str, pl.LazyFrame]:
        return {
            USAGE_ROW: usage_rows(self._usage(parts), self.minute_metrics),
            PROBLEM_ROW: problem_rows(self._problems(parts)).lazy(),
        }

    def _usage(self, parts: Sequence[Part]) -> pl.DataFrame:
        """Return the USAGE of parts with the `group` of each row; rows may have equal keys.

        All parts are taken together: the steps take as long for one with few rows as for many.
        """
        grain = parts[0].total.grain
        usage = [(self._group_of(part), part.usage()) for part in parts]
        whole = CompactUsage.together([one for _, one in usage], grain)
        groups = _repeated((group, one.rows.height) for group, one in usage)
        rows = whole.rows.with_columns(groups)
        return replace(whole, rows=rows).rows_by_metric(grain, "group")

    def _problems(self, parts: Sequence[Part]) -> pl.DataFrame:
        """Return the PROBLEMS of parts with the `group` of each row."""
        found = [
            (self._group_of(part), part.problems()) for part in parts if part.total.has_problems()
        ]
        whole = pl.concat([pl.DataFrame(schema=PROBLEMS), *(problems for _, problems in found)])
        return whole.with_columns(_repeated((group, len(problems)) for group, problems in found))

    def _group_of(self, part: Part) -> str:
        """Return the group of a source: where it was merged, that group, else its own."""
        known = self.stored.get(part.name)
        return known.group if known else part.name

    def _reload(self) -> None:
        """Load the present state of the store, and note the commits of other runs."""
        self.table.reload()
        now = read_progress(self.table)
        self._by_others |= {name: one for name, one in now.items() if self.stored.get(name) != one}
        self._was_forgotten |= read_bound(self.table) != self.bound
        self.stored = now

    def _drop_outdated(self) -> list[ContinuedSource]:
        """Drop the parts that do not follow on the progress in the store; return their sources.

        Later parts of the same source are dropped, too. So are all parts where usage was forgotten
        meanwhile, new sources that may be one that another run has counted meanwhile, and sources
        to replace whose group was merged meanwhile.
        """
        expected = dict(self.stored)
        kept: list[Part] = []
        dropped: list[ContinuedSource] = []
        for part in self.parts:
            head = part.source.head
            may_be_known = part.base is None and any(
                one.fingerprint.may_begin_with(head) for one in self._by_others.values()
            )
            if self._was_forgotten or may_be_known or expected.get(part.name) != part.base:
                dropped.append(part.source)
            else:
                expected[part.name] = part.end
                kept.append(part)
        can_replace = [self._can_replace(part, kept) for part in kept]
        self.parts = [part for part, can in zip(kept, can_replace, strict=True) if can]
        return dropped + [
            part.source for part, can in zip(kept, can_replace, strict=True) if not can
        ]

    def _can_replace(self, part: Part, parts: Sequence[Part]) -> bool:
        """Whether a part replaces nothing, or all sources of its group are replaced together."""
        if not part.replaces_all:
            return True
        group = self._group_of(part)
        members = (name for name, one in self.stored.items() if one.group == group)
        return {one.name for one in parts if one.replaces_all}.issuperset(members)
