"""The value that distinguishes records of requests from other records in the same file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from usagestats.light_dataclass import dataclass
from usagestats.logs.readers.log_format import NoRequestError, OtherRecordError

if TYPE_CHECKING:
    from usagestats.logs.readers.json.key_map import Path
    from usagestats.logs.readers.json.record import Record

_LONGEST_SHOWN: Final = 80


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """A value that distinguishes records of requests from others of the same gateway.

    Args:
        path: The path of the value.
        beginnings: The beginnings of the value in records of requests, in lower case.
        others: Its beginnings in other records of the gateway. A record with any other value was
            written by another program, and is a reject.
        unnamed: The paths by which a record of the gateway without the value is recognised;
            empty: every record has the value.
    """

    path: Path
    beginnings: tuple[str, ...]
    others: tuple[str, ...] = ()
    unnamed: tuple[Path, ...] = ()

    @property
    def signs(self) -> tuple[Path, ...]:
        """Paths of which every record of the gateway has at least one."""
        return (self.path, *self.unnamed[:1])

    def check(self, record: Record) -> None:
        """Check that a record is a request.

        Raises:
            OtherRecordError: It is another record of the gateway.
            NoRequestError: It is a record of another program.
        """
        from usagestats.logs.readers.json.record import text_at

        name, text = ".".join(self.path), text_at(record, self.path)
        if text is None and self.unnamed and all(text_at(record, own) for own in self.unnamed):
            raise OtherRecordError(f"a record of another kind: no {name}")
        if text is None:
            raise NoRequestError(f"no {name}")
        if text.lower().startswith(self.beginnings):
            return
        if text.lower().startswith(self.others):
            shown = text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
            raise OtherRecordError(f"a record of another kind: {name} is {shown}")
        raise NoRequestError(f"{name} is not {self.beginnings[0]}")


@dataclass(frozen=True, slots=True)
class KeyOfOthers:
    """A key that only records of another kind have, such as those of TCP connections.

    Args:
        path: The path of the value.
    """

    path: Path

    @property
    def signs(self) -> tuple[Path, ...]:
        """Return no path: records of requests have none in common with the others."""
        return ()

    def check(self, record: Record) -> None:
        """Check that a record is a request.

        Raises:
            OtherRecordError: It has the key.
        """
        from usagestats.logs.readers.json.record import text_at

        if text_at(record, self.path) is not None:
            raise OtherRecordError(f"a record of another kind: it has {'.'.join(self.path)}")
