"""A JSON record → the cells of a row of REQUESTS: the careful counterpart of `columns`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from usagestats.late_pattern import late_pattern
from usagestats.logs.readers.json.key_map import PATH_AFTER_REWRITE
from usagestats.logs.readers.json.queries import query_of
from usagestats.logs.readers.json.record import text_at, value_at
from usagestats.logs.readers.json.targets import host_in, request_line_of, target_of
from usagestats.logs.readers.json.times import parse_time
from usagestats.logs.readers.json.values import duration_of, host_of, method_of
from usagestats.logs.readers.log_format import NO_SUCH_TIME, NoRequestError
from usagestats.logs.values.absent import NOTHING
from usagestats.logs.values.addresses import first_address
from usagestats.logs.values.line_times import with_day
from usagestats.logs.values.numbers import known_size, last_status, upstream_answer
from usagestats.logs.values.request_line import has_no_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from usagestats.logs.readers.json.key_map import Key, KeyMap, Path
    from usagestats.logs.readers.json.record import Record
    from usagestats.logs.readers.json.targets import Target

_STATUS = late_pattern(r"(?:^|[,:]\s*)(?:-|-?[0-9]+)$")
_REQUEST_KEYS = ("http_method", "request", "path", PATH_AFTER_REWRITE)
_CELLS: Mapping[str, Callable[[str], Any]] = {
    "status": last_status,
    "response_bytes": known_size,
    "remote_address": first_address,
    "remote_user": str,
    "user_agent": str,
    "service": str,
}


def cells_in(record: Record, keys: KeyMap) -> dict[str, Any]:
    """Return the cells of all columns but the time."""
    cells = {name: _cell(record, keys, name, read) for name, read in _CELLS.items()}
    cells |= {
        "upstream_status": _upstream_status(record, keys),
        "duration_ms": _duration(record, keys),
    }
    return {**cells, **_request_cells(record, keys)}


def _known(record: Record, keys: KeyMap, column: str) -> tuple[str | None, Key | None]:
    """Return the first text of a column that is not in `NOTHING`, and its key; else two `None`."""
    for key in keys.get(column, ()):
        text = text_at(record, key.path)
        if text is not None and text not in NOTHING:
            return text, key
    return None, None


def _cell(record: Record, keys: KeyMap, column: str, read: Callable[[str], Any]) -> Any:  # noqa: ANN401
    text, _ = _known(record, keys, column)
    return None if text is None else read(text)


def _upstream_status(record: Record, keys: KeyMap) -> int | None:
    """Return the status of the upstream; a text like `-` means that no upstream answered."""
    texts = [text_at(record, key.path) for key in keys.get("upstream_status", ())]
    known = sorted((text for text in texts if text is not None), key=NOTHING.__contains__)
    return upstream_answer(known[0]) if known else None


def time_in(record: Record, keys: KeyMap, day: Key | None = None) -> datetime:
    """Return the time of a record: that of the first of its texts that can be read.

    Args:
        record: The record.
        keys: The key map.
        day: The key of the day, in UTC, of times that are only a time of day.

    Raises:
        NoRequestError: There is none.
    """
    texts = [text_at(record, key.path) for key in keys["time"]]
    known = [text for text in texts if text is not None and text not in NOTHING]
    date = day and text_at(record, day.path)
    if date and not known:
        raise NoRequestError("no time in this record, only a date")
    if not known:
        raise NoRequestError(f"no time: it would be in {_names(keys['time'])}")
    for text in known:
        whole = with_day(text, date or "", is_utc=True) if day else text
        if (time := parse_time(whole)) is not None:
            return time
    raise NoRequestError(NO_SUCH_TIME)


def is_connection(record: Record, keys: KeyMap) -> bool:
    """Return whether a record is about a TCP connection: of the status 0, without method and path.

    Source: Envoy writes the response code 0, and null or `-` for what a connection does not have.
    """
    if keys.keys().isdisjoint(_REQUEST_KEYS) or _known(record, keys, "status")[0] != "0":
        return False
    parts = [_known(record, keys, name)[0] for name in _REQUEST_KEYS]
    return all(text is None or has_no_parts(text) for text in parts)


def check_status(record: Record, keys: KeyMap) -> None:
    """Check that a record has a status, or a text like `-` for none.

    Raises:
        NoRequestError: It has neither.
    """
    text, _ = _known(record, keys, "status")
    if text is None and not any(_has(record, key.path) for key in keys["status"]):
        raise NoRequestError(f"no status: it would be in {_names(keys['status'])}")
    if text is not None and not _STATUS.search(text):
        raise NoRequestError("the status is not a number")


def _duration(record: Record, keys: KeyMap) -> float | None:
    text, key = _known(record, keys, "duration_ms")
    if text is None or key is None:
        return None
    signs = key.signs_of_seconds
    is_in_seconds = bool(signs) and (
        "." in text or any(text_at(record, path) is not None for path in signs)
    )
    return duration_of(text, "s" if is_in_seconds else key.unit)


def _request_cells(record: Record, keys: KeyMap) -> dict[str, str | None]:
    """Return `http_method`, `host`, `path` and `query`; each may come from several keys."""
    method, host, path, rewritten, line = (
        _known(record, keys, name)[0]
        for name in ("http_method", "host", "path", PATH_AFTER_REWRITE, "request")
    )
    sent = request_line_of(line or "")
    targets = [target_of(text) for text in (path, sent.path, rewritten) if text is not None]
    hosts = [target.host for target in targets if target.host is not None]
    host = host_in(host) if host is not None else next(iter(hosts), None)
    return {
        "http_method": sent.http_method if method is None else method_of(method),
        "host": None if host is None else host_of(host),
        "path": (targets[0].path or None) if targets else None,
        "query": _query(record, keys, targets),
    }


def _query(record: Record, keys: KeyMap, targets: Sequence[Target]) -> str | None:
    """Return the query of the path that counts; else that of a key, else of another path."""
    values = (value_at(record, key.path) for key in keys.get("query", ()))
    own = next((text for text in map(query_of, values) if text is not None), None)
    of_path, *others = [target.query for target in targets] or [None]
    return next((query for query in (of_path, own, *others) if query is not None), None)


def _has(record: Record, path: Path) -> bool:
    inner = value_at(record, path[:-1])
    return isinstance(inner, dict) and path[-1] in inner


def _names(keys: tuple[Key, ...]) -> str:
    return ", ".join(map(str, keys))
