"""The places of sources in their logs, in columns beside their paths.

`ingest` writes them, so that a report takes no name apart. The rows of older versions lack them:
there they are found out when they are read, until such rows are added up.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.rotation.place import NAME_RULES, place_of
from usagestats.store.schema import STORED

if TYPE_CHECKING:
    from collections.abc import Mapping

PLACE: Final = ("log", "log_date", "log_number", "is_gapless", "name_rules")
"""The columns of a place; a source without one has `name_rules` only."""
_NAME: Final = ("path", "format")
_SCHEMA: Final = {"path": pl.String(), **{name: STORED[name] for name in ("format", *PLACE)}}


def place_cells(path: str | None, log_format: str) -> Mapping[str, object]:
    """Return the cells of the place of a source; none without a path."""
    if path is None:
        return dict.fromkeys(PLACE)
    place = place_of(path, log_format)
    if place is None:
        return {**dict.fromkeys(PLACE), "name_rules": NAME_RULES}
    date = place.date.replace(tzinfo=UTC) if place.date else None
    cells = (place.log, date, place.number, place.is_gapless, NAME_RULES)
    return dict(zip(PLACE, cells, strict=True))


def with_places(sources: pl.DataFrame) -> pl.DataFrame:
    """Return sources with the places that they lack, in the same order.

    Args:
        sources: The columns of `PLACE`, `format`, and `path`: the path that the place is of.
    """
    has_place = pl.col("name_rules").eq_missing(NAME_RULES) | pl.col("path").is_null()
    numbered = sources.with_row_index("row")
    lacking = numbered.filter(~has_place)
    if lacking.is_empty():
        return sources
    names = lacking.select(_NAME).unique()
    cells = [
        {"path": path, "format": log_format, **place_cells(path, log_format or "")}
        for path, log_format in names.iter_rows()
    ]
    found = pl.DataFrame(cells, _SCHEMA, orient="row")
    filled = lacking.drop(PLACE).join(found, on=_NAME, how="left", nulls_equal=True)
    every = pl.concat([numbered.filter(has_place), filled.select(numbered.columns)])
    return every.sort("row").drop("row")
