"""A further look at requests while they are counted, for questions that USAGE cannot answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Self, TypeVar

if TYPE_CHECKING:
    from usagestats.classify.requests import Mapped


class Findings(Protocol):
    """What a survey found in a part of the requests; flat in memory, whatever comes in."""

    def merge(self, other: Self) -> None:
        """Add what was found in another part."""


_Findings_co = TypeVar("_Findings_co", bound=Findings, covariant=True)


class Survey(Protocol[_Findings_co]):
    """The look at the requests of one chunk; picklable, and without a state."""

    @property
    def columns(self) -> frozenset[str]:
        """The columns of REQUESTS that it looks at."""

    def look(self, mapped: Mapped) -> _Findings_co:
        """Look at the requests of one chunk."""
