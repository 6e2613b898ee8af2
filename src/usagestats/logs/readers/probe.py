"""Lines on which detection tries formats, and what the quick tests of all formats look at."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from usagestats.logs.readers.blanks import single_spaced

if TYPE_CHECKING:
    from collections.abc import Sequence


class Probe:
    """Some lines of a source.

    Args:
        lines: The lines.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines

    @cached_property
    def text(self) -> str:
        """All lines, joined: one look at it may be enough."""
        return "\n".join(self.lines)

    @cached_property
    def spaced(self) -> list[str]:
        """The lines with single blanks between their parts."""
        return list(map(single_spaced, self.lines))

    @cached_property
    def both(self) -> set[str]:
        """The lines as they are, and with single blanks."""
        return {*self.lines, *self.spaced}
