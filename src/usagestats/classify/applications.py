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

    A name counts in any case, and of a repeated parameter the first one, as nginx reads `$arg_name`
    and APIcast credentials.
    """
    start = f"{name}="
    is_first = queries.str.starts_with(start)
    values = _until_ampersand(queries.str.slice(len(start)))
    others = (~is_first).fill_null(value=True).arg_true()
    if len(others):
        values = values.scatter(others, _values_further_on(queries.gather(others), name))
    return values.to_frame("value").select(pl.when(pl.col("value") != "").then("value")).to_series()


def _until_ampersand(texts: pl.Series) -> pl.Series:
    return texts.str.splitn("&", 2).struct.field("field_0")


def _values_further_on(queries: pl.Series, name: str) -> pl.Series:
    parts = queries.str.splitn(f"&{name}=", 2).struct
    values = _until_ampersand(parts.field("field_1"))
    # nearly all queries that hold the name in any case hold it just so; the rest one by one
    holds = queries.str.contains_any([f"{name}="], ascii_case_insensitive=True)
    holds_before = parts.field("field_0").str.contains_any(
        [f"{name}="], ascii_case_insensitive=True
    )
    odd = (holds & (values.is_null() | holds_before)).fill_null(value=False).arg_true()
    found = [_value_in_any_case(query, name) for query in queries.gather(odd)]
    return values.scatter(odd, pl.Series(found, dtype=pl.String))


def _value_in_any_case(query: str, name: str) -> str | None:
    for pair in query.split("&"):
        key, equals, value = pair.partition("=")
        if equals and key.lower() == name.lower():
            return value
    return None
