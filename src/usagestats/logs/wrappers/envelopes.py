"""JSON objects of shippers that hold the line as text: Filebeat, Fluent Bit, Loki, journald."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from usagestats.light_dataclass import dataclass
from usagestats.logs.wrappers.inner_line import InRecord
from usagestats.logs.wrappers.wrapper import Unwrapped, texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl


@dataclass(frozen=True, slots=True)
class Envelope:
    """A `Wrapper` that is a JSON object.

    Args:
        name: The name that messages use.
        sample: A wrapped line.
        paths: The paths of the inner line: dotted names, of one key or of nested ones. The first
            that holds text counts.
        clocks: The paths of the time when the line was written.
    """

    name: str
    sample: str
    paths: tuple[str, ...]
    clocks: tuple[str, ...]

    @property
    def place(self) -> InRecord:
        """The texts at the paths; a dotted name is that of one key, or of nested ones."""
        names = (((path,), tuple(path.split("."))) for path in self.paths)
        return InRecord(tuple(dict.fromkeys(path for both in names for path in both)))

    @property
    def begins(self) -> str:
        """The brace of an object."""
        return r"\{"

    def matches(self, line: str) -> bool:
        """Whether a line is such an object."""
        return self._first(line, self.paths) is not None

    def unwrap(self, lines: pl.Series) -> Unwrapped:
        """Take the text out of each object."""
        inner = ((line, self._first(line, self.paths)) for line in lines)
        return Unwrapped(texts([line if text is None else text for line, text in inner]))

    def times(self, lines: pl.Series) -> pl.Series:
        """Return the times when lines were written, as text."""
        return texts([self._first(line, self.clocks) for line in lines])

    def open_after(self, lines: Sequence[str]) -> None:
        """Return `None`: every line is a record."""

    @staticmethod
    def _first(line: str, paths: tuple[str, ...]) -> str | None:
        if not line.startswith("{"):
            return None
        try:
            envelope = json.loads(line, strict=False)
        except (ValueError, RecursionError):
            return None
        found = (_text(_value(envelope, path)) for path in paths)
        return next((text for text in found if text is not None), None)


def _value(envelope: dict[str, object], path: str) -> object:
    if path in envelope:
        return envelope[path]
    first, _, rest = path.partition(".")
    inner = envelope.get(first)
    return _value(inner, rest) if rest and isinstance(inner, dict) else None


def _text(value: object) -> str | None:
    """Return text; journald writes a message that is not UTF-8 as a list of numbers, its bytes."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and value:
        try:
            return bytes(value).decode("utf-8", "replace")
        except (TypeError, ValueError):
            return None
    return None


JOURNALD: Final = Envelope(
    # journalctl -o json; systemd.journal-fields(7)
    name="journald",
    sample='{"__REALTIME_TIMESTAMP":"1777889730000000","MESSAGE":"LINE"}',
    paths=("MESSAGE",),
    clocks=("__REALTIME_TIMESTAMP",),
)
SHIPPER: Final = Envelope(
    # event.original holds the line as it was read, where a shipper has changed the message
    name="json-envelope",
    sample='{"@timestamp":"2026-05-04T10:15:30.000Z","message":"LINE"}',
    paths=("event.original", "message", "log", "line"),
    clocks=("@timestamp", "timestamp", "time", "date", "ts"),
)
