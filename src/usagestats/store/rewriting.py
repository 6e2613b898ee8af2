"""Parts of a store are replaced by other rows, in one commit and in bounded memory.

partitions ─ slices of time ─ change ─▶ HeldRows ─ commit ─▶ the same partitions
"""

from __future__ import annotations

from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeVar

import polars as pl

from usagestats.store.schema import SOURCE_ROW, STORED, USAGE_COLUMNS, USAGE_ROW
from usagestats.store.table import ATTEMPTS, ConflictError, as_stream, too_many_conflicts
from usagestats.unfinished_files import unfinished_files, with_named_failures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from usagestats.store.table import RowStream, StoreTable
    from usagestats.unfinished_files import UnfinishedFiles

    Change = Callable[[pl.DataFrame], pl.DataFrame]
    Partition = tuple[str, str]
    """The type of rows, and their month."""

ROWS_AT_ONCE: Final = 100_000
"""The number of rows that are in memory at a time: some 50 MB."""
_Result = TypeVar("_Result")


class HeldRows:
    """Rows that wait for their commit: some in memory, the others in temporary files.

    Args:
        files: Makes the temporary files.
        most: The number of rows that may be in memory.
    """

    def __init__(self, files: UnfinishedFiles, most: int = ROWS_AT_ONCE) -> None:
        self.height = 0
        self._files = files
        self._most = most
        self._in_memory: list[pl.DataFrame] = []
        self._written: list[Path] = []

    def add(self, rows: pl.DataFrame) -> None:
        """Add rows of the store; columns without a value take no memory while they wait."""
        self._in_memory.append(rows.select(one for one in rows if one.null_count() < len(one)))
        self.height += rows.height
        if sum(one.height for one in self._in_memory) > self._most:
            self._write()

    def lazy(self) -> pl.LazyFrame:
        """Return all rows with all columns."""
        kept = [one.lazy() for one in self._in_memory]
        every = [pl.LazyFrame(schema=STORED), *map(pl.scan_parquet, self._written), *kept]
        return pl.concat(every, how="diagonal")

    def rows(self) -> RowStream:
        """Return all rows, as a commit takes them."""
        return as_stream(self.lazy())

    def _write(self) -> None:
        with with_named_failures():
            path, file = self._files.create_temporary()
            with file:
                pl.concat(self._in_memory, how="diagonal").write_parquet(file)
        self._written.append(path)
        self._in_memory = []


@contextmanager
def held_rows(most: int = ROWS_AT_ONCE) -> Iterator[HeldRows]:
    """Give a place for rows that wait for their commit; temporary files are removed at the end."""
    with unfinished_files() as files:
        yield HeldRows(files, most)


def rewrite(
    table: StoreTable, changes: Mapping[Partition, Change], *, at_once: int = ROWS_AT_ONCE
) -> tuple[int, int]:
    """Replace the rows of partitions by the results of changes, in one commit.

    This merges their files, too. `optimize.compact` of Delta (1.6) cannot be used: two programs
    that call it at once both succeed, and every row is then there twice.

    Args:
        table: The store.
        changes: The change of each partition. It is given some rows at a time, and always all those
            of a slot together.
        at_once: The number of rows that are changed at a time, if no slot has more.

    Returns:
        The number of rows before and after.
    """
    before = 0
    is_changed = any(table.partitions().get(partition, 0) > 1 for partition in changes)
    with held_rows(at_once) as held:
        for (row_type, month), change in changes.items():
            for rows in slices(table, row_type, month, at_once):
                changed = change(rows).with_columns(month=pl.lit(month))  # its rows stay there
                held.add(changed)
                before += rows.height
                is_changed = is_changed or not _have_same_rows(changed, rows)
        if is_changed:
            table.commit(held.rows(), " OR ".join(map(_of_partition, changes)))
    return before, held.height


def _have_same_rows(one: pl.DataFrame, other: pl.DataFrame) -> bool:
    """Whether two tables have the same rows; a large commit does not keep their order."""
    keys = [name for name, dtype in other.schema.items() if not dtype.is_nested()]
    one = one.select(other.columns)
    return one.height == other.height and one.sort(keys).equals(other.sort(keys))


def _of_partition(partition: Partition) -> str:
    """Return the SQL condition for the rows of a partition."""
    row_type, month = partition
    return f"(kind = '{row_type}' AND month = '{month}')"


def slices(table: StoreTable, row_type: str, month: str, at_once: int) -> Iterator[pl.DataFrame]:
    """Give the rows of a partition in slices of time; those of sources in slices by their ids.

    Rows of usage have only the columns that have values.
    """
    rows = table.rows(row_type, [month])
    if row_type == USAGE_ROW:
        rows = rows.select(USAGE_COLUMNS)
    if row_type == SOURCE_ROW:
        yield from _slices_of_sources(table, rows, at_once)
        return
    starts = table.read(rows.select("start").group_by("start").len().sort("start"))
    number = (pl.col("len").cum_sum() - pl.col("len")) // at_once
    bounds = starts.group_by(number, maintain_order=True).agg(
        first=pl.col("start").first(), last=pl.col("start").last()
    )
    for first, last in bounds.select("first", "last").iter_rows():
        yield table.read(rows.filter(pl.col("start").is_between(first, last)))


def _slices_of_sources(
    table: StoreTable, rows: pl.LazyFrame, at_once: int
) -> Iterator[pl.DataFrame]:
    """Give the rows of sources, all those of a source together."""
    names = table.read(rows.select("source"))["source"].sort()
    if names.is_empty():
        return
    firsts = [*names.gather_every(at_once).unique(maintain_order=True), None]
    for first, following in pairwise(firsts):
        is_here = pl.col("source") >= first
        is_before = pl.lit(value=True) if following is None else pl.col("source") < following
        yield table.read(rows.filter(is_here, is_before))


def retried(table: StoreTable, work: Callable[[], _Result]) -> _Result:
    """Do work that reads and commits; repeat it where another program has committed meanwhile."""
    for _ in range(ATTEMPTS):
        try:
            return work()
        except ConflictError:
            table.reload()
    raise too_many_conflicts(table)
