"""The survey of credentials: how many requests carry each one that the catalog names.

It also counts the names of query parameters, so that a misspelt credential can be corrected.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from usagestats.classify.applications import parameter_values
from usagestats.survey.draft_evidence import parameters_in
from usagestats.tables.declared import FULL_DETAIL

if TYPE_CHECKING:
    import polars as pl

    from usagestats.catalog.model import Credential
    from usagestats.classify.requests import Mapped
    from usagestats.tables.declared import Detail

_MOST: Final = 1000  # names of parameters that are kept, the most frequent ones


@dataclass(slots=True)
class CredentialsSeen:
    """Numbers of requests.

    Args:
        requests: The requests that carry each credential.
        parameters: The requests by the names of their query parameters.
    """

    requests: Counter[Credential] = field(default_factory=Counter)
    parameters: Counter[str] = field(default_factory=Counter)

    def merge(self, other: CredentialsSeen) -> None:
        """Add the numbers of other requests."""
        self.requests.update(other.requests)
        self.parameters = Counter(dict((self.parameters + other.parameters).most_common(_MOST)))


@dataclass(frozen=True, slots=True)
class CredentialSurvey:
    """The survey that counts the requests with each credential."""

    identify: tuple[Credential, ...]

    @property
    def columns(self) -> frozenset[str]:
        """The columns of REQUESTS that it needs."""
        return frozenset({"query", *(one.request_column for one in self.identify)})

    @property
    def detail(self) -> Detail:
        """The detail that it needs: every request."""
        return FULL_DETAIL

    def look(self, mapped: Mapped) -> CredentialsSeen:
        """Count the requests of one chunk."""
        requests = mapped.requests
        carried = {one: _values(requests, one).count() for one in self.identify}
        return CredentialsSeen(Counter(carried), parameters_in(requests["query"]))


def _values(requests: pl.DataFrame, credential: Credential) -> pl.Series:
    column = requests[credential.request_column]
    if credential.column == "query" and credential.parameter is not None:
        return parameter_values(column, credential.parameter)
    return column
