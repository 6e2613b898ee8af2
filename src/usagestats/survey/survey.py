"""The interface of a survey: a count of requests beside USAGE, in the same pass over the logs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Self, TypeVar

if TYPE_CHECKING:
    from usagestats.classify.requests import Mapped
    from usagestats.tables.declared import Detail


class Findings(Protocol):
    """The findings in a part of the requests; their size in memory is bounded for any input."""

    def merge(self, other: Self) -> None:
        """Add the findings in another part."""


_Findings_co = TypeVar("_Findings_co", bound=Findings, covariant=True)


class Survey(Protocol[_Findings_co]):
    """The function from the requests of a chunk to findings; picklable, and without a state."""

    @property
    def columns(self) -> frozenset[str]:
        """The columns of REQUESTS that it needs."""

    @property
    def detail(self) -> Detail:
        """The detail of REQUESTS that it needs; with a slot, a row may stand for several."""

    def look(self, mapped: Mapped) -> _Findings_co:
        """Return the findings in the requests of one chunk."""
