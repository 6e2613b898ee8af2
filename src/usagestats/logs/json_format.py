"""JSON records, one per line: a family of them is a key map, and what tells it from the others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from usagestats.logs.addresses import first_address
from usagestats.logs.json_keys import Key, KeyMap, clashes, key_map, path_of
from usagestats.logs.json_read_columns import read_columns
from usagestats.logs.json_record import parse_record, text_at, texts_by_path
from usagestats.logs.json_targets import host_in, request_line_of, target_of
from usagestats.logs.json_texts import Texts
from usagestats.logs.json_times import parse_time
from usagestats.logs.json_values import duration_of, host_of, method_of
from usagestats.logs.log_format import (
    NOTHING,
    CarefulFormat,
    FastRead,
    NoRequestError,
    Request,
    request,
)
from usagestats.logs.numbers import known_size, last_status
from usagestats.tables import REQUESTS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import datetime

    from usagestats.logs.json_keys import Path
    from usagestats.logs.json_record import Record


class OtherRecordError(NoRequestError):
    """A record of another kind in the same file, such as a firewall's: no request by nature."""


@dataclass(frozen=True, slots=True)
class Kind:
    """The value that tells records of requests from the others in the same file.

    Args:
        path: Where it is.
        beginnings: What it begins with in records of requests, in lower case.
        others: What it begins with in the others; any other text is of another program.
    """

    path: Path
    beginnings: tuple[str, ...]
    others: tuple[str, ...] = ()

    def check(self, record: Record) -> None:
        """Raise `NoRequestError` unless a record is of this kind."""
        name, text = ".".join(self.path), text_at(record, self.path)
        if text is None:
            raise NoRequestError(f"no {name}")
        if text.lower().startswith(self.beginnings):
            return
        if text.lower().startswith(self.others):
            raise OtherRecordError(f"a record of another kind: {name} is {text[:40]}")
        raise NoRequestError(f"{name} is not {self.beginnings[0]}")


