"""The way of `why`: the run of a report that explains one of its numbers instead of writing it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, Self, TypeVar, cast, runtime_checkable

import polars as pl

from usagestats.cli.runs.log_input import LogInput
from usagestats.cli.runs.report_run import ReportRun
from usagestats.cli.runs.usage_input import UsageInput
from usagestats.diagnostics.why.chosen_row import chosen_row, wanted_values
from usagestats.diagnostics.why.counted import nothing_counted
from usagestats.diagnostics.why.counted_lines import CountedLines, counted_in_logs
from usagestats.diagnostics.why.why import Explained, why_report
from usagestats.errors import UsageError
from usagestats.frames import plain
from usagestats.render.formats import Drawing
from usagestats.reports.parts.cell import refuse_column

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from usagestats.cli.runs.report_run import Question
    from usagestats.cli.runs.usage_input import UsageRead
    from usagestats.diagnostics.why.chosen_row import Wanted
    from usagestats.diagnostics.why.counted import Counted
    from usagestats.report import Report, ReportInParts
    from usagestats.reports.parts.cell import Cell
    from usagestats.tables.compact_usage import CompactUsage
    from usagestats.tables.counts import Counts
    from usagestats.tables.coverage import Coverage

_Question = TypeVar("_Question", bound="Question")


@runtime_checkable
class Explainable(Protocol):
    """The options of a report whose numbers can be explained."""

    @property
    def counted(self) -> dict[str, str]:
        """The columns that count requests or usage, and the metric of each."""

    def cell(self, row: Mapping[str, object], column: str, coverage: Coverage) -> Cell:
        """Return the requests that a number of the report counts."""


@dataclass(frozen=True, slots=True)
class NumberAsked:
    """The number of a report that a user asks about.

    Args:
        row: `KEY=VALUE`: some values of its row.
        column: Its column; `None` for the first that counts requests or usage.
        lines: The number of lines to show.
    """

    row: tuple[str, ...]
    column: str | None
    lines: int

    def wanted(self, report: Report) -> tuple[Wanted, str | None]:
        """Return the values of the row, and the column.

        Where each metric has a column, `metric=NAME` names the column.

        Raises:
            UsageError: A value is not written as `KEY=VALUE`.
        """
        values, column = wanted_values(self.row), self.column
        if "metric" not in {one.key for one in report.columns}:
            named = [value for key, value in values if key == "metric"]
            values = tuple(one for one in values if one[0] != "metric")
            column = column or next(iter(named), None)
        return values, column


@dataclass(frozen=True, kw_only=True)
class WhyRun(ReportRun[UsageInput]):
    """The run of a report of which one number is explained.

    Args:
        asked: The number.
    """

    asked: NumberAsked

    @classmethod
    def of(cls, asked: NumberAsked, run: ReportRun[UsageInput]) -> Self:
        """Make the run of a report explain a number.

        Raises:
            UsageError: A log can be read only once, or the output is a picture.
        """
        if isinstance(run.destination.format, Drawing):
            what = "a number has no picture"
            hint = "write a table: --output why.csv"
            raise UsageError(what, where=f"--output: {run.destination.file}", hint=hint)
        if isinstance(run.input, LogInput):
            for source in run.input.sources:
                if not source.can_be_read_again():
                    what = "can be read only once, but why reads logs twice"
                    raise UsageError(what, where=source.name, hint="write it into a file first")
        return cls(**vars(run), asked=asked)

    def with_chart(self, *, is_drawn: bool) -> Self:
        """Return this run; there is no chart of one number.

        Raises:
            UsageError: One is wanted.
        """
        if is_drawn:
            raise UsageError("a number has no chart", where="--chart", hint="leave it out")
        return self

    def answer_in_parts(
        self,
        question: _Question,
        parts_of: Callable[[_Question, CompactUsage, Coverage, Counts], ReportInParts],
        *,
        is_within_range: bool,
    ) -> None:
        """Explain a number of a report that is made part by part.

        Raises:
            UsageError: See `conclude`.
            typer.Exit: See `finish`.
        """
        needed = self.needed(question.filters) if is_within_range else None
        read = self.read(question.grain(), question.filters, needed=needed)
        parts = list(parts_of(question, read.compact_usage, read.coverage, read.counts))
        rows = plain(pl.concat([part.rows for part in parts]))
        self.conclude(question, read, replace(parts[-1], rows=rows))

    def conclude(self, question: Question, read: UsageRead, report: Report) -> None:
        """Write what a number of the report is made of, and leave with the exit code.

        Raises:
            UsageError: No number is named, or several are.
            typer.Exit: See `finish`.
        """
        if not isinstance(question, Explainable):
            msg = f"{report.name} has no numbers that can be explained"
            raise TypeError(msg)
        _refuse_without_numbers(report, question)
        wanted, column = self.asked.wanted(report)
        row = chosen_row(report, wanted)
        column = column or _usual_column(report, question)
        if column not in row:
            refuse_column(column, question.counted)
        cell = question.cell(row, column, read.coverage)
        value = cast("float | None", row[column])
        counted = nothing_counted() if value is None else self._counted(question, cell)
        explained = Explained(report, wanted, column, value, cell)
        self.finish(read, why_report(explained, counted))

    def _counted(self, question: Question, cell: Cell) -> Counted:
        if not isinstance(self.input, LogInput):
            return self._counted_in_store(question, cell)
        rows = CountedLines(self.file.catalog, cell, self.asked.lines)
        silent = replace(self.reading, messages=replace(self.reading.messages, quiet=True))
        with replace(self.input, reading=silent).rows(rows) as (_, found):
            return counted_in_logs(found, self.asked.lines)

    def _counted_in_store(self, question: Question, cell: Cell) -> Counted:
        from usagestats.cli.runs.store_input import StoreInput  # the store is an extra
        from usagestats.diagnostics.why.counted_groups import counted_in_store

        if not isinstance(self.input, StoreInput):
            msg = f"neither logs nor a store: {self.input}"
            raise TypeError(msg)
        imports = question.grain().imports
        return counted_in_store(self.input.table, cell, self.file.catalog, imports)


def _refuse_without_numbers(report: Report, question: Explainable) -> None:
    if not question.counted:
        what = "none of its columns counts requests or usage"
        hint = "choose other options of the report, such as --measure usage or --by line"
        raise UsageError(what, where=f"why {report.name}", hint=hint)


def _usual_column(report: Report, question: Explainable) -> str:
    return report.bar if report.bar in question.counted else next(iter(question.counted))
