"""Finds the parts of lines of text, by patterns and by names: the task of the kernel for them."""

from __future__ import annotations

from ctypes import POINTER, Structure, c_int32, c_uint8, pointer
from dataclasses import field
from typing import TYPE_CHECKING, Final, NamedTuple

from usagestats.light_dataclass import dataclass
from usagestats.logs.readers.kernel.names import Names, NodeForKernel, names_for_kernel
from usagestats.logs.readers.kernel.output_tables import Pool, RunForKernel
from usagestats.logs.readers.kernel.outputs import PARTS, Candidate
from usagestats.logs.readers.kernel.pattern_task import PatternForKernel, pattern_for_kernel

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

FIRST_GROUP: Final = 1
"""The cell of the first group; the one before is that of the line."""

REQUEST_PARTS: Final = ("request", "http_method", "target", "path", "query")
"""The names of what a request is made of, in the order of the runs of `TextRequestTask`."""


class _RequestTask(Structure):
    """`TextRequestTask` of `text_request.h`."""

    _fields_ = (
        *((name, RunForKernel) for name in REQUEST_PARTS),
        ("found", c_int32 * len(PARTS)),
        ("escapes", c_uint8 * 2),
    )


class _PairsTask(Structure):
    """`PairsTask` of `pairs.h`."""

    _fields_ = (
        ("names", POINTER(NodeForKernel)),
        ("first_cell", c_int32),
        ("text_cell", c_int32),
        ("between", c_uint8),
        ("assigns", c_uint8),
    )


class _Answer(Structure):
    """`Answer` of `text_lines.h`."""

    _fields_ = (("note", c_int32), ("status", c_int32), ("upstream", c_int32))


class TextTaskForKernel(Structure):
    """`TextTask` of `text_lines.h`."""

    _fields_ = (
        ("patterns", POINTER(PatternForKernel)),
        ("pattern_count", c_int32),
        ("are_exclusive", c_int32),
        ("first_cell", c_int32),
        ("group_count", c_int32),
        ("is_tabbed", c_int32),
        ("pairs", POINTER(_PairsTask)),
        ("answer", _Answer),
        ("request", _RequestTask),
    )


class Pairs(NamedTuple):
    """How pairs of names and values are written, and where.

    Args:
        between: The byte between two pairs; a blank for any blanks and tabs.
        assigns: The byte between a name and its value.
        group: The group that holds the pairs; empty: the line.
        names: The names whose values are wanted, in the order of their cells.
    """

    between: str
    assigns: str
    group: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextFinder:
    """The parts to look for.

    The cells of the groups come first, then those of pairs; the cells behind them get `PARTS`.

    Args:
        patterns: The patterns of whole lines, tried in turn; none where a line has only pairs.
        groups: The names of the groups whose texts are wanted, in the order of their cells.
        escapes: The bytes that begin an escape of the gateway, two at most.
        is_tabbed: Whether the blanks within a line mean themselves.
        pairs: The pairs of names and values in a line; `None` for none.
        request: The names of the parts and pairs that each of `REQUEST_PARTS` may take.
        note: The pair that is `-` where the upstream answered; empty for a format without one.
        are_exclusive: Whether a line never matches two of the patterns.
    """

    patterns: tuple[re.Pattern[str], ...]
    groups: tuple[str, ...]
    escapes: bytes
    is_tabbed: bool
    pairs: Pairs | None = None
    request: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    note: str = ""
    are_exclusive: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the groups and pairs, in the order of their cells."""
        return self.groups + (self.pairs.names if self.pairs else ())

    @property
    def cells(self) -> int:
        """The number of all cells."""
        return FIRST_GROUP + len(self.names) + len(PARTS)

    def cell_of(self, name: str) -> int:
        """Return the cell of a group or pair; -1 where there is none."""
        return FIRST_GROUP + self.names.index(name) if name in self.names else -1

    def cell_of_part(self, column: str) -> int:
        """Return the cell that gets a part of the request, one of `PARTS`."""
        return FIRST_GROUP + len(self.names) + PARTS.index(column)

    @property
    def is_usual(self) -> bool:
        """Whether the kernel can match the patterns."""
        return None not in self._patterns()

    def _patterns(self) -> list[PatternForKernel | None]:
        return [pattern_for_kernel(pattern, self.groups) for pattern in self.patterns]

    def for_kernel(self, pool: Pool) -> TextTaskForKernel:
        """Return the task as a structure of the kernel; the patterns must be usual."""
        patterns = [pattern for pattern in self._patterns() if pattern is not None]
        return TextTaskForKernel(
            (PatternForKernel * len(patterns))(*patterns),
            len(patterns),
            self.are_exclusive,
            FIRST_GROUP,
            len(self.groups),
            self.is_tabbed,
            self._pairs_for_kernel(),
            self._answer_for_kernel(),
            _RequestTask(
                *(pool.run_of(self._candidates(name)) for name in REQUEST_PARTS),
                (c_int32 * len(PARTS))(*(self.cell_of_part(name) for name in PARTS)),
                (c_uint8 * 2)(*self.escapes),
            ),
        )

    def _candidates(self, part: str) -> list[Candidate]:
        cells = map(self.cell_of, self.request.get(part, ()))
        return [Candidate(cell) for cell in cells if cell > 0]

    def _pairs_for_kernel(self) -> object:
        if self.pairs is None:
            return None
        names = [Names("", 1, len(self.pairs.names)), *map(Names, self.pairs.names)]
        first = FIRST_GROUP + len(self.groups)
        where = max(self.cell_of(self.pairs.group), 0)
        between, assigns = ord(self.pairs.between), ord(self.pairs.assigns)
        return pointer(_PairsTask(names_for_kernel(names), first, where, between, assigns))

    def _answer_for_kernel(self) -> _Answer:
        cells = [self.cell_of(name) for name in (self.note, "status", "upstream_status")]
        return _Answer(*cells) if self.note and min(cells) > 0 else _Answer()
