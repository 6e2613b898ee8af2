"""JSON records → REQUESTS by the kernel."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any, ClassVar, Final

from usagestats.light_dataclass import dataclass, replace
from usagestats.logs.readers.json.targets import host_in
from usagestats.logs.readers.json.values import duration_of, host_of, method_of
from usagestats.logs.readers.kernel.lines_scan import scan_lines
from usagestats.logs.readers.kernel.outputs import DURATION
from usagestats.logs.readers.kernel.tallies import lines_found
from usagestats.logs.readers.reader import FoundApart, Wrapped
from usagestats.logs.values.addresses import first_address
from usagestats.logs.values.numbers import upstream_answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from usagestats.logs.readers.kernel.lines_scan import LineTask
    from usagestats.logs.readers.kernel.tallies import Tallies
    from usagestats.logs.readers.reader import Layers, LinesFound
    from usagestats.logs.readers.refused_lines import RefusedLines

_READERS: Final[dict[str, Callable[[str], Any]]] = {
    "http_method": method_of,
    "host": lambda text: host_of(host_in(text)),
    "remote_address": first_address,
    "upstream_status": upstream_answer,
    DURATION: lambda text: duration_of(text, None),  # the kernel has read the numbers
}
"""The functions that read distinct texts, by column; other texts stay as they are."""


@dataclass(frozen=True, slots=True)
class JsonReader:
    """Reads JSON records by the kernel.

    Args:
        task: The task of the kernel.
        columns: The columns of REQUESTS that it gives.
        readers: Functions that read distinct texts of columns in place of the usual ones.
    """

    task: LineTask
    columns: frozenset[str]
    readers: Mapping[str, Callable[[str], Any]] = field(default_factory=dict)
    takes_layers: ClassVar = True

    @property
    def takes_pieces(self) -> bool:
        """Whether it works piece by piece: where rows stand for many requests."""
        return self.task.outputs.slot is not None

    def read(self, pieces: Iterable[bytes], layers: Layers = ()) -> LinesFound:
        """Read records; refuse lines that must be read with care."""
        return self._found(scan_lines(pieces, self.task.within(layers)))

    def read_apart(self, pieces: Sequence[bytes]) -> FoundApart | None:
        """Find the requests in pieces of several sources, where rows stand for many requests."""
        if not self.takes_pieces:
            return None
        tallies = scan_lines(pieces, self.task, are_apart=True)
        return FoundApart(self._found(tallies), tallies.pieces(), tallies.ends)

    def _found(self, tallies: Tallies) -> LinesFound:
        readers = {**_READERS, **self.readers}
        found = lines_found(tallies, self.task.outputs, self.columns, readers)
        if not tallies.wrapped:
            return found
        return replace(found, wrapped=(Wrapped(self, tallies.wrapped),))

    def refused(self, lines: bytes) -> RefusedLines:
        """Return the lines that it refuses."""
        return scan_lines([lines], self.task).refused
