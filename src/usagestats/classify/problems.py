"""PROBLEMS: requests that failed because of the client, the catalog or the upstream, by code.

A request has at most one code, the first that applies. Source: reference on 3scale, §8. The errors
named there are in no access log; the codes here follow from what an access log holds.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.classify.masked_lines import hidden_columns, masked_line
from usagestats.classify.products import NOWHERE
from usagestats.frames import plain
from usagestats.tables.declared import (
    CHUNK,
    FIRST_ERROR,
    LAST,
    NO_APPLICATION,
    PROBLEMS,
    ROW_COUNT,
    TEXT,
    checked,
)
from usagestats.tables.problem_codes import possible_codes

if TYPE_CHECKING:
    from usagestats.catalog.model import Catalog
    from usagestats.catalog.registry import Registry
    from usagestats.classify.requests import Classified

KEYS: Final = ("product", "application", "status")
"""The keys of CLASSIFIED that codes depend on."""

COLUMNS: Final = frozenset({"http_method", TEXT})
"""The columns of REQUESTS that codes and samples need, besides those that `KEYS` need."""

SLOT: Final = timedelta(minutes=15)
"""The width of the slots of PROBLEMS."""

_UNAUTHORISED = (401, 403)
_LIMITED = 429
_UPSTREAM_FAILED = (502, 503, 504)


def may_be_successes(catalog: Catalog) -> bool:
    """Whether a request may have a problem though it has an http_method and did not fail."""
    return bool(catalog.products)


def problems_in(
    requests: pl.DataFrame, classified: Classified, catalog: Catalog, registry: Registry
) -> pl.DataFrame:
    """Find the problems of requests.

    Args:
        requests: REQUESTS without the excluded ones, with `COLUMNS`.
        classified: The same requests, with `KEYS`.
        catalog: The catalog, on which the possible codes depend.
        registry: The known applications.

    Shape: PROBLEMS, with `CHUNK` where the requests have it.
    """
    hidden = hidden_columns(catalog)
    is_grouped = ROW_COUNT in requests.columns
    chunk = [CHUNK] if CHUNK in requests.columns else []
    whole = classified.requests.select(*KEYS, "time", "outcome").with_columns(
        requests["http_method"],
        requests[TEXT],
        *(requests[column] for column in (*hidden, *chunk)),
        requests[ROW_COUNT] if is_grouped else pl.lit(1, pl.Int64).alias(ROW_COUNT),
        requests[LAST if is_grouped else "time"].alias(LAST),
    )
    if not may_be_successes(catalog):
        has_failed = (pl.col("status") >= FIRST_ERROR).fill_null(value=False)
        whole = whole.filter(pl.col("http_method").is_null() | has_failed)
    rows = plain(whole)
    rows = rows.with_columns(code=code_of(classified, catalog, registry)).filter(
        pl.col("code").is_not_null()
    )
    groups = rows.with_columns(start=pl.col("time").dt.truncate(SLOT))
    keys = ["start", "product", "code", *chunk]
    first = pl.col("time") == pl.col("time").min().over(keys)
    samples = groups.filter(first)
    shown = [
        masked_line(text, values, catalog)
        for text, *values in samples.select(TEXT, *hidden).iter_rows()
    ]
    samples = samples.with_columns(pl.Series(TEXT, shown, dtype=pl.String))
    sample = samples.group_by(keys).agg(pl.col(TEXT).min().alias("sample"))
    counted = groups.group_by(keys).agg(
        requests=pl.col(ROW_COUNT).sum(), first=pl.col("time").min(), last=pl.col(LAST).max()
    )
    found = counted.join(sample, on=keys, nulls_equal=True)
    checked(found.select(*PROBLEMS), "PROBLEMS", PROBLEMS)
    return found.select(*PROBLEMS, *chunk)


def code_of(classified: Classified, catalog: Catalog, registry: Registry) -> pl.Expr:
    """Return the code of each request, from `http_method`, `KEYS` and `outcome`; null for none."""
    status, application = pl.col("status"), pl.col("application")
    matched = classified.outcomes["outcome"].unique().to_list()
    is_unknown = ~application.is_in(list(registry.identities)) & (application != NO_APPLICATION)
    applies = {
        "malformed_request": pl.col("http_method").is_null(),
        "unknown_host": pl.col("product") == NOWHERE,
        "missing_credential": status.is_in(_UNAUTHORISED) & (application == NO_APPLICATION),
        "unknown_application": (status >= FIRST_ERROR) & is_unknown,
        "no_mapping_rule": ~pl.col("outcome").is_in(matched),
        "limits_exceeded": status == _LIMITED,
        "upstream_failed": status.is_in(_UPSTREAM_FAILED),
    }
    possible = possible_codes(
        has_catalog=bool(catalog.products), has_registry=bool(registry.identities)
    )
    return pl.coalesce(
        pl.when(applies[code].fill_null(value=False)).then(pl.lit(code)) for code in possible
    )
