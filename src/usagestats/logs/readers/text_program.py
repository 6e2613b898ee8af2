"""The patterns of a format of text, and the columns of a question → the reader of the kernel."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import polars as pl

from usagestats.logs.readers.kernel.lines_scan import LineTask
from usagestats.logs.readers.kernel.outputs import (
    DURATION,
    LINE_CELL,
    PARTS,
    Candidate,
    Choice,
    Kept,
    Outputs,
    TextOutput,
    samples_for,
    slot_for,
)
from usagestats.logs.readers.kernel.text_finder import TextFinder
from usagestats.logs.readers.named_texts import COLUMN_READERS, KNOWN_NAMES
from usagestats.logs.readers.text_reader import OTHER, TextReader
from usagestats.logs.readers.time_kinds import time_kinds
from usagestats.logs.values.addresses import host_name
from usagestats.logs.values.numbers import milliseconds
from usagestats.tables.declared import FIELD, REQUESTS, TEXT

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator

    from usagestats.logs.readers.named_texts import NamedTexts
    from usagestats.tables.declared import Detail

    Read = Callable[[str], Any]

_ESCAPES: Final = b"\\#"
"""The first bytes of the escapes of all gateways."""

_READ_BY_KERNEL: Final = frozenset({"status", "response_bytes"})
_MEASURES: Final = frozenset({"line", "time", *_READ_BY_KERNEL})


class _Source(NamedTuple):
    """A cell that a column of texts may take, and the function that reads its texts."""

    cell: int
    read: Read | None
    choice: Choice = Choice.KNOWN


def text_reader(
    patterns: tuple[re.Pattern[str], ...],
    texts: NamedTexts,
    columns: frozenset[str],
    detail: Detail,
    *,
    is_tabbed: bool,
) -> TextReader | None:
    """Return the reader of the kernel; `None` where only the careful path can read the columns.

    Args:
        patterns: The patterns of whole lines, tried in turn.
        texts: How the format writes the texts of the groups.
        columns: Columns of REQUESTS, further fields and `TEXT`.
        detail: How much detail the reader must keep.
        is_tabbed: Whether the blanks within a line mean themselves.
    """
    kinds = time_kinds(texts.time)
    finder = _finder(patterns, texts, columns, is_tabbed=is_tabbed)
    if kinds is None or not finder.is_usual or not _READ_BY_KERNEL.isdisjoint(texts.readers):
        return None
    question = _Question(texts, finder, columns)
    sources = {name: list(question.sources(name)) for name in sorted(columns - _MEASURES - {TEXT})}
    if any(_are_mixed(name, found) for name, found in sources.items()):
        return None
    slot = slot_for(columns, detail)
    outputs = Outputs(
        question.candidates("time"),
        dict(question.outputs(sources, is_grouped=slot is not None)),
        question.candidates("status"),
        question.candidates("response_bytes") if "response_bytes" in columns else (),
        question.durations(),
        (),
        slot,
        "status" in columns,
        tuple(detail.parameters or ()),
        kinds,
        samples_for(columns, detail),
    )
    return TextReader(LineTask(finder, finder.cells, outputs), columns, dict(_readers(sources)))


def _are_mixed(name: str, sources: list[_Source]) -> bool:
    """Whether a column has sources that are no texts: their values are not put together."""
    return len(sources) > 1 and REQUESTS.get(name, pl.String()) != pl.String()


def _finder(
    patterns: tuple[re.Pattern[str], ...],
    texts: NamedTexts,
    columns: frozenset[str],
    *,
    is_tabbed: bool,
) -> TextFinder:
    wanted = {"time", "status", "request"} | {name.removeprefix(FIELD) for name in columns}
    wanted |= {texts.preferred.get(name, name) for name in columns}
    if not columns.isdisjoint(PARTS):
        wanted |= {"target", "path", "query"}
    groups = {name: None for pattern in patterns for name in pattern.groupindex if name in wanted}
    escapes = b"" if texts.plain is str else _ESCAPES
    return TextFinder(patterns, tuple(groups), escapes.ljust(2, b"\0"), is_tabbed)


def _readers(sources: dict[str, list[_Source]]) -> Iterator[tuple[str, Read]]:
    for name, found in sources.items():
        for column, source in zip((name, OTHER + name), found, strict=False):
            if source.read is not None:
                yield column, source.read


class _Question(NamedTuple):
    texts: NamedTexts
    finder: TextFinder
    columns: frozenset[str]

    def candidates(self, group: str) -> tuple[Candidate, ...]:
        """Return the cell of a group as the only candidate; none where there is no such group."""
        cell = self.finder.cell_of(group)
        return () if cell < 0 else (Candidate(cell),)

    def sources(self, name: str) -> Iterator[_Source]:
        """Give the sources of a column of texts, the best first."""
        has_line = "request" in self.finder.groups
        if name in {"path", "query"} or (name == "http_method" and has_line):
            yield _Source(self.finder.cell_of_part(name), None, Choice.AS_IS)
            return
        group = name.removeprefix(FIELD)
        if group != name and group in KNOWN_NAMES:
            return
        for one in (self.texts.preferred.get(name, ""), group):
            if (cell := self.finder.cell_of(one)) >= 0:
                is_answer = name == "upstream_status"
                yield _Source(cell, self._read(name), Choice.AS_IS if is_answer else Choice.KNOWN)
        if name == "host":
            yield _Source(self.finder.cell_of_part(name), _host_of_url, Choice.AS_IS)

    def _read(self, name: str) -> Read:
        return self.texts.readers.get(name) or COLUMN_READERS.get(name) or self.texts.plain

    def _per_unit(self) -> float | None:
        """Return the milliseconds in the unit of a duration; `None` where its text is no number."""
        read = self._read(DURATION)
        if isinstance(read, partial) and read.func is milliseconds:
            return float(read.keywords["per_unit"])
        return None

    def durations(self) -> tuple[Candidate, ...]:
        """Return the candidates of the duration, where it is a number of a known unit."""
        per_unit, cell = self._per_unit(), self.finder.cell_of(DURATION)
        if DURATION not in self.columns or per_unit is None or cell < 0:
            return ()
        return (Candidate(cell, per_unit),)

    def outputs(
        self, sources: dict[str, list[_Source]], *, is_grouped: bool
    ) -> Iterator[tuple[str, TextOutput]]:
        """Give the columns of texts by name; the second source of a column has one of its own."""
        for name, found in sources.items():
            kept = _kept(name, is_grouped=is_grouped)
            if name == DURATION and self.durations():
                yield name, TextOutput((), Kept.BY_DURATION)
                continue
            yield name, _output(found[0], kept) if found else TextOutput((), kept)
            for other in found[1:]:
                yield OTHER + name, _output(other, kept)
        if TEXT in self.columns and not is_grouped:
            yield TEXT, TextOutput((Candidate(LINE_CELL),), Kept.WHOLE, Choice.AS_IS)


def _output(source: _Source, kept: Kept) -> TextOutput:
    return TextOutput((Candidate(source.cell),), kept, source.choice)


def _kept(name: str, *, is_grouped: bool) -> Kept:
    if name == "path" or (name == "query" and not is_grouped):
        return Kept.WHOLE
    return Kept.REDUCED if name == "query" else Kept.CODES


def _host_of_url(text: str) -> str | None:
    return host_name(text.rpartition("@")[2])
