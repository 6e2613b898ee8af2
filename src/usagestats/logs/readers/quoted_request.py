"""Formats whose lines hold `"REQUEST" STATUS BYTES`, with the time and the client before it.

The kernel reads them as `quoted_program` says.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from usagestats.late_pattern import late_pattern
from usagestats.light_dataclass import dataclass
from usagestats.logs.readers.blanks import single_spaced
from usagestats.logs.readers.kernel.library import kernel
from usagestats.logs.readers.log_format import (
    CONNECTION,
    NO_SUCH_TIME,
    CarefulFormat,
    NoRequestError,
    OtherRecordError,
    Request,
    request,
)
from usagestats.logs.readers.loose_patterns import loose, might_match
from usagestats.logs.readers.reader import CarefulReader
from usagestats.logs.readers.stops import Stop, where_it_stops
from usagestats.logs.values.line_times import any_time
from usagestats.logs.values.numbers import known_size, known_status
from usagestats.logs.values.quoted_lines import unquoted
from usagestats.logs.values.request_line import has_no_parts, parse_request

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from usagestats.logs.readers.log_format import LogFormat, TextGroups
    from usagestats.logs.readers.probe import Probe
    from usagestats.logs.readers.quoted_program import QuotedLines
    from usagestats.logs.readers.reader import Reader
    from usagestats.tables.declared import Detail

TIME: Final = (
    r"(?P<time>(?:[0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}|[A-Z][a-z]{2}/[0-9]{2}/[0-9]{4}"
    r"|[0-9]{4}[/-][0-9]{2}[/-][0-9]{2}|[A-Z][a-z]{2}, [0-9]{1,2} )[^\]\[]*)"
)
"""The time between brackets in any notation of `any_time` that has a date."""

_REST: Final = "(?P<after>.*)"
_NAMED: Final = late_pattern(r"\(\?P<\w+>")
_IN_QUOTES: Final = late_pattern(r'"[^\n]*+')
_CLIENT_AND_USER: Final = late_pattern(r"[^ ]+ [^ ]+ [^ ]+ (?!\[)")
_REMEMBERED = 1000  # characters; longer lines are rare, and would need memory

NO_TIME: Final = "no time in brackets"
"""The reason for refusing most lines of other programs."""

REQUEST_STATUS_BYTES: Final = (
    r'"(?P<request>(?:[^"\\]++|\\.)*+)" (?P<status>[0-9]{3}|-1|-|0) (?P<bytes>[^ "]+)(?P<after>.*)'
)
"""The common part and the rest; quotation marks and backslashes in the request are escaped."""

UNESCAPED_REQUEST_STATUS_BYTES: Final = REQUEST_STATUS_BYTES.replace(r'(?:[^"\\]++|\\.)*+', ".*?")
"""The common part and the rest of a gateway that escapes nothing."""


@dataclass(frozen=True, slots=True)
class QuotedRequestFormat(CarefulFormat):
    """A `LogFormat` of lines that hold `"REQUEST" STATUS BYTES`.

    Args:
        name: The name of the format.
        sample: A line of it.
        patterns: The patterns of whole lines, tried in turn; they have the groups of `TIME` and of
            `REQUEST_STATUS_BYTES`.
        lines: How the kernel reads the lines.
        before: Returns the columns and `fields` of a match that stand before the request; raises
            `NoRequestError` where its words are not those of the format.
        further: Returns the columns and `fields` that stand after the size.
        signature: A pattern of the text after the size. It distinguishes this format from others
            of the family; `None`: any text.
    """

    name: str
    sample: str
    patterns: tuple[re.Pattern[str], ...]
    lines: QuotedLines
    before: Callable[[re.Match[str]], dict[str, Any]]
    further: Callable[[re.Match[str]], dict[str, Any]]
    signature: re.Pattern[str] | None = None

    def reader(self, columns: frozenset[str], detail: Detail) -> Reader:
        """Return a reader by the kernel if there is one that finds these columns."""
        found = None if kernel() is None else self.lines.reader(columns, detail)
        return found or CarefulReader(columns)

    def reads_all_of(self, other: LogFormat) -> bool:
        """Whether the other one is of the same family: the text after the size may be any."""
        return isinstance(other, QuotedRequestFormat) and other.patterns == self.patterns

    def stop(self, line: str) -> Stop | None:
        """Return the place up to which a line fits one of the patterns."""
        line = single_spaced(line)
        stop = where_it_stops(self.patterns, line)
        before = _CLIENT_AND_USER.match(line)
        if stop is None and before is not None:  # the text before the time may be any
            return Stop(before.end(), NO_TIME)
        return stop

    @property
    def has_quotes(self) -> bool:
        """Return true: the request stands in quotation marks."""
        return True

    @property
    def line_patterns(self) -> tuple[re.Pattern[str], ...]:
        """Return the patterns, and that of lines in quotes."""
        return (*self.patterns, _IN_QUOTES)

    @property
    def request_patterns(self) -> tuple[re.Pattern[str], ...]:
        """Return the same with the signature behind the size."""
        return (*_with_signature(self.patterns, self.signature), _IN_QUOTES)

    @property
    def line_texts(self) -> TextGroups:
        """Return the brackets around the time."""
        return ("[",), ("]",)

    def may_fit_any(self, probe: Probe) -> bool:
        """Whether one of the patterns matches one of the lines."""
        return any(map(self._match, probe.lines))

    def might_fit(self, lines: pl.Series) -> pl.Series | None:
        """Return for each line whether one of the patterns might match it."""
        timed = lines.str.contains(_timed())
        rows = timed.arg_true()
        might_fit = might_match(lines.gather(rows), self.patterns) if len(rows) else None
        return timed if might_fit is None else timed.scatter(rows, might_fit)

    def reasons(self, lines: pl.Series) -> pl.Series:
        """Return the reasons for lines that no pattern matches; most of them have no time."""
        timed = lines.str.contains(_timed()).arg_true()
        found = pl.repeat(NO_TIME, len(lines), dtype=pl.String(), eager=True)
        return found.scatter(timed, [_reason(_plain(line)) for line in lines.gather(timed)])

    def bears_signature(self, line: str) -> bool:
        """Whether the text after the size has the signature of this format."""
        if self.signature is None:
            return True
        match = self._match(line)
        return match is not None and self.signature.fullmatch(match["after"]) is not None

    def bear_signature(self, lines: pl.Series) -> pl.Series | None:
        """Return `bears_signature` for each line; `None` for a format without a signature."""
        if self.signature is None:
            return None
        return pl.Series(map(self.bears_signature, lines), dtype=pl.Boolean())

    def is_signed(self, lines: Sequence[str]) -> bool:
        """Whether one of the lines has the signature; many have the same text after the size."""
        if self.signature is None:
            return bool(lines)
        ends = _ends if max(map(len, lines), default=0) > _REMEMBERED else _ends_again
        return any(map(self.signature.fullmatch, ends(self.patterns, tuple(lines))))

    def read_line(self, line: str) -> Request:
        """Read one line with care."""
        match, time, before = self._parts(line)
        further = self.further(match)
        cells = parse_request(match["request"])
        known = {
            "host": (before | further).get("host") or cells["host"],
            "status": known_status(match["status"]),
            "response_bytes": known_size(match["bytes"]),
            "fields": before.get("fields", {}) | further.get("fields", {}),
        }
        return request(time, **{**cells, **before, **further, **known})

    def check_line(self, line: str) -> None:
        """Raise the error that `read_line` would raise."""
        self._parts(line)

    def _parts(self, line: str) -> tuple[re.Match[str], datetime, dict[str, Any]]:
        """Return the match of a line, its time, and the columns before the request."""
        match = self._match(line)
        if match is None:
            raise NoRequestError(_reason(_plain(line)))
        if has_no_parts(match["request"]) and known_status(match["status"]) is None:
            raise OtherRecordError(CONNECTION)
        time = any_time(match["time"])
        if time is None:
            raise NoRequestError(NO_SUCH_TIME)
        return match, time, self.before(match)

    def _match(self, line: str) -> re.Match[str] | None:
        return (_match_again if len(line) <= _REMEMBERED else _match)(self.patterns, line)


@cache
def _with_signature(
    patterns: tuple[re.Pattern[str], ...], signature: re.Pattern[str] | None
) -> tuple[re.Pattern[str], ...]:
    """Return patterns that match at least the lines that bear a signature."""
    if signature is None or signature.flags & ~(re.DOTALL | re.UNICODE):
        return patterns
    texts = (one.pattern.replace(_REST, f"(?:{signature.pattern})") for one in patterns)
    # a name may stand in both parts
    return tuple(late_pattern(_NAMED.sub("(?:", text), re.DOTALL) for text in texts)


def _timed() -> str:
    """Return the pattern of a time in brackets; to make it starts the threads of polars."""
    return rf"\[{loose(late_pattern(TIME))}\]"


def _match(patterns: tuple[re.Pattern[str], ...], line: str) -> re.Match[str] | None:
    line = _plain(line)
    matches = (pattern.fullmatch(line) for pattern in patterns)
    return next(filter(None, matches), None)


def _ends(patterns: tuple[re.Pattern[str], ...], lines: tuple[str, ...]) -> list[str]:
    """Return the different texts after the size."""
    matches = (
        (_match_again if len(line) <= _REMEMBERED else _match)(patterns, line) for line in lines
    )
    return list(dict.fromkeys(match["after"] for match in matches if match))


_ends_again = lru_cache(maxsize=4)(_ends)  # one look for all formats of a family
_match_again = lru_cache(maxsize=512)(_match)  # detection reads a line once for each of the family


def _plain(line: str) -> str:
    """Return a line without marks around it, and with one blank between its parts."""
    return single_spaced(unquoted(line))


def _reason(line: str) -> str:
    if not re.search(rf"\[{TIME}\]", line):
        return NO_TIME
    if '"' not in line:
        return "no quoted request"
    if re.search(r'" (?:[0-9]{3}|-1|-|0) [^ "]', line):
        return "the words before the request are not those of the format"
    return "no status and size after the request"
