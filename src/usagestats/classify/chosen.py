"""Filters on requests, before these are rolled up: they choose some of the mapped requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from usagestats.classify.requests import classify_mapped
from usagestats.frames import plain

if TYPE_CHECKING:
    import polars as pl

    from usagestats.catalog.model import Catalog
    from usagestats.classify.requests import Mapped


class RequestFilters(Protocol):
    """Filters by keys of CLASSIFIED."""

    @property
    def path_prefixes(self) -> tuple[str, ...]:
        """The texts that the key `is_on_path` is about."""

    def keys(self) -> set[str]:
        """Return the keys of CLASSIFIED that the filters need."""

    def passes(self) -> pl.Expr | None:
        """Return whether a row with these keys passes; `None` where all rows do."""


def chosen(mapped: Mapped, catalog: Catalog, filters: RequestFilters) -> Mapped:
    """Return the requests that pass the filters.

    Args:
        mapped: The requests, with the columns that the keys of the filters need.
        catalog: The catalog that they were mapped by.
        filters: Choose the requests.
    """
    passes = filters.passes()
    if passes is None:
        return mapped
    classified = classify_mapped(mapped, catalog, filters.keys(), filters.path_prefixes)
    passing = plain(classified.requests).select(passes.fill_null(value=False)).to_series()
    return mapped.chosen(passing)
