"""Finds the parts of lines of text by patterns: the task of the kernel for the family."""

from __future__ import annotations

from ctypes import POINTER, Structure, c_int32, c_uint8
from typing import TYPE_CHECKING, Final

from usagestats.light_dataclass import dataclass
from usagestats.logs.readers.kernel.outputs import PARTS
from usagestats.logs.readers.kernel.pattern_task import PatternForKernel, pattern_for_kernel

if TYPE_CHECKING:
    import re

FIRST_GROUP: Final = 1
"""The cell of the first group; the one before is that of the line."""


class _RequestTask(Structure):
    """`TextRequestTask` of `text_request.h`."""

    _fields_ = (
        ("line", c_int32),
        ("target", c_int32),
        ("path", c_int32),
        ("query", c_int32),
        ("found", c_int32 * 4),
        ("escapes", c_uint8 * 2),
    )


class TextTaskForKernel(Structure):
    """`TextTask` of `text_lines.h`."""

    _fields_ = (
        ("patterns", POINTER(PatternForKernel)),
        ("pattern_count", c_int32),
        ("first_cell", c_int32),
        ("group_count", c_int32),
        ("is_tabbed", c_int32),
        ("request", _RequestTask),
    )


@dataclass(frozen=True, slots=True)
class TextFinder:
    """The parts to look for.

    The cells behind those of the groups get `http_method`, `host`, `path` and `query`.

    Args:
        patterns: The patterns of whole lines, tried in turn.
        groups: The names of the groups whose texts are wanted, in the order of their cells.
        escapes: The bytes that begin an escape of the gateway, two at most.
        is_tabbed: Whether the blanks within a line mean themselves.
    """

    patterns: tuple[re.Pattern[str], ...]
    groups: tuple[str, ...]
    escapes: bytes
    is_tabbed: bool

    @property
    def cells(self) -> int:
        """The number of all cells."""
        return FIRST_GROUP + len(self.groups) + len(PARTS)

    def cell_of(self, group: str) -> int:
        """Return the cell of a group; -1 where no pattern has it."""
        return FIRST_GROUP + self.groups.index(group) if group in self.groups else -1

    def cell_of_part(self, column: str) -> int:
        """Return the cell that gets a part of the request, one of `PARTS`."""
        return FIRST_GROUP + len(self.groups) + PARTS.index(column)

    @property
    def is_usual(self) -> bool:
        """Whether the kernel can match the patterns."""
        return None not in self._patterns()

    def _patterns(self) -> list[PatternForKernel | None]:
        return [pattern_for_kernel(pattern, self.groups) for pattern in self.patterns]

    def for_kernel(self) -> TextTaskForKernel:
        """Return the task as a structure of the kernel; the patterns must be usual."""
        patterns = [pattern for pattern in self._patterns() if pattern is not None]
        return TextTaskForKernel(
            (PatternForKernel * len(patterns))(*patterns),
            len(patterns),
            FIRST_GROUP,
            len(self.groups),
            self.is_tabbed,
            _RequestTask(
                *(self.cell_of(name) for name in ("request", "target", "path", "query")),
                (c_int32 * len(PARTS))(*(self.cell_of_part(name) for name in PARTS)),
                (c_uint8 * 2)(*self.escapes),
            ),
        )
