"""Formats whose lines hold `"REQUEST" STATUS BYTES`, with the time and the client before it.

The fast path hands the chunk to the polars CSV reader with the quotation mark as separator: what
is before the request, the request itself and what comes after are then columns.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from usagestats.cuts import text_before
from usagestats.distinct import map_distinct
from usagestats.logs.clf_time import parse_clf_time, read_bracketed_times
from usagestats.logs.fast_patterns import ESCAPED_TARGET, NUMBER, named, request_line
from usagestats.logs.log_format import (
    NO_SUCH_TIME,
    CarefulFormat,
    FastRead,
    NoRequestError,
    Request,
    request,
)
from usagestats.logs.numbers import known_size, known_status
from usagestats.logs.request_line import (
    REQUEST_LINE_COLUMNS,
    parse_request_line,
    read_request_lines,
    request_line_pieces,
)
from usagestats.tables import REQUESTS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import datetime

    from usagestats.logs.fast_patterns import FastPatterns

TIME: Final = r"(?P<time>[0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}:[^\]\[]*)"
"""What stands between the brackets, for the patterns of formats."""

REQUEST_STATUS_BYTES: Final = (
    r'"(?P<request>(?:[^"\\]++|\\.)*+)" (?P<status>[0-9]{3}|-1|-|0) (?P<bytes>[^ "]+)(?P<after>.*)'
)
"""The common part; a quotation mark or backslash inside the request is escaped."""

FAST_REQUEST_STATUS_BYTES: Final = (
    f'"{request_line(ESCAPED_TARGET)}" (?P<status>[0-9]{{3}}) {named("response_bytes", NUMBER)}'
)
"""The same for `FastPatterns`."""

UNESCAPED_REQUEST_STATUS_BYTES: Final = REQUEST_STATUS_BYTES.replace(r'(?:[^"\\]++|\\.)*+', ".*?")
"""The same from a gateway that escapes nothing."""

_STATUS = re.compile(r" ([1-9][0-9]{2}) [^ ]", re.DOTALL)
_COMMENT = "^[ \t\0\ufeff]*#"
_COLUMNS: dict[str, pl.DataType] = {f"column_{number}": pl.String() for number in range(1, 5)}
_HEADER = '"'.join(_COLUMNS).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class Before:
    """How the fast path reads what stands before the request, the column `before`.

    Args:
        begins: What stands before the time, and the time up to the minute.
        ends: The rest of the time up to `] `.
        lead: What `begins` must have before the time.
        fits: Whether the rest of `before` has the shape of the format; `None` where the time and
            `read` say it all.
        pieces: What `read` works on.
        names: The columns of REQUESTS that it gives.
        read: Gives them, and the rows for which they hold.
    """

    begins: pl.Expr
    ends: pl.Expr
    lead: re.Pattern[str]
    fits: pl.Expr | None
    pieces: Mapping[str, pl.Expr]
    names: frozenset[str]
    read: Callable[[pl.DataFrame], tuple[dict[str, pl.Series], pl.Series]]


@dataclass(frozen=True, slots=True)
class QuotedRequestFormat(CarefulFormat):
    """A `LogFormat` of this family.

    Args:
        name: Of the format.
        sample: A line of it.
        patterns: Tried in turn on a line; with the groups of `TIME` and `REQUEST_STATUS_BYTES`.
        before: How the fast path reads what stands before the request.
        further: Gives the columns that a match of this format holds besides the common ones.
        mark: What must follow the size in a line that speaks for the format.
        more: The fast path where more than the `fast_columns` is asked for.
        never: The columns that no line of it tells.
    """

    name: str
    sample: str
    patterns: tuple[re.Pattern[str], ...]
    before: Before
    further: Callable[[re.Match[str]], dict[str, Any]]
    mark: re.Pattern[str] | None = None
    more: FastPatterns | None = None
    never: frozenset[str] = frozenset()

    @property
    def fast_columns(self) -> frozenset[str]:
        """The columns of REQUESTS that need no pattern, at three times its speed."""
        common = {"line", "time", "status", "response_bytes"}
        return self.before.names | REQUEST_LINE_COLUMNS | common | self.never

    def reads_fast(self, columns: Collection[str]) -> bool:
        """Tell whether the fast path can fill these columns."""
        return self.more is not None or self.fast_columns >= set(columns)

    def read_fast(self, data: bytes, columns: Collection[str]) -> FastRead:
        """Read the lines of a chunk by vectorised operations."""
        if self.more is not None and not self.fast_columns >= set(columns):
            return self.more.read(data, columns)
        lines = _split_at_quotes(data)
        # every piece of text is cut in one go, since each round trip into polars has its price
        pieces = lines.select(**self._pieces(columns))
        times = read_bracketed_times(pieces["begins"], pieces["ends"], self.before.lead)
        statuses = map_distinct(pieces["status"], _status_of, pl.Int16())
        found = {"time": times, "status": statuses}
        accepted = pieces["is_whole"] & times.is_not_null() & statuses.is_not_null()
        if "fits" in pieces.columns:
            accepted &= pieces["fits"]
        if not REQUEST_LINE_COLUMNS.isdisjoint(columns):
            accepted &= read_request_lines(lines["request"], pieces, found)
        if "response_bytes" in columns:
            accepted &= _read_sizes(pieces["size"], found)
        if not self.before.names.isdisjoint(columns):
            values, accepts = self.before.read(pieces)
            found |= values
            accepted &= accepts
        if b"#" in data:
            accepted &= ~lines["before"].str.contains(_COMMENT)
        if "line" in columns:
            found["line"] = pl.int_range(1, lines.height + 1, dtype=pl.Int64, eager=True)
        found |= {
            name: pl.repeat(None, lines.height, dtype=REQUESTS[name], eager=True)
            for name in self.never.intersection(columns)
        }
        requests = pl.DataFrame({name: found[name] for name in REQUESTS if name in columns})
        return FastRead(requests, accepted.fill_null(value=False))

    def _pieces(self, columns: Collection[str]) -> dict[str, pl.Expr]:
        """Return the pieces of text that the columns are made of."""
        pieces = {
            "begins": self.before.begins,
            "ends": self.before.ends,
            "status": pl.col("after").str.slice(0, 6),
            **request_line_pieces(columns),
        }
        if self.before.fits is not None:
            pieces["fits"] = self.before.fits
        if "response_bytes" in columns:
            pieces["size"] = text_before(pl.col("after").str.slice(5), " ")
        if not self.before.names.isdisjoint(columns):
            pieces |= self.before.pieces
        return pieces

    def bears_mark(self, line: str) -> bool:
        """Tell whether what follows the size is as this format has it."""
        if self.mark is None:
            return True
        matches = (pattern.fullmatch(line) for pattern in self.patterns)
        match = next(filter(None, matches), None)
        return match is not None and self.mark.fullmatch(match["after"]) is not None

    def read_line(self, line: str) -> Request:
        """Read one line with care."""
        match, time = self._match_and_time(line)
        parsed = parse_request_line(match["request"])
        known = {
            **parsed._asdict(),
            "status": known_status(match["status"]),
            "response_bytes": known_size(match["bytes"]),
        }
        return request(time, **known, **self.further(match))

    def check_line(self, line: str) -> None:
        """Raise what `read_line` raises."""
        self._match_and_time(line)

    def _match_and_time(self, line: str) -> tuple[re.Match[str], datetime]:
        for pattern in self.patterns:
            if match := pattern.fullmatch(line):
                break
        else:
            raise NoRequestError(_reason(line))
        time = parse_clf_time(match["time"])
        if time is None:
            raise NoRequestError(NO_SUCH_TIME)
        return match, time


def _split_at_quotes(data: bytes) -> pl.DataFrame:
    """Shape: one row per line, blank ones included, in order; what is not there is empty."""
    # the reader counts the columns of the first line: a short one needs a header before it
    is_short = data[: data.find(b"\n")].count(b'"') < len(_COLUMNS) - 1
    lines = pl.read_csv(
        _HEADER + data if is_short else data,
        has_header=is_short,
        separator='"',
        quote_char=None,
        schema=_COLUMNS,
        columns=list(range(3)),
        truncate_ragged_lines=True,
        extra_columns="ignore",
        empty_string_is_null=False,
    )
    lines.columns = ["before", "request", "after"]
    return lines


def _status_of(text: str) -> int | None:
    match = _STATUS.fullmatch(text)
    return int(match[1]) if match else None


def _read_sizes(texts: pl.Series, found: dict[str, pl.Series]) -> pl.Series:
    """Find the sizes; return which rows they hold for: a plain number, or `-` for none."""
    sizes = texts.cast(pl.Int64, strict=False)
    found["response_bytes"] = sizes
    is_signed = texts.str.starts_with("+") | texts.str.starts_with("-")
    plain = (sizes >= 0).fill_null(value=False) & ~is_signed
    return plain | (texts == "-")


def _reason(line: str) -> str:
    if not re.search(rf"\[{TIME}\]", line):
        return "no time in brackets"
    if '"' not in line:
        return "no quoted request"
    return "no status and size after the request"
