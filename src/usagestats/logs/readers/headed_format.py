"""Formats of rows, whose columns header lines name, such as `#Fields: …`, or the declaration."""

from __future__ import annotations

import re
from dataclasses import field
from typing import TYPE_CHECKING, Final, NamedTuple

from usagestats.late_pattern import late_pattern
from usagestats.light_dataclass import dataclass, replace
from usagestats.logs.readers.extended_log import clock_columns, with_one_time
from usagestats.logs.readers.kernel.library import kernel
from usagestats.logs.readers.log_format import CarefulFormat, NoRequestError, Request
from usagestats.logs.readers.named_format import might_hold, read_named
from usagestats.logs.readers.reader import CarefulReader
from usagestats.logs.readers.rows import groups_of, row_patterns, row_values
from usagestats.logs.readers.text_lines import DayApart, TextLines
from usagestats.logs.values.absent import NOTHING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import polars as pl

    from usagestats.logs.readers.named_texts import NamedTexts
    from usagestats.logs.readers.probe import Probe
    from usagestats.logs.readers.reader import Reader
    from usagestats.logs.readers.rows import Separator
    from usagestats.logs.readers.text_lines import Names
    from usagestats.logs.readers.text_reader import TextReader
    from usagestats.tables.declared import Detail

_EMPTY: Final = frozenset({""})


@dataclass(frozen=True, slots=True)
class Header:
    """The content of the header lines in force.

    Args:
        columns: The names of the columns; empty before the first header line with names.
        date: The day of rows that have a time only, `2026-05-04`; empty where there is none.
    """

    columns: tuple[str, ...] = ()
    date: str = ""


class Shape(NamedTuple):
    """The form of the values of a column: others are a sign that a row is none of the format.

    Args:
        pattern: Their pattern.
        usual: The pattern of those that the kernel takes; empty: the same.
        lacks: The reason for refusing others; empty: the values do not stand below their names.
        is_told: Whether a row with more values than names must have one.
    """

    pattern: str
    usual: str = ""
    lacks: str = ""
    is_told: bool = False


