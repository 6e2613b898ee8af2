"""Credentials → applications. A secret is turned into a pseudonym here and goes no further."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from usagestats.distinct import map_distinct
from usagestats.secrets import pseudonym

if TYPE_CHECKING:
    from collections.abc import Iterable

    from usagestats.catalog.model import Credential

NO_APPLICATION = "(none)"


def identify_applications(requests: pl.DataFrame, identify: Iterable[Credential]) -> pl.Series:
    """Name the application of each request by the first credential that it carries.

    Shape: one name per request, never null.
    """
    names = pl.repeat(None, requests.height, dtype=pl.String, eager=True)
    for credential in identify:
        unnamed = names.is_null()
        if not unnamed.any():
            break
        found = _names(requests[credential.column].filter(unnamed), credential)
        names = names.scatter(unnamed.arg_true(), found) if len(found) < len(names) else found
    return names.fill_null(NO_APPLICATION).alias("application")


def _names(column: pl.Series, credential: Credential) -> pl.Series:
    values = column
    if credential.parameter is not None:
        values = parameter_values(column, credential.parameter)
    return map_distinct(values, pseudonym, pl.String()) if credential.is_secret else values


def parameter_values(queries: pl.Series, name: str) -> pl.Series:
    """Return the value of a query parameter, as sent; null where it is absent or empty.

    The name is looked for as it is written; where a query has it in other case only, that counts
    too, since nginx reads `$arg_name` in any case (APIcast takes credentials that way). Of a
    repeated parameter the first counts.
    """
    after_name = ("&" + queries).str.splitn(f"&{name}=", 2).struct.field("field_1")
    values = after_name.str.splitn("&", 2).struct.field("field_0")
    missing = values.is_null()
    other_case = queries.filter(missing).str.contains_any([f"{name}="], ascii_case_insensitive=True)
    if other_case.any():
        places = missing.arg_true().filter(other_case.fill_null(value=False))
        found = [_value_in_any_case(query, name) for query in queries.gather(places)]
        values = values.scatter(places, pl.Series(found, dtype=pl.String))
    return values.to_frame("value").select(pl.when(pl.col("value") != "").then("value")).to_series()


def _value_in_any_case(query: str, name: str) -> str | None:
    for pair in query.split("&"):
        key, equals, value = pair.partition("=")
        if equals and key.lower() == name.lower():
            return value
    return None
