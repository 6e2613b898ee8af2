"""How far every source was counted: by the store, and beyond that by what is under way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from usagestats.ingest.recognition import KnownSources
from usagestats.logs.files.positions import digest
from usagestats.store.sources import latest_bound

if TYPE_CHECKING:
    from collections.abc import Mapping

    from usagestats.logs.files.sources import Source
    from usagestats.store.sources import SourceState

_DIGITS: Final = 16


class Ledger:
    """What is known of sources in a run.

    Args:
        states: Of the store.

    `at_hand` holds a file of each source that was met in this run. Usage before `forgotten_before`
    was thrown away, and no source brings it back.
    """

    def __init__(self, states: Mapping[str, SourceState]) -> None:
        self._states = dict(states)
        self.known = KnownSources({name: state.reached for name, state in states.items()})
        self.at_hand: dict[str, Source] = {}
        self.forgotten_before = latest_bound(states)

    def state(self, name: str) -> SourceState | None:
        """Return how far a source was counted; `None` where it is new."""
        return self._states.get(name)

    def advance(self, name: str, state: SourceState) -> None:
        """Take note of how far a source was read."""
        self._states[name] = state
        self.known.add(name, state.reached)

    def new_name(self, head: bytes) -> str:
        """Return a name for a source that begins with `head`, which no other has."""
        base = digest(head)[:_DIGITS]
        number, name = 1, base
        while name in self._states:
            number += 1
            name = f"{base}-{number}"
        return name