@dataclass(frozen=True, slots=True)
class HeadedFormat(CarefulFormat):
    """A `LogFormat` of rows.

    Args:
        name: The name of the format.
        sample: A line of it that can be read without a header.
        header_starts: The beginnings of its header lines, one per kind.
        read_header: Takes the header in force and a line; returns the header of the lines below,
            `None` where the line is no header line.
        separator: What separates the values of a row.
        names: The names of its columns.
        texts: How its values are written.
        header: The header in force; before the first header line, the default of the format.
        layouts: The columns of rows without a header, tried in turn by the kernel.
        layout_of: Chooses the one of some values; raises `NoRequestError` for other lines.
        needed: Columns, of each group of which a row must have one.
        lacks: The reason why a row without them is not of the format.
        shapes: The forms of the values of columns.
        check: Takes a row and the number of its values; raises `NoRequestError` for other lines.
        mended: For a column, a function that makes a value usual. The kernel takes only values of
            its shape.
        is_extended: Whether date and time stand in columns of their own, as in extended logs.
        telling: Texts of which each line has one; empty: not known.
        fewest: The number of values that each row has at least; 0: not known.
        begins: How rows begin for which no header names the columns; `None`: not known.
    """

    name: str
    sample: str
    header_starts: tuple[str, ...] = field()  # else the property of the base class is the default
    read_header: Callable[[Header, str], Header | None]
    separator: Separator
    names: Names
    texts: NamedTexts
    header: Header = Header()
    layouts: tuple[tuple[str, ...], ...] = ()
    layout_of: Callable[[Sequence[str]], tuple[str, ...]] | None = None
    needed: tuple[frozenset[str], ...] = ()
    lacks: str = ""
    shapes: Mapping[str, Shape] = field(default_factory=dict)
    check: Callable[[Mapping[str, str], Header, int], None] | None = None
    mended: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    is_extended: bool = False
    telling: tuple[str, ...] = ()
    fewest: int = 0
    begins: re.Pattern[str] | None = None

    def for_header(self, line: str) -> HeadedFormat | None:
        """Return the format of the rows below a header line; `None` if the line is none."""
        header = self.read_header(self.header, line)
        return None if header is None else replace(self, header=header)

    @property
    def holds(self) -> tuple[str, ...]:
        """Return the telling texts, which stand for themselves."""
        return self.telling

    def may_fit_any(self, probe: Probe) -> bool:
        """Whether one of the lines may be a row, or a header line."""
        if any(start in probe.text for start in self.header_starts):
            return True
        least = self._least
        are_rows = (self._may_be_row(line, least) for line in probe.lines)
        return any(are_rows) and CarefulFormat.may_fit_any(self, probe)

    def _may_be_row(self, line: str, least: int) -> bool:
        """Whether a line has as many values as a row, and begins like one."""
        if self.begins and not self.header.columns and not self.begins.match(line):
            return False
        return self.separator == " " or line.count(self.separator) + 1 >= least

    @property
    def _least(self) -> int:
        """The number of values that a row has at least below the header in force."""
        columns = self.header.columns
        ends = [
            min(columns.index(name) for name in group if name in columns) + 1
            for group in self.needed
            if not group.isdisjoint(columns)
        ]
        return max(self.fewest, 2, *ends)

    @property
    def line_patterns(self) -> tuple[re.Pattern[str], ...]:
        """Return the pattern of lines with enough values."""
        if not self.fewest:
            return ()
        value = rf"[^{re.escape(self.separator)}]*+{re.escape(self.separator)}"
        return (late_pattern(rf"(?:{value}){{{self.fewest - 1}}}[^\n]*+"),)

    def might_fit(self, lines: pl.Series) -> pl.Series | None:
        """Return for each line whether it has enough values, or holds one of the telling texts."""
        if self.fewest:
            return lines.str.count_matches(self.separator, literal=True) >= self.fewest - 1
        return might_hold(lines, self.telling)

    def reader(self, columns: frozenset[str], detail: Detail) -> Reader:
        """Return the reader of the kernel if it can read the columns."""
        if kernel() is None:
            return CarefulReader(columns)
        if not self.header_starts:
            return self._below(columns, detail) or CarefulReader(columns)
        from usagestats.logs.readers.headed_reader import HeadedReader

        return HeadedReader(self, columns, detail)

    def below(self, columns: frozenset[str], detail: Detail) -> Reader:
        """Return the reader of rows below the header in force, up to the next header."""
        return self._below(columns, detail) or CarefulReader(columns)

    def _below(self, columns: frozenset[str], detail: Detail) -> TextReader | None:
        layouts = (self.header.columns,) if self.header.columns else self.layouts
        if any(group.isdisjoint(layout) for group in self.needed for layout in layouts):
            return None
        from usagestats.logs.readers.text_program import text_reader

        time, day = "", None
        if self.is_extended:
            clocks = {clock_columns(layout, self.header.date) for layout in layouts}
            clock = clocks.pop()
            if clock is None or clocks:
                return None
            time = clock.time
            day = DayApart(clock.date, clock.day, clock.is_utc) if clock.is_apart else None
        shapes = tuple((name, one.usual or one.pattern) for name, one in self.shapes.items())
        patterns = [
            pattern for one in layouts for pattern in row_patterns(self.separator, one, shapes)
        ]
        lines = TextLines(
            tuple(patterns),
            self.texts,
            is_tabbed=True,
            names=self.names,
            groups_of=groups_of,
            time=time,
            day=day,
            hidden=frozenset({"date"}) if self.is_extended else frozenset(),
            are_exclusive=len(set(map(len, layouts))) == len(layouts),
        )
        return text_reader(lines, columns, detail)

    def read_line(self, line: str) -> Request:
        """Read one row with care."""
        columns = self.header.columns
        widths = {len(columns)} if columns else set(map(len, self.layouts))
        values = row_values(line, self.separator, widths)
        if not columns and self.layout_of:
            columns = self.layout_of(values)
        row = dict(zip(columns, values, strict=False))
        if any(group.isdisjoint(row) for group in self.needed):
            raise NoRequestError(self.lacks)
        if self.check:
            self.check(row, self.header, len(values))
        self._check_shapes(row, is_exact=len(values) <= len(self.header.columns))
        for name, mend in self.mended.items():
            if name in row:
                row[name] = mend(row[name])
        row = with_one_time(row, self.header.date) if self.is_extended else row
        return read_named(row, self.names, self.texts)

    def _check_shapes(self, row: Mapping[str, str], *, is_exact: bool) -> None:
        """Refuse a row whose values do not stand below their names.

        Args:
            row: The values by name.
            is_exact: Whether there are no more values than names. A row with more may have a value
                that was cut in two, and then `-` in some columns is a sign of that.

        Raises:
            NoRequestError: A value is not of the form of its column.
        """
        for name, shape in self.shapes.items():
            value = row.get(name, "")
            empty = _EMPTY if shape.is_told and not is_exact else NOTHING
            if value not in empty and not late_pattern(shape.pattern).fullmatch(value):
                told = f"its values do not stand below their names, as that of {name} shows"
                raise NoRequestError(shape.lacks or told)
