"""Lines of text and the columns of a question → the reader of the kernel."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import polars as pl

from usagestats.logs.readers.kernel.lines_scan import LineTask
from usagestats.logs.readers.kernel.outputs import (
    DURATION,
    LINE_CELL,
    Candidate,
    Check,
    Choice,
    Condition,
    Day,
    Kept,
    Outputs,
    TextOutput,
    TimeKind,
    kept_of,
    parameters_of,
    samples_for,
    slot_for,
)
from usagestats.logs.readers.named_texts import COLUMN_READERS
from usagestats.logs.readers.text_reader import OTHER, TextReader
from usagestats.logs.readers.time_kinds import time_kinds
from usagestats.logs.readers.time_layouts import time_layouts
from usagestats.logs.values.addresses import host_name
from usagestats.logs.values.numbers import milliseconds, milliseconds_or_seconds
from usagestats.tables.declared import FIELD, REQUESTS, TEXT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from usagestats.logs.readers.kernel.text_finder import TextFinder
    from usagestats.logs.readers.text_lines import TextLines
    from usagestats.tables.declared import Detail

    Read = Callable[[str], Any]

_READ_BY_KERNEL: Final = frozenset({"status", "response_bytes"})
_MEASURES: Final = frozenset({"line", "time", *_READ_BY_KERNEL})


class _Source(NamedTuple):
    """The cells that a column of texts may take, and the function that reads its texts."""

    cells: tuple[int, ...]
    read: Read | None
    choice: Choice = Choice.KNOWN


def text_reader(lines: TextLines, columns: frozenset[str], detail: Detail) -> TextReader | None:
    """Return the reader of the kernel; `None` where only the careful path can read the columns.

    Args:
        lines: The form of the lines.
        columns: Columns of REQUESTS, further fields and `TEXT`.
        detail: How much detail the reader must keep.
    """
    kinds, layouts = time_kinds(lines.texts.time), time_layouts(lines.texts.time)
    finder = lines.finder(columns)
    is_usual = finder.is_usual and _READ_BY_KERNEL.isdisjoint(lines.texts.readers)
    if not is_usual or (kinds is None and not layouts):
        return None
    fields = {name.removeprefix(FIELD) for name in columns if name.startswith(FIELD)}
    if None in map(lines.parts_of_field, fields):
        return None
    question = _Question(lines, finder, columns)
    if not question.candidates("time"):
        return None
    sources = {name: list(question.sources(name)) for name in sorted(columns - _MEASURES - {TEXT})}
    if any(_are_mixed(name, found) for name, found in sources.items()):
        return None
    slot = slot_for(columns, detail)
    outputs = Outputs(
        question.candidates("time"),
        dict(question.outputs(sources, detail, is_grouped=slot is not None)),
        question.candidates("status"),
        question.candidates("response_bytes") if "response_bytes" in columns else (),
        question.durations(),
        tuple(question.checks()),
        slot,
        "status" in columns,
        parameters_of(detail),
        kinds or TimeKind(0),
        samples_for(columns, detail),
        question.day(),
        layouts,
        detail.paths,
        detail.client_ranges,
        may_lack_status=True,
    )
    return TextReader(LineTask(finder, finder.cells + 1, outputs), columns, dict(_readers(sources)))


def _are_mixed(name: str, sources: list[_Source]) -> bool:
    """Whether a column has sources that are no texts: their values are not put together."""
    return len(sources) > 1 and REQUESTS.get(name, pl.String()) != pl.String()


def _readers(sources: dict[str, list[_Source]]) -> Iterator[tuple[str, Read]]:
    for name, found in sources.items():
        for column, source in zip((name, OTHER + name), found, strict=False):
            if source.read is not None:
                yield column, source.read


class _Question(NamedTuple):
    lines: TextLines
    finder: TextFinder
    columns: frozenset[str]

    def _cells(self, parts: Iterable[str]) -> tuple[int, ...]:
        return tuple(cell for cell in map(self.finder.cell_of, parts) if cell >= 0)

    def candidates(self, name: str) -> tuple[Candidate, ...]:
        """Return the cells that a measure may take."""
        return tuple(map(Candidate, self._cells(self.lines.parts_of(name))))

    def sources(self, name: str) -> Iterator[_Source]:
        """Give the sources of a column of texts, the best first."""
        if name in {"http_method", "path", "query"}:
            read = self.lines.texts.plain if name == "http_method" else None
            yield _Source((self.finder.cell_of_part(name),), read, Choice.AS_IS)
            return
        lines, key = self.lines, name.removeprefix(FIELD)
        own = lines.parts_of(name) if key == name else lines.parts_of_field(key)
        for parts in (lines.parts_of(lines.texts.preferred.get(name, "")), own or ()):
            if cells := self._cells(parts):
                is_answer = name == "upstream_status"
                yield _Source(
                    cells, self._read(name), Choice.WRITTEN if is_answer else Choice.KNOWN
                )
        if name == "host":
            yield _Source((self.finder.cell_of_part(name),), _host_of_url, Choice.AS_IS)

    def _read(self, name: str) -> Read:
        texts = self.lines.texts
        return texts.readers.get(name) or COLUMN_READERS.get(name) or texts.plain

    def durations(self) -> tuple[Candidate, ...]:
        """Return the candidates of the duration, where it is a number of a known unit."""
        read, unit = self._read(DURATION), 1.0
        if DURATION not in self.columns:
            return ()
        if isinstance(read, partial) and read.func is milliseconds:
            unit = float(read.keywords["per_unit"])
        elif read is not milliseconds_or_seconds:
            return ()
        # a sign of seconds, which no line has: then a point is one, too
        signs = (self.finder.cells,) if read is milliseconds_or_seconds else ()
        cells = self._cells(self.lines.parts_of(DURATION))
        return tuple(Candidate(cell, unit, signs) for cell in cells)

    def checks(self) -> Iterator[Check]:
        """Give what must hold of a line."""
        for name, text in self.lines.needed.items():
            condition = Condition.IS if text else Condition.HAS_TEXT
            yield Check(self.finder.cell_of(name), condition, (text,) if text else ())

    def day(self) -> Day | None:
        """Return where the day of the times stands, if that is apart."""
        apart = self.lines.day
        if apart is None:
            return None
        cells = self._cells(self.lines.groups_of(apart.name))
        return Day(cells[0] if cells else 0, apart.text, apart.is_utc)

    def outputs(
        self, sources: dict[str, list[_Source]], detail: Detail, *, is_grouped: bool
    ) -> Iterator[tuple[str, TextOutput]]:
        """Give the columns of texts by name; the second source of a column has one of its own."""
        for name, found in sources.items():
            kept = kept_of(name, detail, is_grouped=is_grouped)
            if name == DURATION and self.durations():
                yield name, TextOutput((), Kept.BY_DURATION)
                continue
            yield name, _output(found[0], kept) if found else TextOutput((), kept)
            for other in found[1:]:
                yield OTHER + name, _output(other, kept)
        if TEXT in self.columns and not is_grouped:
            yield TEXT, TextOutput((Candidate(LINE_CELL),), Kept.WHOLE, Choice.AS_IS)


def _output(source: _Source, kept: Kept) -> TextOutput:
    return TextOutput(tuple(map(Candidate, source.cells)), kept, source.choice)


def _host_of_url(text: str) -> str | None:
    return host_name(text.rpartition("@")[2])
