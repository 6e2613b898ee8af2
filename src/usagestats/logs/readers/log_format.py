"""The interface of a log format: it reads single lines with care, and chooses a reader of many.

Law 5 holds the two equal: on every line that a reader accepts, the careful reading finds the same.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Final, Protocol

import polars as pl

from usagestats.logs.readers.reader import CarefulReader
from usagestats.tables.declared import REQUESTS

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence
    from datetime import datetime

    from usagestats.logs.readers.probe import Probe
    from usagestats.logs.readers.reader import Reader
    from usagestats.logs.readers.stops import Stop
    from usagestats.tables.declared import Detail

    TextGroups = tuple[tuple[str, ...], ...]

Request = dict[str, Any]
"""A row of REQUESTS without `line`. A naive `time` means that the log writes no offset; the year
`yearless.NO_YEAR` means that it writes no year either.

`fields` holds the further fields of the line: text by name.
"""


def request(time: datetime, **known: Any) -> Request:  # noqa: ANN401  (cells of any kind)
    """Return a row with these cells; the other columns are null."""
    return {**_NOTHING, **known, "time": time}


_NOTHING: Request = dict.fromkeys([*REQUESTS, "fields"])
del _NOTHING["line"]
_NOTHING["fields"] = {}


NO_SUCH_TIME: Final = "the time does not exist"
"""The reason for refusing a line that has the form of a request, but a time such as 31 June."""


CONNECTION: Final = "a TCP connection in which there was no request"
"""The reason for ignoring a record of a gateway for TCP and HTTP that is about TCP."""


class NoRequestError(Exception):
    """A line that does not parse; the text of the error is the reason."""


class OtherRecordError(NoRequestError):
    """A record of another kind in the same file, such as a firewall's: it is ignored."""


class LogFormat(Protocol):
    """One family of log lines."""

    @property
    def name(self) -> str:
        """The name that options and messages use."""

    @property
    def sample(self) -> str:
        """A line of the format, as an example."""

    @property
    def header_starts(self) -> tuple[str, ...]:
        """The beginnings of the header lines, one per kind; empty for a format without headers."""

    def for_header(self, line: str) -> LogFormat | None:
        """Return the format of the lines after a header line; `None` if the line is no header."""

    def bears_signature(self, line: str) -> bool:
        """Whether a line that this format can read belongs to it rather than to another format."""

    def bear_signature(self, lines: pl.Series) -> pl.Series | None:
        """Return `bears_signature` for each of many lines; `None` where all bear it."""

    def is_signed(self, lines: Sequence[str]) -> bool:
        """Whether `bears_signature` is true for one of some lines."""

    def stop(self, line: str) -> Stop | None:
        """Return where a line that it refuses stops to fit; `None` where that is not known."""

    def reads_all_of(self, other: LogFormat) -> bool:
        """Whether it can read every line that another format can read."""

    @property
    def has_quotes(self) -> bool:
        """Whether each of its lines holds a quotation mark `"`."""

    @property
    def holds(self) -> tuple[str, ...]:
        """Texts of which each of its lines holds one, and each record of another kind.

        Empty where none is known. Its header lines need not.
        """

    @property
    def line_patterns(self) -> tuple[re.Pattern[str], ...]:
        """Patterns of which each of its lines matches one, as it is or with single blanks.

        Records of other kinds, too. Empty where none are known.
        """

    @property
    def request_patterns(self) -> tuple[re.Pattern[str], ...]:
        """The same for its requests alone that bear its signature."""

    @property
    def line_texts(self) -> TextGroups:
        """Groups of texts: each of its lines holds one of each group, or JSON's escape of a letter.

        Records of other kinds, too.
        """

    @property
    def request_texts(self) -> TextGroups:
        """The same for its requests alone."""

    def might_fit(self, lines: pl.Series) -> pl.Series | None:
        """Return for each line whether it might be of this format: a quick test of many lines.

        Where it is false, `read_line` is sure to refuse the line. `None`: there is no such test.
        """

    def might_be_known(self, lines: pl.Series) -> pl.Series | None:
        """Return the same for requests and records of other kinds together."""

    def reasons(self, lines: pl.Series) -> pl.Series:
        """Return why `read_line` refuses lines that `might_be_known` ruled out."""

    def reader(self, columns: frozenset[str], detail: Detail) -> Reader:
        """Return the quickest reader of its lines that gives these columns.

        Args:
            columns: Columns of REQUESTS, `time` among them; also further fields and `TEXT`.
            detail: How much detail the reader must keep. Anything beyond it may be dropped.
        """

    def read_line(self, line: str) -> Request:
        """Read one line with care.

        Raises:
            NoRequestError: The line is not a request.
        """

    def check_line(self, line: str) -> None:
        """Raise the error that `read_line` would raise, but do less work if possible."""

    def may_fit_any(self, probe: Probe) -> bool:
        """Whether it may read one of some lines: a quick test, which errs on one side only."""


