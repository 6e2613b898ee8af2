"""Credentials → applications. A secret is turned into a pseudonym here and goes no further."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from usagestats.frames import by_distinct, map_distinct, text_after, text_before
from usagestats.safety.pseudonyms import pseudonym, shown_name, shown_user
from usagestats.tables.declared import NO_APPLICATION

if TYPE_CHECKING:
    from collections.abc import Iterable

    from usagestats.catalog.model import Credential


def identify_applications(requests: pl.DataFrame, identify: Iterable[Credential]) -> pl.Series:
    """Name the application of each request by the first credential that it carries.

    Shape: one name per request, never null; coded where the credentials are.
    """
    credentials = tuple(identify)
    columns = dict.fromkeys(credential.request_column for credential in credentials)
    if not columns:
        return pl.repeat(NO_APPLICATION, requests.height, dtype=pl.String, eager=True)
    found = by_distinct(requests.select(*columns), lambda rows: _identified(rows, credentials))
    return found.alias("application")


def _identified(requests: pl.DataFrame, identify: Iterable[Credential]) -> pl.Series:
    names = pl.repeat(None, requests.height, dtype=pl.String, eager=True)
    for credential in identify:
        unnamed = names.is_null().arg_true()
        if not len(unnamed):
            break
        if len(unnamed) == len(names):
            names = _names(requests[credential.request_column], credential)
        else:
            found = _names(requests[credential.request_column].gather(unnamed), credential)
            names = names.scatter(unnamed, found)
    return names.fill_null(NO_APPLICATION)


def _names(column: pl.Series, credential: Credential) -> pl.Series:
    values = column
    if credential.column == "query" and credential.parameter is not None:
        values = parameter_values(column, credential.parameter)
    shown = shown_user if credential.column == "remote_user" else shown_name
    return map_distinct(values, pseudonym if credential.is_secret else shown, pl.String())


def parameter_values(queries: pl.Series, name: str) -> pl.Series:
    """Return the value of a parameter in each query, as sent; null where it is absent or empty.

    The case of the name does not matter, and the first of repeated parameters counts. Source: nginx
    does so for `$arg_name`, and APIcast for credentials.
    """
    start = f"{name}="
    query = pl.col("query")
    found = queries.to_frame("query").select(
        is_first=query.str.starts_with(start).fill_null(value=False),
        value=text_before(query.str.slice(len(start)), "&"),
    )
    values = found["value"]
    others = (~found["is_first"]).arg_true()
    if len(others):
        values = values.scatter(others, _values_further_on(queries.gather(others), name))
    return values.to_frame("value").select(pl.when(pl.col("value") != "").then("value")).to_series()


def _values_further_on(queries: pl.Series, name: str) -> pl.Series:
    query = pl.col("query")
    # nearly all queries write the name in exactly this case; the others are read one by one
    found = queries.to_frame("query").select(
        value=text_before(text_after(query, f"&{name}="), "&"),
        holds=_holds(query, name),
        holds_before=_holds(text_before(query, f"&{name}="), name),
    )
    values = found["value"]
    odd = (found["holds"] & (values.is_null() | found["holds_before"])).arg_true()
    one_by_one = [_value_in_any_case(query, name) for query in queries.gather(odd)]
    return values.scatter(odd, pl.Series(one_by_one, dtype=pl.String))


def _holds(query: pl.Expr, name: str) -> pl.Expr:
    """Whether a query holds the name of a parameter, in any case; a null query holds none."""
    held = query.str.contains_any([f"{name}="], ascii_case_insensitive=True)
    return held.fill_null(value=False)


def _value_in_any_case(query: str, name: str) -> str | None:
    for pair in query.split("&"):
        key, equals, value = pair.partition("=")
        if equals and key.lower() == name.lower():
            return value
    return None
