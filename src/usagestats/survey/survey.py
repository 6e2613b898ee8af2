"""A further look at requests while they are counted: what `check` asks, and others may."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from collections.abc import Collection

    from usagestats.classify.requests import Mapped


class Findings(Protocol):
    """What was found in a part of the requests; flat in memory, whatever comes in."""

    def merge(self, other: Self) -> None:
        """Add what was found in another part."""


class Survey(Protocol):
    """The look at the requests of one chunk; picklable, and without a state."""

    @property
    def columns(self) -> Collection[str]:
        """The columns of REQUESTS that it looks at."""

    def look(self, mapped: Mapped) -> Findings:
        """Look at the requests of one chunk."""
