"""The survey of errors: the newest requests with a status of 400 or more."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.classify.chosen import chosen
from usagestats.classify.requests import classify_mapped, columns_needed
from usagestats.safety.masked_columns import masked_column
from usagestats.tables.declared import FULL_DETAIL

if TYPE_CHECKING:
    from usagestats.catalog.model import Catalog
    from usagestats.classify.chosen import RequestFilters
    from usagestats.classify.requests import Mapped
    from usagestats.tables.declared import Detail

KEPT: Final = 20
_FIRST_ERROR: Final = 400
_SHOWN: Final = ("time", "status", "http_method", "path")


@dataclass(slots=True)
class NewestErrors:
    """The newest errors.

    Args:
        rows: `time`, `status`, `http_method`, `path` with credentials masked, and the identity of
            the `application`; the oldest first, at most `KEPT`.
    """

    rows: pl.DataFrame = field(default_factory=pl.DataFrame)

    def merge(self, other: NewestErrors) -> None:
        """Add errors that were read later; of equal times, these are the newer ones."""
        both = [one.rows for one in (self, other) if not one.rows.is_empty()]
        if both:
            self.rows = pl.concat(both).sort("time", maintain_order=True).tail(KEPT)


@dataclass(frozen=True, slots=True)
class ErrorSurvey:
    """The survey that keeps the newest errors.

    Args:
        catalog: Names the applications, and the parameters that are secret.
        filters: Choose the requests.
    """

    catalog: Catalog
    filters: RequestFilters

    @property
    def columns(self) -> frozenset[str]:
        """The columns of REQUESTS that it needs."""
        needed = columns_needed(self.catalog, {"application", *self.filters.keys()})
        return frozenset({*_SHOWN, *needed})

    @property
    def detail(self) -> Detail:
        """The detail that it needs: every request."""
        return FULL_DETAIL

    def look(self, mapped: Mapped) -> NewestErrors:
        """Return the newest errors of one chunk."""
        is_error = (mapped.requests["status"] >= _FIRST_ERROR).fill_null(value=False)
        errors = chosen(mapped.chosen(is_error), self.catalog, self.filters)
        known = classify_mapped(errors, self.catalog, {"application"})
        rows = errors.requests.select(_SHOWN).hstack(known.requests.select("application"))
        newest = rows.sort("time", maintain_order=True).tail(KEPT)
        return NewestErrors(
            newest.with_columns(masked_column(newest["path"], self.catalog.secret_names))
        )
