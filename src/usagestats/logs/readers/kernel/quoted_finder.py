"""Finds the parts of lines that hold `"REQUEST" STATUS BYTES`: the task of the kernel for them."""

from __future__ import annotations

from ctypes import POINTER, Structure, c_int32, pointer
from enum import IntEnum
from typing import TYPE_CHECKING, Final

from usagestats.light_dataclass import dataclass
from usagestats.logs.readers.kernel.pattern_task import PatternForKernel, pattern_for_kernel
from usagestats.tables.declared import FIELD

if TYPE_CHECKING:
    import re

FORWARDED: Final = f"{FIELD}http_x_forwarded_for"
"""The column of the addresses that may stand behind the user agent."""

COLUMNS_FOUND: Final = (
    *("http_method", "host", "remote_user", "remote_address", "path", "query"),
    *("user_agent", "duration_ms", FORWARDED),
)
"""The columns in the order of their cells, which begin with 1: those of `quoted_lines.h`."""


class End(IntEnum):
    """The kind of text behind the size: `End` of `quoted_lines.h`."""

    ANY = 0  # nobody asks
    USUAL = 1  # referer, user agent, and perhaps a duration
    APICAST = 2
    PATTERN = 3


class QuotedTaskForKernel(Structure):
    """`QuotedTask` of `quoted_lines.h`."""

    _fields_ = (
        ("is_apicast", c_int32),
        ("needs_target", c_int32),
        ("marks_escapes", c_int32),
        ("end", c_int32),
        ("pattern", POINTER(PatternForKernel)),
        ("group_count", c_int32),
    )


@dataclass(frozen=True, slots=True)
class QuotedFinder:
    """The parts to look for.

    Args:
        is_apicast: Whether the text before the request has the form of APIcast, not of NCSA.
        needs_target: Whether the target is taken apart.
        marks_escapes: Whether the parts of the target are marked where they have escapes.
        end: The kind of text behind the size.
        ending: The pattern of the end, for `End.PATTERN`.
        groups: The names of its groups whose texts are wanted, in the order of their cells.
    """

    is_apicast: bool
    needs_target: bool
    marks_escapes: bool
    end: End = End.ANY
    ending: re.Pattern[str] | None = None
    groups: tuple[str, ...] = ()

    @property
    def cells(self) -> int:
        """The number of all cells."""
        return 1 + len(COLUMNS_FOUND) + len(self.groups)

    def cell_of(self, name: str) -> int | None:
        """Return the cell of a column or of a group of the ending; `None` where there is none."""
        if name in self.groups:
            return 1 + len(COLUMNS_FOUND) + self.groups.index(name)
        return 1 + COLUMNS_FOUND.index(name) if name in COLUMNS_FOUND else None

    @property
    def is_usual(self) -> bool:
        """Whether the kernel can match the pattern of the end."""
        return self.ending is None or pattern_for_kernel(self.ending, self.groups) is not None

    def for_kernel(self) -> QuotedTaskForKernel:
        """Return the task as a structure of the kernel; the pattern must be usual."""
        pattern = self.ending and pattern_for_kernel(self.ending, self.groups)
        return QuotedTaskForKernel(
            self.is_apicast,
            self.needs_target,
            self.marks_escapes,
            self.end,
            pattern and pointer(pattern),
            len(self.groups),
        )
