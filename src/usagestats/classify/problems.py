"""PROBLEMS: requests that failed because of the client, the catalog or the upstream, by code.

A request has at most one code, the first that applies. Source: reference on 3scale, §8. The errors
named there are in no access log; the codes here follow from what an access log holds.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.classify.products import NOWHERE
from usagestats.frames import plain
from usagestats.safety.networks import with_networks
from usagestats.safety.secret_values import MASK
from usagestats.safety.secrets import masked
from usagestats.tables.declared import (
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
    from collections.abc import Sequence

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

    Shape: PROBLEMS.
    """
    hidden = _hidden(catalog)
    is_grouped = ROW_COUNT in requests.columns
    rows = plain(classified.requests.select(*KEYS, "time", "outcome")).with_columns(
        requests["http_method"],
        requests[TEXT],
        *(requests[column] for column in hidden),
        requests[ROW_COUNT] if is_grouped else pl.lit(1, pl.Int64).alias(ROW_COUNT),
        requests[LAST if is_grouped else "time"].alias(LAST),
    )
    rows = rows.with_columns(code=_code(classified, catalog, registry)).filter(
        pl.col("code").is_not_null()
    )
    keys = pl.col("time").dt.truncate(SLOT).alias("start"), pl.col("product"), pl.col("code")
    groups = rows.with_columns(keys[0])
    first = pl.col("time") == pl.col("time").min().over("start", "product", "code")
    samples = groups.filter(first)
    shown = [
        _shown(text, values, catalog) for text, *values in samples.select(TEXT, *hidden).iter_rows()
    ]
    samples = samples.with_columns(pl.Series(TEXT, shown, dtype=pl.String))
    sample = samples.group_by("start", "product", "code").agg(pl.col(TEXT).min().alias("sample"))
    counted = groups.group_by("start", "product", "code").agg(
        requests=pl.col(ROW_COUNT).sum(), first=pl.col("time").min(), last=pl.col(LAST).max()
    )
    found = counted.join(sample, on=["start", "product", "code"], nulls_equal=True)
    return checked(found.select(*PROBLEMS), "PROBLEMS", PROBLEMS)


def _hidden(catalog: Catalog) -> list[str]:
    """Return the columns that hold only a secret. A query does not: its secrets have names."""
    secret = (one.request_column for one in catalog.identify if one.is_secret)
    return [column for column in dict.fromkeys(secret) if column != "query"]


def _shown(text: str, secrets: Sequence[str | None], catalog: Catalog) -> str:
    """Return a line with its credentials masked, even those without a name before them.

    Networks stand for addresses: a sample is stored, and a store keeps no addresses.

    A remote user, or a field of a pasted format, stands in the line without a name, so it is masked
    by its value. Where the value is not found in the line, for instance because the log escapes it,
    nothing of the line is shown.
    """
    for secret in filter(None, secrets):
        if secret not in text:
            return MASK
        text = text.replace(secret, MASK)
    return with_networks(masked(text, catalog.secret_names))


def _code(classified: Classified, catalog: Catalog, registry: Registry) -> pl.Expr:
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
