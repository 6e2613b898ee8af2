"""A report: the plain result, before it is written. Renderers see nothing else."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from usagestats.choices import Counting
from usagestats.light_dataclass import dataclass, replace

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable
    from decimal import Decimal
    from zoneinfo import ZoneInfo

    import polars as pl

    from usagestats.choices import Granularity
    from usagestats.periods.period import Period
    from usagestats.tables.counts import Counts

    ReportInParts = Generator["Report", None, None]
    """A report in parts, at least one; closing it ends the threads that make further parts."""


class ColumnType(StrEnum):
    """The type of the values in a column; it decides how people read them."""

    TIME = "time"
    FLAG = "flag"
    NAME = "name"
    STATUS = "status"
    COUNT = "count"
    MEASURE = "measure"  # a number with a fraction
    MONEY = "money"  # a decimal number, exact
    SHARE = "share"  # a part of a whole, as a fraction; people read per cent
    CHANGE = "change"  # (value - previous) / previous, as a fraction
    NUMBER = "number"  # a number that is no count, such as the number of a line
    FACT = "fact"  # a text, a time or a count, as in a list of facts; all of them are text in CSV


class Role(StrEnum):
    """The part of a column where each number is a metric of its own, as in OpenMetrics."""

    LABEL = "label"  # it names the row
    VALUE = "value"  # it is a metric
    REMARK = "remark"  # it is neither: it follows from a label, or changes while the row stays


_VALUES: Final = {
    ColumnType.TIME,
    ColumnType.COUNT,
    ColumnType.MEASURE,
    ColumnType.MONEY,
    ColumnType.SHARE,
    ColumnType.CHANGE,
}
"""The types of columns that usually are metrics; the others are labels."""

_ADDED: Final = {ColumnType.COUNT, ColumnType.MONEY}
"""The types of columns whose values usually add up."""


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
        given_role: Its role, if it is not the usual one of its type.
        given_sum: Whether sums of its values mean something, if that is not as usual: counts and
            money add up, nothing else does.
        unit: The unit of its values as a word, where the key does not say it.
        is_chosen: Whether the user named it: people then see it as it is, even if it is empty.
        decimals: The number of digits behind the point, where it is money.
    """

    key: str
    type: ColumnType
    unknown: str = ""
    is_detail: bool = False
    is_key: bool = False
    is_sentence: bool = False
    beside: str = ""
    given_role: Role | None = None
    given_sum: bool | None = None
    unit: str = ""
    is_chosen: bool = False
    decimals: int = 0

    @property
    def role(self) -> Role:
        """Its part in metrics."""
        return self.given_role or (Role.VALUE if self.type in _VALUES else Role.LABEL)

    @property
    def adds_up(self) -> bool:
        """Whether the sum of its values means something."""
        return self.type in _ADDED if self.given_sum is None else self.given_sum


@dataclass(frozen=True, slots=True)
class RowsCut:
    """The rows that a report has, but does not show.

    Args:
        count: Their number.
        sums: The sum of each column that adds up; null where all values are unknown.
        remedy: The options that show more of them.
    """

    count: int
    sums: dict[str, int | float | Decimal | None]
    remedy: str = "-n N"

    @property
    def note(self) -> str:
        """Their number as a remark, and how to see more of them."""
        return f"rows not shown: {self.count:,}; {self.remedy} shows more"

    @property
    def name(self) -> str:
        """The name of the row that stands for them."""
        return "1 other" if self.count == 1 else f"{self.count:,} others"


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
        usual_rows: The number of rows to show if the user chooses none; `None` for all.
        cut: The rows that are not shown; a report that leaves out some itself sets it.
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
    usual_rows: int | None = None
    cut: RowsCut | None = None

    def __post_init__(self) -> None:
        if [column.key for column in self.columns] != self.rows.columns:
            msg = f"{self.name}: columns {self.columns} do not name {self.rows.columns}"
            raise ValueError(msg)

    @property
    def has_period_labels(self) -> bool:
        """Whether people see one label per period instead of its columns."""
        return bool(self.granularity) and not any(column.is_chosen for column in self.columns)

    @property
    def label_column(self) -> Column | None:
        """The column in which people see the name of a sum, such as `total`."""
        names = [column for column in self.columns if column.type is ColumnType.NAME]
        return next((column for column in names if not column.is_detail), None)

    def without_repeated_warnings(self) -> Report:
        """Return the report without the warnings that the reason for having no rows repeats."""
        reason = self.when_empty if self.rows.is_empty() else ""
        kept = tuple(warning for warning in self.warnings if warning not in reason)
        return replace(self, warnings=kept)


def known_sum(values: Iterable[Any]) -> Any:  # noqa: ANN401  (numbers of one type)
    """Add up the values that are known; `None` where none is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None
