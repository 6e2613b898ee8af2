"""Columns of texts of JSON values → columns of REQUESTS, and the rows that are accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from usagestats.frames import map_distinct
from usagestats.logs.readers.json.key_map import PATH_AFTER_REWRITE, Key
from usagestats.logs.readers.json.targets import read_hosts, read_request_lines, read_targets
from usagestats.logs.readers.json.times import read_times, without_offset
from usagestats.logs.readers.json.values import host_of, method_of, read_durations, read_sizes
from usagestats.logs.values.addresses import first_address
from usagestats.logs.values.numbers import last_status, upstream_answer
from usagestats.tables.declared import REQUESTS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from usagestats.logs.readers.json.key_map import KeyMap
    from usagestats.logs.readers.json.texts import Texts

_AS_WRITTEN = {"remote_user", "service", "user_agent"}
_LONG_NUMBER = r"^-?[0-9.]{17,}$"  # Python and polars may write so long a number differently
_REQUEST_COLUMNS = {"http_method", "host", "path", "query"}


def read_columns(
    texts: Texts, keys: KeyMap, columns: Collection[str]
) -> tuple[dict[str, pl.Series], pl.Series]:
    """Return the columns by name, and whether each row is accepted.

    A row is accepted if the careful path is sure to find the same values in it.
    """
    accepted = texts.are_plain()
    found = {"time": _time(texts, keys)}
    accepted &= found["time"].is_not_null()
    for name in ({"status"} & keys.keys()) | (set(columns) & _CELLS.keys()):
        has_none = name == "upstream_status"  # `-` means that no upstream answered
        known = (texts.written if has_none else texts.known)(keys.get(name, ()))
        found[name] = _nothing(texts, name) if known is None else _CELLS[name](known)
        if known is not None and name in _AS_WRITTEN:
            accepted &= ~known.str.contains(_LONG_NUMBER).fill_null(value=False)
    if "status" in keys:
        accepted &= found["status"].is_not_null()  # the careful path checks the others
    if "duration_ms" in columns:
        found["duration_ms"] = _durations(texts, keys)
    if not _REQUEST_COLUMNS.isdisjoint(columns):
        values, holds = _request_columns(texts, keys, columns)
        found |= values
        accepted &= holds
    return found, accepted


def read_on_wall(texts: Texts, keys: KeyMap) -> pl.Series | None:
    """Return for each row whether its time has no offset; `None` where all times have one."""
    known = texts.known(keys["time"])
    on_wall = None if known is None else without_offset(known)
    return on_wall if on_wall is not None and on_wall.any() else None


def _nothing(texts: Texts, column: str) -> pl.Series:
    return pl.repeat(None, texts.height, dtype=REQUESTS[column], eager=True)


def _time(texts: Texts, keys: KeyMap) -> pl.Series:
    known = texts.known(keys["time"])
    return _nothing(texts, "time") if known is None else read_times(known)


def _durations(texts: Texts, keys: KeyMap) -> pl.Series:
    """Read the texts of each key in its unit; the first text with a meaning counts."""
    found = _nothing(texts, "duration_ms")
    is_known = pl.repeat(False, texts.height, dtype=pl.Boolean, eager=True)  # noqa: FBT003
    for key in keys.get("duration_ms", ()):
        known = texts.known([key])
        if known is None:
            continue
        read = read_durations(known, key.unit)
        if key.signs_of_seconds:
            signs = texts.present([Key(path) for path in key.signs_of_seconds])
            in_seconds = signs | known.str.contains(".", literal=True).fill_null(value=False)
            read = read_durations(known, "s").zip_with(in_seconds, read)
        found = found.zip_with(is_known | known.is_null(), read)
        is_known |= known.is_not_null()
    return found


def _request_columns(
    texts: Texts, keys: KeyMap, columns: Collection[str]
) -> tuple[dict[str, pl.Series], pl.Series]:
    """Read `http_method`, `host`, `path` and `query`; each may come from several keys."""
    lines, holds = _request_lines(texts, keys)
    targets = list(_targets(texts, keys, lines["target"]))
    found: dict[str, pl.Series] = {}
    if "path" in columns:
        path = _first([target["path"] for target in targets], texts)
        found["path"] = path.set(path == "", None)
    if "query" in columns:
        found["query"] = _queries(texts, keys, targets)
    if "host" in columns:
        hosts = texts.known(keys.get("host", ()))
        named = [] if hosts is None else [read_hosts(hosts)]
        known = _first([*named, *(target["host"] for target in targets)], texts)
        found["host"] = map_distinct(known, host_of, pl.String())
    if "http_method" in columns:
        methods = texts.known(keys.get("http_method", ()))
        found["http_method"] = lines["http_method"]
        if methods is not None:
            own = map_distinct(methods, method_of, pl.String())
            found["http_method"] = own.zip_with(methods.is_not_null(), found["http_method"])
    return found, holds


def _targets(texts: Texts, keys: KeyMap, sent: pl.Series) -> Iterator[pl.DataFrame]:
    """Give the columns of `read_targets` of each kind of path, the best first."""
    for known in (
        texts.known(keys.get("path", ())),
        sent if "request" in keys else None,
        texts.known(keys.get(PATH_AFTER_REWRITE, ())),
    ):
        if known is not None:
            yield read_targets(known)


def _queries(texts: Texts, keys: KeyMap, targets: Sequence[pl.DataFrame]) -> pl.Series:
    """Return the query of the path that counts; else that of a key, else of another path."""
    of_path = _nothing(texts, "query")
    for target in reversed(targets):  # of each row the first path that it has
        of_path = target["query"].zip_with(target["path"].is_not_null(), of_path)
    own = texts.known(keys.get("query", ()))
    of_key = [] if own is None else [own.str.strip_prefix("?")]
    return _first([of_path, *of_key, *(target["query"] for target in targets)], texts)


def _request_lines(texts: Texts, keys: KeyMap) -> tuple[pl.DataFrame, pl.Series]:
    known = texts.known(keys.get("request", ()))
    if known is not None:
        return read_request_lines(known)
    nothing = _nothing(texts, "path")
    holds = pl.repeat(True, texts.height, dtype=pl.Boolean, eager=True)  # noqa: FBT003
    return pl.DataFrame({"http_method": nothing, "target": nothing}), holds


def _first(columns: Sequence[pl.Series], texts: Texts) -> pl.Series:
    """Return of each row the first text in these columns."""
    if not columns:
        return pl.repeat(None, texts.height, dtype=pl.String(), eager=True)
    return pl.select(pl.coalesce(columns)).to_series()


_CELLS: dict[str, Callable[[pl.Series], pl.Series]] = {
    "status": lambda known: map_distinct(known, last_status, pl.Int16()),
    "upstream_status": lambda known: map_distinct(known, upstream_answer, pl.Int16()),
    "response_bytes": read_sizes,
    "remote_address": lambda known: map_distinct(known, first_address, pl.String()),
    "remote_user": lambda known: known,
    "user_agent": lambda known: known,
    "service": lambda known: known,
}
