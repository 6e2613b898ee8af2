"""The progress of every source in a run: that of the store, advanced while sources are read."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from usagestats.ingest.recognition import KnownSources
from usagestats.logs.files.positions import digest
from usagestats.store.groups import members_of_groups

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from usagestats.logs.files.sources import Source
    from usagestats.store.sources import Progress

_DIGITS: Final = 16
_NO_PATHS: Final[Mapping[str, Collection[str]]] = MappingProxyType({})


class KnownProgress:
    """The progress of the known sources in a run.

    Args:
        stored: The progress in the store, by the ids of sources.
        paths: The paths of these sources.
        bound: The time before which all usage was deleted; `None` if none was deleted.

    Attributes:
        sources: The fingerprints, by which sources are recognised.
        at_hand: The file that reaches furthest of each source that occurred in this run.
        forgotten_before: Usage before this time was deleted, and is not counted from any source;
            `None` where none was.
    """

    def __init__(
        self,
        stored: Mapping[str, Progress],
        paths: Mapping[str, Collection[str]] = _NO_PATHS,
        bound: datetime | None = None,
    ) -> None:
        self._progress = dict(stored)
        self._file_lines: dict[str, int] = {}  # of the sources that are read in this run
        self.sources = KnownSources({name: one.fingerprint for name, one in stored.items()}, paths)
        self.at_hand: dict[str, Source] = {}
        self._reached: dict[str, int] = {}  # by these files
        self.forgotten_before = bound

    def progress(self, name: str) -> Progress | None:
        """Return the progress of a source; `None` where it is new."""
        return self._progress.get(name)

    def file_lines(self, name: str) -> int:
        """Return the number of lines of a known source that were counted, also in this run."""
        known = self._file_lines.get(name)
        return self._progress[name].file_lines if known is None else known

    def count_lines(self, name: str, lines: int) -> None:
        """Note how many lines of a source are counted, from its beginning on."""
        self._file_lines[name] = lines

    def groups(self) -> dict[str, frozenset[str]]:
        """Return the ids of the sources of each group."""
        return members_of_groups(self._progress)

    def advance(self, name: str, progress: Progress) -> None:
        """Note the progress of a source after one more chunk, whose lines are not counted yet."""
        known = self._progress.get(name)
        self._file_lines.setdefault(name, known.file_lines if known else 0)
        self._progress[name] = progress
        self.sources.add(name, progress.fingerprint)

    def have_at_hand(self, name: str, source: Source, offset: int) -> None:
        """Note that a file holds a source up to an offset; the furthest is kept."""
        if offset > self._reached.get(name, -1):
            self.at_hand[name] = source
            self._reached[name] = offset
        self.sources.add_path(name, source.absolute)

    def whole_at_hand(self, name: str) -> Source | None:
        """Return a file that holds all of a source that was counted; `None` where none is known."""
        known = self._progress[name].fingerprint.offset
        return self.at_hand[name] if self._reached.get(name, -1) >= known else None

    def new_name(self, head: bytes) -> str:
        """Return an unused id for a source that begins with `head`."""
        base = digest(head)[:_DIGITS]
        number, name = 1, base
        while name in self._progress:
            number += 1
            name = f"{base}-{number}"
        return name
