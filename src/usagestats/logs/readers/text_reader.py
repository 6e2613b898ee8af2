"""Lines of text → REQUESTS by the kernel, which matches the very patterns of the careful path.

A column may have several sources, such as the address in a header and that of the connection: the
first one that has a value counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

import polars as pl

from usagestats.frames import plain
from usagestats.light_dataclass import dataclass, replace
from usagestats.logs.readers.kernel.lines_scan import LineTask, scan_lines
from usagestats.logs.readers.kernel.tallies import lines_found
from usagestats.logs.readers.reader import FoundApart, Wrapped
from usagestats.tables.declared import FIELD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from usagestats.logs.readers.kernel.tallies import Tallies
    from usagestats.logs.readers.reader import Layers, LinesFound
    from usagestats.logs.readers.refused_lines import RefusedLines

OTHER: Final = f"{FIELD}\0"
"""The prefix of the second source of a column; no further field has such a name."""


@dataclass(frozen=True, slots=True)
class TextReader:
    """Reads lines of text by the kernel.

    Args:
        task: The task of the kernel.
        columns: The columns of REQUESTS that it gives.
        readers: The functions that read distinct texts, by column.
    """

    task: LineTask
    columns: frozenset[str]
    readers: Mapping[str, Callable[[str], Any]]
    takes_layers: ClassVar = True

    @property
    def takes_pieces(self) -> bool:
        """Whether it works piece by piece: where rows stand for many requests."""
        return self.task.outputs.slot is not None

    def read(self, pieces: Iterable[bytes], layers: Layers = ()) -> LinesFound:
        """Read lines; refuse those that must be read with care."""
        return self._found(scan_lines(pieces, self.task.within(layers)))

    def read_apart(self, pieces: Sequence[bytes]) -> FoundApart | None:
        """Find the requests in pieces of several sources, where rows stand for many requests."""
        if not self.takes_pieces:
            return None
        tallies = scan_lines(pieces, self.task, are_apart=True)
        return FoundApart(self._found(tallies), tallies.pieces(), tallies.ends)

    def _found(self, tallies: Tallies) -> LinesFound:
        others = {name for name in self.task.outputs.texts if name.startswith(OTHER)}
        found = lines_found(tallies, self.task.outputs, self.columns | others, self.readers)
        if tallies.wrapped:
            found = replace(found, wrapped=(Wrapped(self, tallies.wrapped),))
        if not others:
            return found
        whole = plain(found.requests).with_columns(
            pl.coalesce(name.removeprefix(OTHER), name) for name in sorted(others)
        )
        return replace(found, requests=whole.drop(others))

    def refused(self, lines: bytes) -> RefusedLines:
        """Return the lines that it refuses."""
        return scan_lines([lines], self.task).refused
