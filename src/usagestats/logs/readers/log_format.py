"""What a log format is: a fast path over a whole chunk, a careful one over single lines.

Law 5 binds the two: on every line that the fast path accepts, the careful one says the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from usagestats.tables.declared import REQUESTS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    import polars as pl

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


@dataclass(frozen=True, slots=True)
class FastRows:
    """What the fast path made of a chunk.

    Args:
        requests: One row per line of the chunk, in order, with the columns asked for.
        accepted: Per line, whether its row counts; never null.
        without_offset: Per line, whether its time is on the wall and its offset the log zone's;
            never null. `None` where every time has an offset.
    """

    requests: pl.DataFrame
    accepted: pl.Series
    without_offset: pl.Series | None = None


@dataclass(frozen=True, slots=True)
class GroupedRows:
    """What the fast path made of a chunk of which only kinds of requests are asked for.

    Args:
        requests: REQUESTS with `ROW_COUNT`, of the lines that were accepted.
        last: Per row, the time of the latest of its requests.
        on_wall: Per row, whether its times are on the wall and their offset the log zone's, within
            one minute then; `None` where every time has an offset.
        lines: How many there are.
        refused: The lines that were not accepted, with their numbers from 0.
    """

    requests: pl.DataFrame
    last: pl.Series
    on_wall: pl.Series | None
    lines: int
    refused: list[tuple[int, str]]


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
        """Tell whether a line speaks for this format, provided that it can be read as it."""

    def reads_fast(self, columns: Collection[str]) -> bool:
        """Tell whether the fast path can fill these columns of REQUESTS, further fields too."""

    def read_fast(self, data: bytes, columns: Collection[str]) -> FastRows:
        """Read the lines of a chunk, which is valid UTF-8, by vectorised operations."""

    def reads_grouped(self, columns: Collection[str], detail: Detail) -> bool:
        """Tell whether `read_grouped` can fill these columns."""

    def read_grouped(
        self, pieces: Iterable[bytes], columns: Collection[str], detail: Detail
    ) -> GroupedRows:
        """Read the lines of a chunk, valid UTF-8, to one row per kind of request."""

    def read_line(self, line: str) -> Request:
        """Read one line with care.

        Raises:
            NoRequestError: It is no request.
        """

    def check_line(self, line: str) -> None:
        """Raise what `read_line` raises, but read no more than that takes."""


class CarefulFormat:
    """What the formats share that read one line like any other, by the careful path only."""

    __slots__ = ()

    @property
    def header_starts(self) -> tuple[str, ...]:
        """What the header lines begin with: there are none."""
        return ()

    def for_header(self, line: str) -> LogFormat | None:  # noqa: ARG002  (for those with headers)
        """Return the format of the lines after a header line: there are none."""
        return None

    def bears_signature(self, line: str) -> bool:  # noqa: ARG002  (for those that others can read)
        """Tell whether a line speaks for this format: whatever it can read does."""
        return True

    def read_line(self, line: str) -> Request:
        """Read one line with care.

        Raises:
            NoRequestError: It is no request.
        """
        raise NotImplementedError

    def check_line(self, line: str) -> None:
        """Raise what `read_line` raises; formats that can tell sooner have their own."""
        self.read_line(line)

    def reads_fast(self, columns: Collection[str]) -> bool:  # noqa: ARG002  (for those that can)
        """Tell whether the fast path can fill these columns: there is none."""
        return False

    def read_fast(self, data: bytes, columns: Collection[str]) -> FastRows:
        """Never called, since no columns are read fast."""
        raise NotImplementedError

    def reads_grouped(self, columns: Collection[str], detail: Detail) -> bool:  # noqa: ARG002
        """Tell whether kinds of requests can be read: only requests can."""
        return False

    def read_grouped(
        self, pieces: Iterable[bytes], columns: Collection[str], detail: Detail
    ) -> GroupedRows:
        """Never called, since no kinds are read."""
        raise NotImplementedError
