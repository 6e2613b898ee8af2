"""The progress of every source: as the store has it, and beyond that as it is being read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from usagestats.ingest.recognition import KnownSources
from usagestats.logs.files.positions import digest
from usagestats.store.sources import latest_bound

if TYPE_CHECKING:
    from collections.abc import Mapping

    from usagestats.logs.files.sources import Source
    from usagestats.store.sources import Progress

_DIGITS: Final = 16


class KnownProgress:
    """The progress of the sources that are known in a run.

    Args:
        stored: As the store has it, by the names of sources.

    `at_hand` holds a file of each source that was met in this run. Usage before `forgotten_before`
    was thrown away, and no source brings it back.
    """

    def __init__(self, stored: Mapping[str, Progress]) -> None:
        self._progress = dict(stored)
        self.sources = KnownSources({name: one.fingerprint for name, one in stored.items()})
        self.at_hand: dict[str, Source] = {}
        self.forgotten_before = latest_bound(stored)

    def progress(self, name: str) -> Progress | None:
        """Return how far a source was counted; `None` where it is new."""
        return self._progress.get(name)

    def advance(self, name: str, progress: Progress) -> None:
        """Take note of how far a source was read."""
        self._progress[name] = progress
        self.sources.add(name, progress.fingerprint)

    def new_name(self, head: bytes) -> str:
        """Return a name for a source that begins with `head`, which no other source has."""
        base = digest(head)[:_DIGITS]
        number, name = 1, base
        while name in self._progress:
            number += 1
            name = f"{base}-{number}"
        return name
