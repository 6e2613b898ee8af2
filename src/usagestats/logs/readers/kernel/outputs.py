"""What a question wants to know of a line, in the terms of the kernel: the tables of `outputs.h`.

The cells of a line are numbered by the finder of its format. A column of texts takes the first of
its candidates, which are cells; so do the time, the status, the size and the duration.
"""

from __future__ import annotations

import secrets
from array import array
from ctypes import (
    POINTER,
    Array,
    Structure,
    c_char_p,
    c_double,
    c_int16,
    c_int32,
    c_int64,
    c_uint8,
    c_uint64,
    sizeof,
)
from dataclasses import field
from datetime import UTC, datetime, timedelta
from enum import IntEnum, IntFlag
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from usagestats.light_dataclass import dataclass
from usagestats.logs.readers.kernel.time_layout import (
    LayoutForKernel,
    TimeLayout,
    layouts_for_kernel,
)
from usagestats.periods.period import EARLIEST, LATEST
from usagestats.tables.declared import TEXT
from usagestats.tables.durations import FIRST_BIN, GROWTH, SHORTEST_MS, duration_bin

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from usagestats.tables.declared import Detail


class Tally(Structure):
    """`Tally` of `tallies.h`, without the codes of the columns of texts."""

    _fields_ = (
        ("time", c_int64),
        ("last", c_int64),
        ("bytes", c_int64),
        ("requests", c_int64),
        ("duration", c_double),
        ("sample", c_int64),
        ("slot", c_int64),
        ("bin", c_int32),
        ("status", c_int16),
        ("is_on_wall", c_uint8),
        ("is_tie", c_uint8),
    )


def tally_size(columns: int) -> int:
    """Return the size in bytes of a tally with the codes of so many columns of texts."""
    return sizeof(Tally) + (columns + columns % 2) * sizeof(c_int32)


_KEY: Final = (secrets.randbits(64), secrets.randbits(64))
"""Of the hashes: drawn in each process, so that no log can make its texts collide."""

_MINUTE: Final = 60_000_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_LONGEST_MS: Final = 2.0**53
_NEAR: Final = 1e-12  # of a bound: powers and logarithms err far less


LINE_CELL: Final = 0
"""The cell of the line itself."""

PARTS: Final = ("http_method", "host", "path", "query")
"""The columns that are made of several values, in the order of their cells."""


class Choice(IntEnum):
    """Which of its candidates a column of texts takes: `Choice` of `outputs.h`."""

    KNOWN = 0  # the first text that is not one such as `-`
    WRITTEN = 1  # the same, or if there is none the first text of any kind
    AS_IS = 2  # the first text


class Kept(IntEnum):
    """How a column of texts is kept: `KeptText` of `outputs.h`."""

    BY_DURATION = 0  # it holds the durations that are no numbers
    CODES = 1  # each distinct text once, and its number in each tally
    REDUCED = 2  # the same of a query that is cut to the parameters that count
    WHOLE = 3  # the text of every line


class TimeKind(IntFlag):
    """The notations of a time: `TimeKind` of `outputs.h`."""

    ISO = 1
    CLF = 2
    ANY_EPOCH = 4  # the size of the number shows its unit
    EPOCH_SECONDS = 8
    EPOCH_MILLISECONDS = 16
    EPOCH_MICROSECONDS = 32


ANY_TIME: Final = TimeKind.ISO | TimeKind.CLF | TimeKind.ANY_EPOCH
"""The notations of JSON records, of which operators choose one."""


class Samples(IntEnum):
    """Of which groups the earliest line is kept: `Samples` of `outputs.h`."""

    NONE = 0
    OF_FAILURES = 1  # those with a status from 400 or none, or without an http_method
    OF_ALL = 2


