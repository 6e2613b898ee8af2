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
    parts = queries.str.splitn(f"{name}=", 2).struct
    before, after = parts.field("field_0"), parts.field("field_1")
    values = after.str.splitn("&", 2).struct.field("field_0")
    is_first = (before == "") | before.str.ends_with("&")
    is_first &= ~before.str.contains_any([f"{name}="], ascii_case_insensitive=True)
    is_found = values.is_not_null() & is_first
    if not is_found.all():
        # the name may be the end of another one, be written in other case, or not be there
        others = queries.filter(~is_found)
        may_hold = others.str.contains_any([f"{name}="], ascii_case_insensitive=True)
        places = (~is_found).arg_true()
        found = [
            _value_in_any_case(query, name) if holds else None
            for query, holds in zip(others, may_hold, strict=True)
        ]
        values = values.scatter(places, pl.Series(found, dtype=pl.String))
    return values.to_frame("value").select(pl.when(pl.col("value") != "").then("value")).to_series()


def _value_in_any_case(query: str, name: str) -> str | None:
    for pair in query.split("&"):
        key, equals, value = pair.partition("=")
        if equals and key.lower() == name.lower():
            return value
    return None
