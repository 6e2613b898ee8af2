"""Formats of lines that hold `"REQUEST" STATUS BYTES`, and a question → the reader of the kernel.

The kernel finds the texts; the functions of the careful path read them, once per distinct text.
"""

from __future__ import annotations

from dataclasses import field
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from usagestats.light_dataclass import dataclass
from usagestats.logs.readers.extras import known_agent
from usagestats.logs.readers.kernel.lines_scan import LineTask
from usagestats.logs.readers.kernel.outputs import (
    DURATION,
    LINE_CELL,
    Candidate,
    Choice,
    Kept,
    Outputs,
    TextOutput,
    TimeKind,
    kept_of,
    parameters_of,
    samples_for,
    slot_for,
)
from usagestats.logs.readers.kernel.quoted_finder import FORWARDED, End, QuotedFinder
from usagestats.logs.readers.text_reader import TextReader
from usagestats.logs.readers.time_layouts import time_layouts
from usagestats.logs.values.line_times import any_time
from usagestats.logs.values.numbers import milliseconds
from usagestats.logs.values.request_line import unescape
from usagestats.tables.declared import FIELD, REQUESTS, TEXT

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator, Mapping

    from usagestats.tables.declared import Detail

    Read = Callable[[str], Any]

_MEASURES: Final = frozenset({"line", "time", "status", "response_bytes"})
_AT_BEGINNING: Final = frozenset({*_MEASURES, "http_method", "host", "path", "query", TEXT})
_BEFORE_END: Final = _AT_BEGINNING | {"remote_address", "remote_user"}
_MANY: Final = frozenset({"path", "query"})
"""The columns in which nearly every request has its own text."""

_SECOND: Final = 1000.0


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of the lines of a variant, after the size.

    Args:
        pattern: The pattern; its groups have the names of columns or of further fields.
        readers: The functions that read columns; of other groups the escapes are undone.
        mixed: The columns that have several sources: only the careful path can read them.
    """

    pattern: re.Pattern[str]
    readers: Mapping[str, Read] = field(default_factory=dict)
    mixed: frozenset[str] = frozenset()

    @property
    def not_by_kernel(self) -> frozenset[str]:
        """The columns that only the careful path can read: also those with another place."""
        return self.mixed | (_AT_BEGINNING & set(self.pattern.groupindex))

    def read(self, group: str) -> Read:
        """Return the function that reads a group."""
        return self.readers.get(group, unescape)


@dataclass(frozen=True, slots=True)
class QuotedLines:
    """How the kernel reads a format.

    Args:
        readers: The functions that read distinct texts of columns before the size.
        is_apicast: Whether the lines have the form of APIcast, not of NCSA.
        ending: The end of the lines; `None`: as usual.
    """

    readers: Mapping[str, Read]
    is_apicast: bool = False
    ending: Ending | None = None

    def reader(self, columns: frozenset[str], detail: Detail) -> TextReader | None:
        """Return a reader that gives these columns; `None` if only the careful path can."""
        if self.ending and not columns.isdisjoint(self.ending.not_by_kernel):
            return None
        question = _Question(self, columns, detail)
        return question.reader() if question.finder.is_usual else None


class _Question:
    """The columns that a question needs of such lines."""

    def __init__(self, lines: QuotedLines, columns: frozenset[str], detail: Detail) -> None:
        self.lines, self.columns, self.detail = lines, columns, detail
        self.slot = slot_for(columns, detail)
        groups = lines.ending.pattern.groupindex if lines.ending else ()
        self.groups = tuple(name for name in groups if {name, FIELD + name} & columns)
        end = self._end()
        self.finder = QuotedFinder(
            lines.is_apicast,
            not columns.isdisjoint(_MANY),
            self.slot is None,
            end,
            lines.ending.pattern if lines.ending and end is End.PATTERN else None,
            self.groups if end is End.PATTERN else (),
        )

    def _end(self) -> End:
        if self.lines.is_apicast:
            return End.APICAST if DURATION in self.columns else End.ANY
        of_end = {*self.groups, "user_agent", DURATION}
        has_fields = any(name.startswith(FIELD) for name in self.columns)
        if not has_fields and self.columns.isdisjoint(of_end):
            return End.ANY
        return End.PATTERN if self.lines.ending else End.USUAL

    def reader(self) -> TextReader:
        outputs = Outputs(
            (),  # the finder reads the time, the status and the size
            dict(self._outputs()),
            duration=self._durations(),
            slot=self.slot,
            keeps_status="status" in self.columns,
            parameters=parameters_of(self.detail),
            samples=samples_for(self.columns, self.detail),
            paths=self.detail.paths,
            client_ranges=self.detail.client_ranges,
            time_kinds=TimeKind.ISO,  # the finder reads those of the common log
            layouts=time_layouts(any_time),
        )
        task = LineTask(self.finder, self.finder.cells, outputs)
        return TextReader(task, self.columns, dict(self._readers()))

    def _texts(self) -> Iterator[str]:
        """Give the columns of texts."""
        yield from sorted(self.columns - _MEASURES - {TEXT})

    def _group(self, column: str) -> str | None:
        """Return the group of the ending that a column is taken from."""
        name = column.removeprefix(FIELD)
        is_column = name in REQUESTS
        if name not in self.finder.groups or (is_column and column.startswith(FIELD)):
            return None
        return name

    def _is_there(self, column: str) -> bool:
        """Whether lines have the column; it is null where they do not."""
        if self._group(column) is not None:
            return True
        if column in {"user_agent", FORWARDED}:
            return self.finder.end is End.USUAL
        if column == DURATION:
            return self.finder.end in {End.USUAL, End.APICAST}
        return column in _BEFORE_END

    def _candidates(self, column: str) -> tuple[Candidate, ...]:
        cell = self.finder.cell_of(self._group(column) or column)
        if cell is None or not self._is_there(column):
            return ()
        per_unit = self._per_unit() if column == DURATION else None
        return (Candidate(cell, per_unit or 0.0),)

    def _per_unit(self) -> float | None:
        """Return the milliseconds in the unit of a duration; `None` where its text is no number."""
        if self._group(DURATION) is None or self.lines.ending is None:
            return _SECOND
        read = self.lines.ending.read(DURATION)
        if isinstance(read, partial) and read.func is milliseconds:
            return float(read.keywords["per_unit"])
        return None

    def _durations(self) -> tuple[Candidate, ...]:
        if DURATION not in self.columns or self._per_unit() is None:
            return ()
        return self._candidates(DURATION)

    def _outputs(self) -> Iterator[tuple[str, TextOutput]]:
        for name in self._texts():
            if name == DURATION and self._durations():
                yield name, TextOutput((), Kept.BY_DURATION)
                continue
            is_as_it_is = self._group(name) is None or name == "upstream_status"
            choice = Choice.AS_IS if is_as_it_is else Choice.KNOWN
            kept = kept_of(name, self.detail, is_grouped=self.slot is not None)
            yield name, TextOutput(self._candidates(name), kept, choice)
        if TEXT in self.columns and self.slot is None:
            yield TEXT, TextOutput((Candidate(LINE_CELL),), Kept.WHOLE, Choice.AS_IS)

    def _readers(self) -> Iterator[tuple[str, Read]]:
        for name in self._texts():
            group = self._group(name)
            if group is not None and self.lines.ending is not None:
                yield name, self.lines.ending.read(group)
            elif name in self.lines.readers:
                yield name, self.lines.readers[name]
            elif name == "user_agent":
                yield name, known_agent
        if self.slot is None:
            yield "query", unescape
        yield "path", unescape
