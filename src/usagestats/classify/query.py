"""Query parameters as mapping rules see them: decoded, and the last of repeated ones counts.

Source: reference on 3scale, §2.4.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

import polars as pl

from usagestats.frames import map_distinct

if TYPE_CHECKING:
    from usagestats.catalog.pattern import Condition

_MOST_ARGUMENTS = 100
_decoded = partial(unquote_plus, errors="surrogateescape")


def query_arguments(query: str) -> dict[str, str | bool]:
    """Return the last value of each parameter; `True` for a parameter without `=`.

    Only the first 100 parameters count.
    """
    arguments: dict[str, str | bool] = {}
    pairs = [pair for pair in query.split("&") if pair]
    for pair in pairs[:_MOST_ARGUMENTS]:
        name, equals, value = pair.partition("=")
        if name:
            arguments[_decoded(name)] = _decoded(value) if equals else True
    return arguments


def queries_hold(queries: pl.Series, condition: Condition) -> pl.Series:
    """Whether each query meets a condition of a rule.

    Shape: one Boolean per query, never null.
    """
    query = pl.col("query").fill_null("")
    name = re.escape(condition.parameter)
    found = queries.to_frame("query").select(
        # the last pair with this name; right where names and values hold no escapes
        pair=pl.format("&{}", query).str.extract(rf"^(?s:.*)&({name}(?:=[^&]*)?)(?:&|$)"),
        is_odd=query.str.contains_any(["%", "+"])
        | (query.str.count_matches("&") >= _MOST_ARGUMENTS),
    )
    held = map_distinct(found["pair"], partial(_holds, condition=condition), pl.Boolean())
    odd = found["is_odd"].arg_true()
    if len(odd):
        plainly = map_distinct(
            queries.gather(odd).fill_null(""), partial(_holds, condition=condition), pl.Boolean()
        )
        held = held.scatter(odd, plainly)
    return held.fill_null(value=False)


def _holds(query: str, condition: Condition) -> bool:
    value = query_arguments(query).get(condition.parameter)
    return value is not None and condition.value in {None, value}
