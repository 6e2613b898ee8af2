"""REQUESTS → CLASSIFIED: product, backend, application and the usage that each request adds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from usagestats.classify.applications import identify_applications
from usagestats.tables import CLASSIFIED, OUTCOMES, checked

if TYPE_CHECKING:
    from collections.abc import Collection

    from usagestats.catalog.model import Catalog


@dataclass(frozen=True, slots=True)
class Classified:
    """CLASSIFIED with the columns asked for, and the OUTCOMES that its rows refer to."""

    requests: pl.DataFrame
    outcomes: pl.DataFrame


def columns_needed(catalog: Catalog, keys: Collection[str]) -> set[str]:
    """Return the columns of REQUESTS without which `keys` cannot be told."""
    needed = {"time", "http_method"}
    if "backend" in keys:
        needed.add("host")
    if "application" in keys:
        needed |= {credential.column for credential in catalog.identify}
    if "status" in keys:
        needed.add("status")
    return needed


def classify_requests(
    requests: pl.DataFrame, catalog: Catalog, keys: Collection[str]
) -> Classified:
    """Find what `keys` need of each request, and the usage it adds.

    Shape: the rows of REQUESTS, with `time`, `keys` and `outcome`.
    """
    columns = {"time": requests["time"]}
    if "product" in keys:
        columns["product"] = pl.repeat(catalog.product, requests.height, eager=True)
    if "backend" in keys:
        columns["backend"] = requests["host"].fill_null(catalog.backend)
    if "application" in keys:
        columns["application"] = identify_applications(requests, catalog.identify)
    if "status" in keys:
        columns["status"] = requests["status"]
    columns["outcome"] = _outcomes_of(requests["http_method"], catalog)
    classified = pl.DataFrame({name: columns[name] for name in CLASSIFIED if name in columns})
    return Classified(checked(classified, "CLASSIFIED", CLASSIFIED), outcomes(catalog))


def outcomes(catalog: Catalog) -> pl.DataFrame:
    """Return what each outcome adds: 0 is `hits` alone, then one for each method and its parent."""
    rows = [(0, "hits", "backend", 1)]
    for number, method in enumerate(_methods(catalog), start=1):
        rows += [(number, method, "backend", 1), (number, "hits", "backend", 1)]
    return checked(pl.DataFrame(rows, OUTCOMES, orient="row"), "OUTCOMES", OUTCOMES)


def _methods(catalog: Catalog) -> list[str]:
    return list(dict.fromkeys(method for _, method in catalog.methods))


def _outcomes_of(http_methods: pl.Series, catalog: Catalog) -> pl.Series:
    numbers = {method: number for number, method in enumerate(_methods(catalog), start=1)}
    outcome = pl.lit(0, pl.UInt16)
    for http_method, method in catalog.methods:
        uses = pl.col("http_method") == http_method
        outcome = pl.when(uses).then(pl.lit(numbers[method], pl.UInt16)).otherwise(outcome)
    return http_methods.to_frame("http_method").select(outcome=outcome).to_series()
