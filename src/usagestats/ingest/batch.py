"""What was counted and is not in the store yet: parts of sources, committed together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from usagestats.pipeline.counting import UsageFromLogs
from usagestats.store.schema import problem_rows, usage_rows
from usagestats.store.sources import (
    NOTHING_COUNTED,
    SourcePart,
    latest_bound,
    read_states,
    source_rows,
)
from usagestats.store.table import ATTEMPTS, ConflictError, always_late

if TYPE_CHECKING:
    from usagestats.ingest.continued_source import ContinuedSource
    from usagestats.pipeline.counting import ChunkCount
    from usagestats.store.sources import SourceState
    from usagestats.store.table import StoreTable
    from usagestats.tables.usage import Grain


@dataclass(slots=True)
class Part:
    """Some chunks of a source, as they are counted.

    Args:
        source: What they are of.
        base: How far the store has it; `None` where it is new.
        begin: Where they begin.
        state: How far it is counted with them.
        read: What they hold.
    """

    source: ContinuedSource
    base: SourceState | None
    begin: SourceState
    state: SourceState
    read: UsageFromLogs

    @classmethod
    def of(cls, source: ContinuedSource, base: SourceState | None, grain: Grain) -> Part:
        """Begin one where the store has the source, or will have it by then."""
        begin = base if base and not source.replaces_all else NOTHING_COUNTED
        read = UsageFromLogs(grain=grain)
        read.begin_after(source.opened.number, begin.file_lines)
        return cls(source, base, begin, begin, read)

    def add(self, counted: ChunkCount) -> None:
        """Take in what a chunk adds."""
        self.read.add(counted)
        self.state = self.source.ends.popleft()

    @property
    def has_any(self) -> bool:
        """Tell whether anything was counted."""
        return self.state is not self.begin

    @property
    def name(self) -> str:
        """What the source is known as."""
        if self.source.name is None:
            msg = "nothing was read of it"
            raise ValueError(msg)
        return self.source.name

    @property
    def replaces_all(self) -> bool:
        """Whether what the store has of the source is to go."""
        return self.source.replaces_all

    @property
    def bytes(self) -> int:
        """How many decompressed bytes these are."""
        return self.state.reached.offset - self.begin.reached.offset

    @property
    def is_less_than_before(self) -> bool:
        """Tell whether the store has more of the source: it was cut, or could not be read."""
        return self.base is not None and self.state.reached.offset < self.base.reached.offset

    def counted(self, table: pl.DataFrame) -> pl.DataFrame:
        """Return the rows of USAGE or PROBLEMS with their source; what was forgotten stays so."""
        if forgotten := self.state.forgotten_before:
            table = table.filter(pl.col("start") >= forgotten)
        return table.with_columns(source=pl.lit(self.name))

    def row(self, catalog: str) -> dict[str, object]:
        """Return the row that says how far it goes, and what became of its lines."""
        part = SourcePart(
            name=self.source.opened.source.name,
            state=self.state,
            bytes=self.bytes,
            counts=self.read.counts,
            file_lines=self.state.file_lines - self.begin.file_lines,
            rejects=self.read.rejects,
            hull=self.read.hull(self.source.opened.number),
            catalog=catalog,
            marks_before=len(self.begin.reached.marks),
        )
        return part.row(self.name)


@dataclass(slots=True)
class Batch:
    """Parts that wait for their commit, in the order in which they were read.

    Args:
        table: The store.
        states: How far it has every source, with what this run has committed.
        catalog: The fingerprint of what requests are mapped by.
        minute_metrics: The metrics whose slots are a minute wide.
    """

    table: StoreTable
    states: dict[str, SourceState]
    catalog: str
    minute_metrics: frozenset[str]
    parts: list[Part] = field(default_factory=list)
    _others: dict[str, SourceState] = field(default_factory=dict)
    _has_forgotten: bool = False

    def commit(self) -> tuple[list[Part], list[ContinuedSource]]:
        """Commit the parts, but for those that somebody else has counted meanwhile.

        Returns:
            What was committed, and the sources that are to be looked at again.

        Raises:
            UsageError: The store cannot be written; it is as it was.
            UsageStatsError: Others have committed right before, again and again.
        """
        dropped: list[ContinuedSource] = []
        for _ in range(ATTEMPTS):
            dropped += self._drop_outdated()
            if not self.parts:
                return [], dropped
            try:
                self.table.commit(*self._rows())
            except ConflictError:
                self._reload()
                continue
            self.states |= {part.name: part.state for part in self.parts}
            committed, self.parts = self.parts, []
            return committed, dropped
        raise always_late(self.table)

    def _rows(self) -> tuple[pl.DataFrame, str | None]:
        usage = pl.concat([part.counted(part.read.usage) for part in self.parts])
        problems = pl.concat([part.counted(part.read.problems) for part in self.parts])
        rows = [
            usage_rows(usage, self.minute_metrics),
            problem_rows(problems),
            source_rows([part.row(self.catalog) for part in self.parts]),
        ]
        replaced = [part.name for part in self.parts if part.replaces_all]
        if not replaced:
            return pl.concat(rows), None
        (name,) = replaced
        return pl.concat(rows), f"source = '{name}'"

    def _reload(self) -> None:
        """See what others have committed."""
        self.table.reload()
        now = read_states(self.table)
        self._others |= {
            name: state for name, state in now.items() if self.states.get(name) != state
        }
        self._has_forgotten |= latest_bound(now) != latest_bound(self.states)
        self.states = now

    def _drop_outdated(self) -> list[ContinuedSource]:
        """Drop the parts that do not go on from where the store is, with all that go on from them.

        What others have counted since may be the same as a source that is new here.
        """
        expected = dict(self.states)
        kept: list[Part] = []
        dropped: list[ContinuedSource] = []
        for part in self.parts:
            head = part.source.opened.trail.head
            may_be_known = self._has_forgotten or (
                part.base is None
                and any(state.reached.may_begin_with(head) for state in self._others.values())
            )
            if may_be_known or expected.get(part.name) != part.base:
                dropped.append(part.source)
            else:
                expected[part.name] = part.state
                kept.append(part)
        self.parts = kept
        return dropped