@dataclass(frozen=True, slots=True)
class JsonFormat(CarefulFormat):
    """A `LogFormat` of JSON records.

    Args:
        name: Of the format.
        sample: A line of it.
        keys: Where the columns are.
        telling: What a record must have to be of this format, besides a time and a status.
        kind: What tells its records of requests from others.
    """

    name: str
    sample: str
    keys: KeyMap
    telling: tuple[Key, ...] = ()
    kind: Kind | None = None

    @property
    def fast_columns(self) -> frozenset[str]:
        """The columns of REQUESTS that the fast path can fill: all of them."""
        return _FAST_COLUMNS

    def recognises(self, line: str) -> bool:
        """Tell whether a line is a record of the gateway, be it of a request or not."""
        try:
            self.read_line(line)
        except OtherRecordError:
            return True
        except NoRequestError:
            return False
        return True

    def read_fast(self, data: bytes, columns: Collection[str]) -> FastRead:
        """Read the lines of a chunk by vectorised operations."""
        texts = Texts(data, self._paths(columns))
        found, accepted = read_columns(texts, self.keys, columns)
        for key in self.telling:
            accepted &= texts.present([key])
        if self.kind is not None:
            accepted &= _is_of(self.kind, texts)
        if "line" in columns:
            found["line"] = pl.int_range(1, texts.height + 1, dtype=pl.Int64, eager=True)
        requests = pl.DataFrame({name: found[name] for name in REQUESTS if name in columns})
        return FastRead(requests, accepted.fill_null(value=False))

    def _paths(self, columns: Collection[str]) -> list[Path]:
        """Return the places that the columns, and what is checked, are read from."""
        wanted = {"time", "status", *columns}
        if not wanted.isdisjoint({"path", "query", "host", "http_method"}):
            wanted |= {"request"} | ({"path"} if wanted & {"query", "host"} else set())
        paths = [key.path for name in self.keys if name in wanted for key in self.keys[name]]
        paths += [key.path for key in self.telling]
        paths += [self.kind.path] if self.kind else []
        return list(dict.fromkeys(paths))

    def read_line(self, line: str) -> Request:
        """Read one line with care."""
        record = parse_record(line)
        if self.kind is not None:
            self.kind.check(record)
        for key in self.telling:
            if text_at(record, key.path) is None:
                raise NoRequestError(f"no {key}")
        time = self._time(record)
        if "status" in self.keys:
            self._check_status(record)
        cells = {name: self._cell(record, name, read) for name, read in _CELLS.items()}
        return request(
            time,
            **cells,
            **self._asked_for(record),
            duration_ms=self._duration(record),
            fields=texts_by_path(record),
        )

    def _known(self, record: Record, column: str) -> tuple[str | None, Key | None]:
        """Return the first text that says something, and where it stands."""
        for key in self.keys.get(column, ()):
            text = text_at(record, key.path)
            if text is not None and text not in NOTHING:
                return text, key
        return None, None

    def _cell(self, record: Record, column: str, read: Callable[[str], Any]) -> Any:  # noqa: ANN401
        text, _ = self._known(record, column)
        return None if text is None else read(text)

    def _time(self, record: Record) -> datetime:
        """Return the first time that can be read."""
        texts = [text_at(record, key.path) for key in self.keys["time"]]
        known = [text for text in texts if text is not None and text not in NOTHING]
        if not known:
            raise NoRequestError(f"no time: it would be in {_names(self.keys['time'])}")
        for text in known:
            if (time := parse_time(text)) is not None:
                return time
        raise NoRequestError("the time does not exist")

    def _check_status(self, record: Record) -> None:
        """Raise `NoRequestError` unless a status is written, be it one that stands for none."""
        text, _ = self._known(record, "status")
        if text is None and not any(_has(record, key.path) for key in self.keys["status"]):
            raise NoRequestError(f"no status: it would be in {_names(self.keys['status'])}")
        if text is not None and not _STATUS.search(text):
            raise NoRequestError("the status is no number")

    def _duration(self, record: Record) -> float | None:
        text, key = self._known(record, "duration_ms")
        return None if text is None or key is None else duration_of(text, key.unit)

    def _asked_for(self, record: Record) -> dict[str, str | None]:
        """Return `http_method`, `host`, `path` and `query`, from wherever they are."""
        method, host, path, query, line = (
            self._known(record, name)[0]
            for name in ("http_method", "host", "path", "query", "request")
        )
        from_line = request_line_of(line or "")
        target = target_of(path or from_line.path or "")
        host = target.host if host is None else host_in(host)
        further = target_of(from_line.path or "").query
        if query is not None:
            further = query.removeprefix("?")
        return {
            "http_method": from_line.http_method if method is None else method_of(method),
            "host": None if host is None else host_of(host),
            "path": target.path or None,
            "query": further if target.query is None else target.query,
        }


_FAST_COLUMNS = frozenset(REQUESTS)
_STATUS = re.compile(r"(?:^|[,:]\s*)(?:-|-?[0-9]+)$")

_CELLS: Mapping[str, Callable[[str], Any]] = {
    "status": last_status,
    "response_bytes": known_size,
    "upstream_status": last_status,
    "remote_address": first_address,
    "remote_user": str,
    "user_agent": str,
    "service": str,
}


def json_format(
    name: str,
    sample: str,
    keys: Mapping[str, Collection[str]],
    *,
    telling: Collection[str] = (),
    kind: Kind | None = None,
) -> JsonFormat:
    """Return the format that is declared by texts: see `json_keys`.

    Raises:
        ValueError: A key leads to a value where another one leads through an object.
    """
    told = tuple(Key(path_of(text)) for text in telling)
    found = JsonFormat(name, sample, key_map(keys), told, kind)
    paths = [key.path for places in found.keys.values() for key in places]
    if clashing := clashes([*paths, *(key.path for key in told)]):
        raise ValueError(f"{'.'.join(clashing[0])} is both a value and an object")
    return found


def _is_of(kind: Kind, texts: Texts) -> pl.Series:
    found = texts.columns([Key(kind.path)])
    if not found:
        return pl.repeat(False, texts.height, dtype=pl.Boolean, eager=True)  # noqa: FBT003
    lower = pl.lit(found[0]).str.to_lowercase()
    begins = pl.any_horizontal([lower.str.starts_with(text) for text in kind.beginnings])
    return pl.select(begins).to_series()


def _has(record: Record, path: Path) -> bool:
    value: Any = record
    for name in path:
        if not isinstance(value, dict) or name not in value:
            return False
        value = value[name]
    return True


def _names(keys: tuple[Key, ...]) -> str:
    return ", ".join(map(str, keys))