class Condition(IntEnum):
    """A condition on the text of a cell, without which a line is refused."""

    HAS_TEXT = 0
    HAS_NO_TEXT = 1
    BEGINS = 2
    IS = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A cell that a column may take.

    Args:
        cell: Its number.
        per_unit: For a duration: the milliseconds in its unit; 0 if the text must name the unit.
        signs: For a duration: cells of which one has a text where it is in seconds instead.
    """

    cell: int
    per_unit: float = 0.0
    signs: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TextOutput:
    """A column of texts."""

    candidates: tuple[Candidate, ...]
    kept: Kept = Kept.CODES
    choice: Choice = Choice.KNOWN

    @property
    def only(self) -> int:
        """The cell of the only candidate, if it is taken as it is; else -1."""
        is_only = len(self.candidates) == 1 and self.choice is Choice.AS_IS
        return self.candidates[0].cell if is_only else -1


@dataclass(frozen=True, slots=True)
class Check:
    """A condition on a cell; with the beginnings for `Condition.BEGINS`, the text for `IS`."""

    cell: int
    condition: Condition
    beginnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Day:
    """The day of times that have only the time of day.

    Args:
        cell: The cell of the day of a line; 0 where lines have none.
        text: The day of a line without one.
        is_utc: Whether the time is in UTC, not in the log zone.
    """

    cell: int = 0
    text: str = ""
    is_utc: bool = True


@dataclass(frozen=True, slots=True)
class Outputs:
    """What a question wants to know of a line.

    Args:
        time: The candidates of the time.
        texts: The columns of texts by name; `DURATION` is the one of durations that are no numbers.
        status: The candidates of the status; none: the format has no status.
        size: The candidates of the size in bytes; none: nobody asks.
        duration: The candidates of the duration; none: nobody asks.
        checks: What must hold of a line.
        slot: The width of a slot in microseconds; equal requests in one slot become one tally.
            `None`: one tally per line.
        keeps_status: Whether requests that differ only by status get tallies of their own.
        parameters: The names of the query parameters that are kept in `Kept.REDUCED`.
        time_kinds: The notations of the time.
        samples: Of which groups the earliest line is kept.
        day: The day of the times; `None` where the times have it.
        layouts: Further notations of the time.
    """

    time: tuple[Candidate, ...]
    texts: Mapping[str, TextOutput]
    status: tuple[Candidate, ...] = ()
    size: tuple[Candidate, ...] = ()
    duration: tuple[Candidate, ...] = ()
    checks: tuple[Check, ...] = ()
    slot: int | None = None
    keeps_status: bool = True
    parameters: tuple[str, ...] = ()
    time_kinds: TimeKind = ANY_TIME
    samples: Samples = Samples.NONE
    day: Day | None = None
    layouts: tuple[TimeLayout, ...] = ()


_OF_LINES: Final = frozenset({"line", "path"})
"""The columns in which nearly every request has a value of its own."""


def slot_for(columns: frozenset[str], detail: Detail) -> int | None:
    """Return the slot in which equal requests may be one tally; `None` if few are equal.

    Args:
        columns: The columns that a question needs.
        detail: How much detail the reader must keep.
    """
    names = detail.parameters
    if not _OF_LINES.isdisjoint(columns):
        return None
    is_cut = names is not None and all(map(str.isascii, names))
    return detail.slot_microseconds if is_cut or "query" not in columns else None


def samples_for(columns: frozenset[str], detail: Detail) -> Samples:
    """Return of which groups the earliest line is needed.

    Args:
        columns: The columns that a question needs.
        detail: How much detail the reader must keep.
    """
    if TEXT not in columns or slot_for(columns, detail) is None:
        return Samples.NONE
    is_of_failures = not detail.has_all_texts and {"http_method", "status"} <= columns
    return Samples.OF_FAILURES if is_of_failures else Samples.OF_ALL


DURATION: Final = "duration_ms"
"""The name of the column of texts for durations that are no numbers."""


class RunForKernel(Structure):
    """`Run` of `outputs.h`."""

    _fields_ = (("first", c_int32), ("count", c_int32))


class CandidateForKernel(Structure):
    """`Candidate` of `outputs.h`."""

    _fields_ = (("cell", c_int32), ("signs", RunForKernel), ("per_unit", c_double))


class TextOutputForKernel(Structure):
    """`TextOutput` of `outputs.h`."""

    _fields_ = (
        ("candidates", RunForKernel),
        ("only", c_int32),
        ("choice", c_uint8),
        ("kept", c_uint8),
    )


class CheckForKernel(Structure):
    """`Check` of `outputs.h`."""

    _fields_ = (("cell", c_int32), ("condition", c_int32), ("beginnings", RunForKernel))


class BeginningForKernel(Structure):
    """`Beginning` of `outputs.h`."""

    _fields_ = (("bytes", c_char_p), ("length", c_int32))


class _DayForKernel(Structure):
    """`Day` of `outputs.h`."""

    _fields_ = (
        ("all", c_char_p),
        ("length", c_int32),
        ("cell", c_int32),
        ("is_apart", c_int32),
        ("is_utc", c_int32),
    )


class OutputsForKernel(Structure):
    """`Outputs` of `outputs.h`."""

    _fields_ = (
        ("candidates", POINTER(CandidateForKernel)),
        ("signs", POINTER(c_int32)),
        ("texts", POINTER(TextOutputForKernel)),
        ("checks", POINTER(CheckForKernel)),
        ("beginnings", POINTER(BeginningForKernel)),
        ("text_count", c_int32),
        ("check_count", c_int32),
        ("time", RunForKernel),
        ("status", RunForKernel),
        ("size", RunForKernel),
        ("duration", RunForKernel),
        ("time_kinds", c_int32),
        ("day", _DayForKernel),
        ("layouts", POINTER(LayoutForKernel)),
        ("layout_count", c_int32),
        ("is_grouped", c_int32),
        ("keeps_status", c_int32),
        ("duration_texts", c_int32),
        ("samples", c_int32),
        ("success_column", c_int32),
        ("name_count", c_int32),
        ("names", POINTER(c_char_p)),
        ("name_lengths", POINTER(c_int32)),
        ("bounds", POINTER(c_double)),
        ("bound_count", c_int32),
        ("slot", c_int64),
        ("wall_slot", c_int64),
        ("first_year", c_int64),
        ("last_year", c_int64),
        ("first_time", c_double),
        ("end_time", c_double),
        ("key", c_uint64 * 2),
    )


@dataclass(slots=True)
class Pool:
    """The candidates, signs and beginnings of all outputs, in one array each."""

    candidates: list[CandidateForKernel] = field(default_factory=list)
    signs: list[int] = field(default_factory=list)
    beginnings: list[BeginningForKernel] = field(default_factory=list)

    def run_of(self, candidates: Sequence[Candidate]) -> RunForKernel:
        """Add candidates, and return their stretch."""
        first = len(self.candidates)
        for one in candidates:
            signs = RunForKernel(len(self.signs), len(one.signs))
            self.signs += one.signs
            self.candidates.append(CandidateForKernel(one.cell, signs, one.per_unit))
        return RunForKernel(first, len(candidates))

    def check_of(self, check: Check) -> CheckForKernel:
        """Add the beginnings of a check, and return the check."""
        run = RunForKernel(len(self.beginnings), len(check.beginnings))
        texts = [text.encode() for text in check.beginnings]
        self.beginnings += [BeginningForKernel(text, len(text)) for text in texts]
        return CheckForKernel(check.cell, check.condition, run)


def outputs_for_kernel(outputs: Outputs, pool: Pool) -> OutputsForKernel:
    """Return the outputs as a structure of the kernel; candidates are added to the pool."""
    texts = [
        TextOutputForKernel(pool.run_of(one.candidates), one.only, one.choice, one.kept)
        for one in outputs.texts.values()
    ]
    checks = [pool.check_of(check) for check in outputs.checks]
    runs = [
        pool.run_of(one) for one in (outputs.time, outputs.status, outputs.size, outputs.duration)
    ]
    names = [name.lower().encode("ascii") for name in outputs.parameters]
    bounds = bin_bounds() if outputs.duration and outputs.slot else ()
    columns = list(outputs.texts)
    duration_texts = columns.index(DURATION) if outputs.duration else -1
    return OutputsForKernel(
        _array(CandidateForKernel, pool.candidates),
        _array(c_int32, pool.signs),
        _array(TextOutputForKernel, texts),
        _array(CheckForKernel, checks),
        _array(BeginningForKernel, pool.beginnings),
        len(texts),
        len(checks),
        *runs,
        outputs.time_kinds,
        _day_for_kernel(outputs.day),
        layouts_for_kernel(outputs.layouts),
        len(outputs.layouts),
        outputs.slot is not None,
        outputs.keeps_status,
        duration_texts,
        outputs.samples,
        columns.index("http_method") if outputs.samples is Samples.OF_FAILURES else -1,
        len(names),
        _array(c_char_p, names),
        _array(c_int32, [len(name) for name in names]),
        _array(c_double, bounds),
        len(bounds),
        outputs.slot or _MINUTE,
        # the log zone has one offset within a minute, not within an hour
        min(outputs.slot or _MINUTE, _MINUTE),
        EARLIEST.year + 1,
        LATEST.year - 2,
        float((EARLIEST.replace(year=EARLIEST.year + 1) - _EPOCH) // _MICROSECOND),
        float((LATEST.replace(year=LATEST.year - 1) - _EPOCH) // _MICROSECOND),
        (c_uint64 * 2)(*_KEY),
    )


def _day_for_kernel(day: Day | None) -> _DayForKernel:
    if day is None:
        return _DayForKernel()
    text = day.text.encode()
    return _DayForKernel(text, len(text), day.cell, is_apart=True, is_utc=day.is_utc)


def _array(kind: Any, values: Sequence[Any]) -> Array[Any]:  # noqa: ANN401  (of ctypes)
    made: Array[Any] = (kind * len(values))(*values)
    return made


@cache
def bin_bounds() -> tuple[float, ...]:
    """Return the longest duration of each bin but the last, by the rule of `duration_bin` itself.

    It is searched for between floating-point numbers, which are in the order of their bits.
    """
    numbers = range(FIRST_BIN + 1, _bins(array("d", [_LONGEST_MS]))[0])
    near = [GROWTH**number for number in numbers]
    low = _bits(array("d", [one * (1 - _NEAR) for one in near]))
    high = _bits(array("d", [one * (1 + _NEAR) for one in near]))
    while any(above - below > 1 for below, above in zip(low, high, strict=True)):
        middle = array("q", map(_middle, low, high))
        for place, found in enumerate(_bins(_numbers(middle))):
            (low if found <= numbers[place] else high)[place] = middle[place]
    return (SHORTEST_MS, *_numbers(low))


def _bins(durations: array[float]) -> list[int]:
    return pl.select(duration_bin(pl.lit(pl.Series(durations)))).to_series().to_list()


def _bits(numbers: array[float]) -> array[int]:
    return array("q", numbers.tobytes())


def _numbers(bits: array[int]) -> array[float]:
    return array("d", bits.tobytes())


def _middle(low: int, high: int) -> int:
    return (low + high) // 2
