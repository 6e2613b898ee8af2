"""Texts of JSON values by the column → the columns of REQUESTS, and the rows they hold for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from usagestats.distinct import map_distinct
from usagestats.logs.json_targets import read_hosts, read_request_lines, read_targets
from usagestats.logs.json_times import read_times
from usagestats.logs.json_values import (
    address_of,
    host_of,
    method_of,
    read_durations,
    read_sizes,
    status_of,
)
from usagestats.tables import REQUESTS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from usagestats.logs.json_keys import KeyMap
    from usagestats.logs.json_texts import Texts

_ASKED_FOR = {"http_method", "host", "path", "query"}


def read_columns(
    texts: Texts, keys: KeyMap, columns: Collection[str]
) -> tuple[dict[str, pl.Series], pl.Series]:
    """Return the columns asked for, and for which rows the careful path says the same."""
    accepted = texts.are_plain()
    found = {"time": _time(texts, keys)}
    accepted &= found["time"].is_not_null()
    for name in ({"status"} & keys.keys()) | (set(columns) & _CELLS.keys()):
        known = texts.known(keys.get(name, ()))
        found[name] = _nothing(texts, name) if known is None else _CELLS[name](known)
    if "status" in keys:
        accepted &= found["status"].is_not_null()  # one that is none is looked at closer
    if "duration_ms" in columns:
        found["duration_ms"] = _durations(texts, keys)
    if not _ASKED_FOR.isdisjoint(columns):
        values, holds = _asked_for(texts, keys, columns)
        found |= values
        accepted &= holds
    return found, accepted


def _nothing(texts: Texts, column: str) -> pl.Series:
    return pl.repeat(None, texts.height, dtype=REQUESTS[column], eager=True)


def _time(texts: Texts, keys: KeyMap) -> pl.Series:
    known = texts.known(keys["time"])
    return _nothing(texts, "time") if known is None else read_times(known)


def _durations(texts: Texts, keys: KeyMap) -> pl.Series:
    """Read each place in its unit: the first that says something counts."""
    found = _nothing(texts, "duration_ms")
    is_told = pl.repeat(False, texts.height, dtype=pl.Boolean, eager=True)  # noqa: FBT003
    for key in keys.get("duration_ms", ()):
        known = texts.known([key])
        if known is None:
            continue
        found = found.zip_with(is_told | known.is_null(), read_durations(known, key.unit))
        is_told |= known.is_not_null()
    return found


def _asked_for(
    texts: Texts, keys: KeyMap, columns: Collection[str]
) -> tuple[dict[str, pl.Series], pl.Series]:
    """Read `http_method`, `host`, `path` and `query`, from wherever they are."""
    methods, hosts, paths, queries, lines = (
        texts.known(keys.get(name, ())) for name in ("http_method", "host", "path", "query", "request")
    )
    found: dict[str, pl.Series] = {}
    holds = pl.repeat(True, texts.height, dtype=pl.Boolean, eager=True)  # noqa: FBT003
    if lines is not None:
        parts, holds = read_request_lines(lines)
        paths = _first(paths, parts["target"])
    if "http_method" in columns:
        found["http_method"] = _by_value(texts, "http_method", methods, method_of)
        if lines is not None:
            unsaid = parts["http_method"]
            named = found["http_method"]
            found["http_method"] = (
                unsaid if methods is None else named.zip_with(methods.is_not_null(), unsaid)
            )
    if paths is None:
        target = pl.DataFrame({name: _nothing(texts, name) for name in ("host", "path", "query")})
    else:
        target = read_targets(paths)
    if "host" in columns:
        known = _first(None if hosts is None else read_hosts(hosts), target["host"])
        found["host"] = _by_value(texts, "host", known, host_of)
    found["path"] = target["path"].set(target["path"] == "", None)
    found["query"] = target["query"]
    if queries is not None:
        found["query"] = _first(found["query"], queries.str.strip_prefix("?"))
    if lines is not None:
        found["query"] = _first(found["query"], read_targets(parts["target"])["query"])
    return found, holds


def _first(preferred: pl.Series | None, other: pl.Series) -> pl.Series:
    if preferred is None:
        return other
    return pl.select(pl.coalesce(preferred, other)).to_series()


def _by_value(
    texts: Texts, column: str, known: pl.Series | None, function: Callable[[str], object]
) -> pl.Series:
    if known is None:
        return _nothing(texts, column)
    return map_distinct(known, function, REQUESTS[column])


_CELLS: dict[str, Callable[[pl.Series], pl.Series]] = {
    "status": lambda known: map_distinct(known, status_of, pl.Int16()),
    "upstream_status": lambda known: map_distinct(known, status_of, pl.Int16()),
    "response_bytes": read_sizes,
    "remote_address": lambda known: map_distinct(known, address_of, pl.String()),
    "remote_user": lambda known: known,
    "user_agent": lambda known: known,
    "service": lambda known: known,
}
