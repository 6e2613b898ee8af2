"""A log format: it reads single lines with care, and offers the quickest reader of many.

Law 5 binds the two: on every line that a reader accepts, the careful reading says the same.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Final, Protocol

from usagestats.logs.readers.reader import CarefulReader
from usagestats.tables.declared import REQUESTS

if TYPE_CHECKING:
    from datetime import datetime

    from usagestats.logs.readers.reader import Reader
    from usagestats.tables.declared import Detail

Request = dict[str, Any]
"""A row of REQUESTS without `line`. Its `time` may be naive: then the log writes no offset; of the
year `yearless.NO_YEAR`, then it writes no year either.

`fields` holds what else the line names: its further fields by name, as text.
"""


def request(time: datetime, **known: Any) -> Request:  # noqa: ANN401  (cells of any kind)
    """Return a row with what a line says; what it does not say is null."""
    return {**_NOTHING, **known, "time": time}


_NOTHING: Request = dict.fromkeys([*REQUESTS, "fields"])
del _NOTHING["line"]
_NOTHING["fields"] = {}


NO_SUCH_TIME: Final = "the time does not exist"
"""Why a line is no request though it looks like one of its format."""


class NoRequestError(Exception):
    """A line that does not parse; its text is the reason."""


class OtherRecordError(NoRequestError):
    """A record of another kind in the same file, such as a firewall's: no request by nature."""


class LogFormat(Protocol):
    """One family of log lines."""

    @property
    def name(self) -> str:
        """The name that options and messages use."""

    @property
    def sample(self) -> str:
        """A line of it."""

    @property
    def header_starts(self) -> tuple[str, ...]:
        """What the header lines begin with, one text per kind; none where there are no headers."""

    def for_header(self, line: str) -> LogFormat | None:
        """Return the format of the lines after a header line; `None` where the line is none."""

    def bears_signature(self, line: str) -> bool:
        """Whether a line speaks for this format, provided that it can be read as it."""

    def reader(self, columns: frozenset[str], detail: Detail) -> Reader:
        """Return the quickest reader of its lines that gives these columns.

        Args:
            columns: Of REQUESTS, with `time`; further fields and `TEXT` too.
            detail: How much detail the reader must keep. Anything beyond it may be dropped.
        """

    def read_line(self, line: str) -> Request:
        """Read one line with care.

        Raises:
            NoRequestError: It is no request.
        """

    def check_line(self, line: str) -> None:
        """Raise what `read_line` raises, but read no more than that takes."""


class CarefulFormat(ABC):
    """A format without headers, whose every line is read by itself and with care."""

    __slots__ = ()

    @property
    def header_starts(self) -> tuple[str, ...]:
        """What the header lines begin with: there are none."""
        return ()

    def for_header(self, line: str) -> LogFormat | None:  # noqa: ARG002  (for those with headers)
        """Return the format of the lines after a header line: there are none."""
        return None

    def bears_signature(self, line: str) -> bool:  # noqa: ARG002  (for those that others can read)
        """Whether a line speaks for this format: whatever it can read does."""
        return True

    @abstractmethod
    def read_line(self, line: str) -> Request:
        """Read one line with care.

        Raises:
            NoRequestError: It is no request.
        """

    def check_line(self, line: str) -> None:
        """Raise what `read_line` raises; formats that can tell sooner have their own."""
        self.read_line(line)

    def reader(self, columns: frozenset[str], detail: Detail) -> Reader:  # noqa: ARG002  (the same)
        """Return a reader that leaves every line to `read_line`."""
        return CarefulReader(columns)
