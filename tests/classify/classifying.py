"""Both steps of classification at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usagestats.classify.requests import classify_mapped, map_requests

if TYPE_CHECKING:
    from collections.abc import Collection

    import polars as pl

    from usagestats.catalog.model import Catalog
    from usagestats.classify.requests import Classified


def classify(requests: pl.DataFrame, catalog: Catalog, keys: Collection[str]) -> Classified:
    return classify_mapped(map_requests(requests, catalog), catalog, keys)
