"""A report: the plain result, before anything is written. Renderers know only this."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from usagestats.choices import Counting

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    import polars as pl

    from usagestats.choices import Granularity
    from usagestats.periods.period import Period
    from usagestats.tables.counts import Counts


class ColumnType(StrEnum):
    """What a column holds, which decides how people read it."""

    TIME = "time"
    FLAG = "flag"
    NAME = "name"
    STATUS = "status"
    COUNT = "count"
    MEASURE = "measure"  # a number with a fraction
    SHARE = "share"  # a part of a whole, as a fraction; people read per cent
    CHANGE = "change"  # a fraction of what was before, more or less
    NUMBER = "number"  # one that counts nothing, such as that of a line


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a report.

    Args:
        key: Its name in the rows, in CSV and in JSON.
        type: What it holds.
        unknown: What people see where it is null and rows are about no period.
        is_detail: Whether a terminal too narrow for all columns may leave it out.
        beside: The column in whose cells people see it, if it is a change; else not at all.
    """

    key: str
    type: ColumnType
    unknown: str = ""
    is_detail: bool = False
    beside: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """Rows with columns that the options fix and the data never does.

    Args:
        name: The command that makes it.
        title: One line for people.
        columns: In the order of the rows' columns.
        rows: Times are UTC; a null count is one that the logs say nothing about.
        zone: Where times are shown.
        span: The whole range; `None` where nothing was covered.
        granularity: Of the periods that the rows are about; `None` where they are about none.
        counts: What became of every line that was read; `None` where no log was read.
        in_range: How many of the requests lie in the range.
        counting: Which requests count as usage.
        left_out: How many requests of the rows do not, though they may match a rule.
        notes: What people should know about the rows.
        warnings: What the user probably did not mean.
        bar: The column whose size a terminal draws; `None` for none.
        footer: Sums that people see beneath rows about no period, with some of the columns.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: pl.DataFrame
    zone: ZoneInfo
    span: Period | None = None
    granularity: Granularity | None = None
    counts: Counts | None = None
    in_range: int = 0
    counting: Counting = Counting.MATCHED
    left_out: int = 0
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    bar: str | None = None
    footer: pl.DataFrame | None = None

    def __post_init__(self) -> None:
        if [column.key for column in self.columns] != self.rows.columns:
            msg = f"{self.name}: columns {self.columns} do not name {self.rows.columns}"
            raise ValueError(msg)

    def without(self, column: Column) -> Report:
        """Return the report without one of its columns."""
        columns = tuple(one for one in self.columns if one is not column)
        footer = None if self.footer is None else self.footer.drop(column.key)
        return replace(self, columns=columns, rows=self.rows.drop(column.key), footer=footer)