class CarefulFormat(ABC):
    """A format without headers: every line is read by itself."""

    __slots__ = ()

    name: str

    @property
    def header_starts(self) -> tuple[str, ...]:
        """The beginnings of the header lines: there are none."""
        return ()

    def for_header(self, line: str) -> LogFormat | None:  # noqa: ARG002  (overridden)
        """Return `None`: there are no header lines."""
        return None

    def bears_signature(self, line: str) -> bool:  # noqa: ARG002  (overridden)
        """Return true: every line that the format can read belongs to it."""
        return True

    def bear_signature(self, lines: pl.Series) -> pl.Series | None:  # noqa: ARG002  (overridden)
        """Return `None`: all bear it."""
        return None

    def is_signed(self, lines: Sequence[str]) -> bool:
        """Whether there is a line: each bears it."""
        return bool(lines)

    def stop(self, line: str) -> Stop | None:  # noqa: ARG002  (overridden)
        """Return `None`: it is not known."""
        return None

    def reads_all_of(self, other: LogFormat) -> bool:
        """Return false, but for the format itself."""
        return self.name == other.name

    @property
    def has_quotes(self) -> bool:
        """Return false: it is not known."""
        return False

    @property
    def holds(self) -> tuple[str, ...]:
        """Return nothing: none is known."""
        return ()

    @property
    def line_patterns(self) -> tuple[re.Pattern[str], ...]:
        """Return nothing: none are known."""
        return ()

    @property
    def request_patterns(self) -> tuple[re.Pattern[str], ...]:
        """Return the same as `line_patterns`."""
        return self.line_patterns

    @property
    def line_texts(self) -> TextGroups:
        """Return the texts of which each line holds one."""
        return (self.holds,) if self.holds else ()

    @property
    def request_texts(self) -> TextGroups:
        """Return the same as `line_texts`."""
        return self.line_texts

    def may_fit_any(self, probe: Probe) -> bool:
        """Whether one of the lines holds what each line of the format holds."""
        return not self.holds or any(held in probe.text for held in self.holds)

    def might_fit(self, lines: pl.Series) -> pl.Series | None:  # noqa: ARG002  (overridden)
        """Return `None`: every line must be tried."""
        return None

    def might_be_known(self, lines: pl.Series) -> pl.Series | None:
        """Return the same as `might_fit`, which is sure to find other records, too."""
        return self.might_fit(lines)

    def reasons(self, lines: pl.Series) -> pl.Series:
        """Return the reasons for refusing lines, found one by one."""
        found = [self._reason(line.strip("\0\ufeff")) for line in lines]
        return pl.Series(found, dtype=pl.String)

    def _reason(self, line: str) -> str:
        try:
            self.check_line(line)
        except NoRequestError as reason:
            return str(reason)
        raise ValueError(f"{self.name} can read the line after all: {line[:80]!r}")

    @abstractmethod
    def read_line(self, line: str) -> Request:
        """Read one line with care.

        Raises:
            NoRequestError: The line is not a request.
        """

    def check_line(self, line: str) -> None:
        """Raise the error that `read_line` would raise; formats with a quicker way override it."""
        self.read_line(line)

    def reader(self, columns: frozenset[str], detail: Detail) -> Reader:  # noqa: ARG002  (all kept)
        """Return a reader that leaves every line to `read_line`."""
        return CarefulReader(columns)
