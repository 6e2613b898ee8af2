"""The texts of a line by name → a row of REQUESTS, for formats whose parts have names.

A name is a column of REQUESTS, or one of these two; any other is a further field of the line.

- `request`: a request line, `GET /path?query HTTP/1.1`
- `target`: `/path?query`, or an absolute URL, which names the host too

A text named `path` may hold more than a path, too: a query, or an absolute URL. A text of the line
that is named `host` or `query` counts more than the one in a target.
"""

from __future__ import annotations

from dataclasses import field
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from usagestats.light_dataclass import dataclass
from usagestats.logs.readers.log_format import (
    CONNECTION,
    NO_SUCH_TIME,
    NoRequestError,
    OtherRecordError,
    Request,
    request,
)
from usagestats.logs.values.absent import NOTHING
from usagestats.logs.values.addresses import first_address, host_name
from usagestats.logs.values.numbers import known_size, known_status, milliseconds, upstream_answer
from usagestats.logs.values.request_line import (
    has_no_parts,
    parse_request,
    split_target,
    unescape,
)
from usagestats.tables.declared import REQUESTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    Texts = Mapping[str, str | None]
    """The parts of a line by name; `None` where the line has no such part."""

    Reader = Callable[[str], Any]

_COLUMNS: Final = frozenset(REQUESTS) - {"line", "time"}
_REQUEST_LINE: Final = frozenset({"http_method", "path", "query"})
"""The columns for which a request line counts before other parts, as these may be rewritten."""
_PATH: Final = frozenset({"path"})
"""The column that is always taken from the request line or the target."""
KNOWN_NAMES: Final = frozenset(REQUESTS) | {"request", "target"}
"""The names that are not further fields."""
COLUMN_READERS: Final[dict[str, Reader]] = {
    "host": host_name,
    "status": known_status,
    "upstream_status": upstream_answer,
    "response_bytes": known_size,
    "duration_ms": partial(milliseconds, per_unit=1),
    "remote_address": first_address,
}
"""The functions that read columns; the other columns are text, whose escapes are undone."""


@dataclass(frozen=True, slots=True)
class NamedTexts:
    """How a format writes the texts of its parts.

    Args:
        time: Reads the text named `time`; returns `None` for a time that does not exist.
        plain: Undoes the escapes of the gateway.
        readers: The functions for columns that the gateway writes in its own way.
        preferred: For a column, the name of a better part of the line, used where it has a value.
    """

    time: Callable[[str], datetime | None]
    plain: Callable[[str], str] = unescape
    readers: Mapping[str, Reader] = field(default_factory=dict)
    preferred: Mapping[str, str] = field(default_factory=dict)

    def request(self, texts: Texts, more: Texts | None = None) -> Request:
        """Return the row of a line.

        Args:
            texts: Columns, and further fields whose names are not those of columns.
            more: Further fields; their names may be those of columns, too.

        Raises:
            OtherRecordError: It is the line of a TCP connection.
            NoRequestError: There is no time, or one that does not exist.
        """
        if _is_connection(texts):
            raise OtherRecordError(CONNECTION)
        written = texts.get("time") or ""
        time = self.time(written)
        if time is None:
            raise NoRequestError("no time" if written in NOTHING else NO_SUCH_TIME)
        sent = self._request_line(texts)
        row = request(time, **sent)
        row["fields"] = self._fields(texts, more or {})
        taken = _PATH if sent.get("http_method") is None else _REQUEST_LINE
        for name in (_COLUMNS & texts.keys()) - taken:
            value = self._value(name, texts.get(self.preferred.get(name, "")))
            value = self._value(name, texts[name]) if value is None else value
            row[name] = row[name] if value is None else value
        return row

    def _fields(self, texts: Texts, more: Texts) -> dict[str, str]:
        fields = {name: text for name, text in texts.items() if name not in KNOWN_NAMES} | {**more}
        return {
            name: self.plain(text)
            for name, text in fields.items()
            if text is not None and text not in NOTHING
        }

    def _request_line(self, texts: Texts) -> dict[str, str | None]:
        """Return the cells of the request line, else of the target, where `path` counts more."""
        line = texts.get("request")
        cells = {} if line is None else parse_request(line, self.plain)
        if cells.get("http_method") is not None:
            return cells
        names = ("target", "path") if line is None else ("path",)
        for text in (texts.get(name) for name in names):
            if text is not None and text not in NOTHING:
                found = split_target(self.plain(text))._asdict()
                cells |= {name: cell for name, cell in found.items() if cell is not None}
        return cells

    def _value(self, name: str, text: str | None) -> Any:  # noqa: ANN401  (a cell of any kind)
        if text is None or (text in NOTHING and name != "upstream_status"):
            return None
        reader = self.readers.get(name) or COLUMN_READERS.get(name) or self.plain
        return reader(text)


def _is_connection(texts: Texts) -> bool:
    """Return whether a line has neither a request nor a status, as Envoy and ELB write them.

    A line without a status is one of a connection only if its request is `- - -`.
    """
    status = texts.get("status") or ""
    if (line := texts.get("request")) is not None:
        return has_no_parts(line) and known_status(status) is None
    method, target = texts.get("http_method"), texts.get("target")
    return status == "0" and method in NOTHING and target in NOTHING
