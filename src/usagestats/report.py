"""A report: the plain result, before it is written. Renderers see nothing else."""

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
    """The type of the values in a column; it decides how people read them."""

    TIME = "time"
    FLAG = "flag"
    NAME = "name"
    STATUS = "status"
    COUNT = "count"
    MEASURE = "measure"  # a number with a fraction
    SHARE = "share"  # a part of a whole, as a fraction; people read per cent
    CHANGE = "change"  # (value - previous) / previous, as a fraction
    NUMBER = "number"  # a number that is no count, such as the number of a line
    FACT = "fact"  # a text, a time or a count, as in a list of facts; all of them are text in CSV


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a report.

    Args:
        key: Its name in the rows, in CSV and in JSON.
        type: The type of its values.
        unknown: The text that people see for null, in a report without periods.
        is_detail: Whether a terminal too narrow for all columns leaves it out before others.
        is_key: Whether it is a part of the answer to which usage a row is about, such as a split. A
            narrow terminal shows it as long as it can.
        is_sentence: Whether its texts are sentences, which a terminal wraps at words. A name is
            shortened in the middle instead.
        beside: The column that this one is compared with. For people, a change is appended to the
            cells of that column, and the previous value is left out.
    """

    key: str
    type: ColumnType
    unknown: str = ""
    is_detail: bool = False
    is_key: bool = False
    is_sentence: bool = False
    beside: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """Rows, with columns that depend on the options and never on the data.

    Args:
        name: The command that makes it.
        title: One line for people.
        columns: The columns, in the order of those of `rows`.
        rows: The rows. Times are UTC; a null count is unknown, since no log covers its time.
        zone: The time zone of the output.
        span: The range; `None` where no log covers any of it.
        granularity: The width of the periods where each row is one, labelled by it and marked
            `partial`; `None` for all other rows, also where they name a period.
        counts: The counts of the lines that were read; `None` where no log was read.
        in_range: The number of requests in the range.
        counting: The rule by which requests count as usage.
        left_out: The number of requests in the rows that `counting` excludes from usage.
        notes: Remarks on the rows.
        warnings: Remarks on probable mistakes: an unknown name, a range that no log covers.
        when_empty: Why there are no rows, and how to get some; people read it instead of a table.
        narrower: The options that leave out figures, for people whose terminal is too narrow.
        whole: The options that show all columns and texts, whatever the terminal.
        bar: The column that a terminal draws as bars; `None` for no bars.
        bar_parts: The columns that add up to the bar, such as methods; what they leave of it is
            drawn as a last part.
        bar_full: The value that fills the bar; `None`: the largest one.
        series: The report by period that a chart draws; `None`: this report.
        calendar: The zone whose dates name the range, if it is not that of the output.
        footer: Rows of sums that people see beneath a report without periods; columns without a
            sum are null.
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
    when_empty: str = ""
    narrower: str = ""
    whole: str = "--vertical or --format csv"
    bar: str | None = None
    bar_parts: tuple[str, ...] = ()
    bar_full: float | None = None
    series: Report | None = None
    footer: pl.DataFrame | None = None
    calendar: ZoneInfo | None = None

    def __post_init__(self) -> None:
        if [column.key for column in self.columns] != self.rows.columns:
            msg = f"{self.name}: columns {self.columns} do not name {self.rows.columns}"
            raise ValueError(msg)

    def without_repeated_warnings(self) -> Report:
        """Return the report without the warnings that the reason for having no rows repeats."""
        reason = self.when_empty if self.rows.is_empty() else ""
        kept = tuple(warning for warning in self.warnings if warning not in reason)
        return replace(self, warnings=kept)
