"""The findings that a question needs of a line, in the terms of the kernel.

The cells of a line are numbered by the finder of its format. A column of texts takes the first of
its candidates, which are cells; so do the time, the status, the size and the duration.
"""

from __future__ import annotations

from enum import IntEnum, IntFlag
from typing import TYPE_CHECKING, Final, NamedTuple

from usagestats.light_dataclass import dataclass
from usagestats.tables.declared import TEXT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from usagestats.logs.readers.kernel.time_layout import TimeLayout
    from usagestats.tables.declared import Detail
    from usagestats.tables.path_states import AlikePaths


LINE_CELL: Final = 0
"""The cell of the line itself."""

PARTS: Final = ("http_method", "host", "path", "query")
"""The columns that are made of several values, in the order of their cells."""


class Choice(IntEnum):
    """Which of its candidates a column of texts takes: `Choice` of `output_tables.h`."""

    KNOWN = 0  # the first text that is not one such as `-`
    WRITTEN = 1  # the same, or if there is none the first text of any kind
    AS_IS = 2  # the first text


class Kept(IntEnum):
    """How a column of texts is kept: `KeptText` of `output_tables.h`."""

    BY_DURATION = 0  # it holds the durations that are no numbers
    CODES = 1  # each distinct text once, and its number in each tally
    REDUCED = 2  # the same of a query that is cut to the parameters that count
    ALIKE = 3  # the same of a path that stands for all that are alike
    WHOLE = 4  # the text of every line
    CLIENT = 5  # the same as CODES of a client that stands for all that are alike


class TimeKind(IntFlag):
    """The notations of a time: `TimeKind` of `output_tables.h`."""

    ISO = 1
    CLF = 2
    ANY_EPOCH = 4  # the size of the number shows its unit
    EPOCH_SECONDS = 8
    EPOCH_MILLISECONDS = 16
    EPOCH_MICROSECONDS = 32


ANY_TIME: Final = TimeKind.ISO | TimeKind.CLF | TimeKind.ANY_EPOCH
"""The notations of JSON records, of which operators choose one."""


class Samples(IntEnum):
    """Of which groups the earliest line is kept: `Samples` of `output_tables.h`."""

    NONE = 0
    OF_FAILURES = 1  # those with a status from 400 or none, or without an http_method
    OF_ALL = 2


class Condition(IntEnum):
    """A condition on the text of a cell, without which a line is refused."""

    HAS_TEXT = 0
    HAS_NO_TEXT = 1
    BEGINS = 2
    IS = 3
    LACKS = 4


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
    """A condition on a cell.

    Args:
        cell: Its number.
        condition: The condition.
        texts: For `Condition.BEGINS` the beginnings, in lower case; for `IS` the text; for `LACKS`
            those of which the cell holds none.
    """

    cell: int
    condition: Condition
    texts: tuple[str, ...] = ()


class Parameter(NamedTuple):
    """A query parameter that counts.

    Args:
        name: Its name in lower case.
        values: The values that are told apart from all others; `None`: each value counts.
    """

    name: str
    values: tuple[str, ...] | None = None


class Parameters(NamedTuple):
    """The query parameters that count.

    Args:
        all: They.
        are_decoded: Whether names and values are read without their escapes, as the conditions of a
            catalog are.
    """

    all: tuple[Parameter, ...] = ()
    are_decoded: bool = False


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
    """The findings that a question needs of a line.

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
        parameters: The query parameters that are kept in `Kept.REDUCED`.
        time_kinds: The notations of the time.
        samples: Of which groups the earliest line is kept.
        day: The day of the times; `None` where the times have it.
        layouts: Further notations of the time.
        paths: The paths that are kept apart in `Kept.ALIKE`.
        client_ranges: The addresses that are kept apart in `Kept.CLIENT`.
        may_lack_status: Whether a request may have a status such as `-` or 000.
    """

    time: tuple[Candidate, ...]
    texts: Mapping[str, TextOutput]
    status: tuple[Candidate, ...] = ()
    size: tuple[Candidate, ...] = ()
    duration: tuple[Candidate, ...] = ()
    checks: tuple[Check, ...] = ()
    slot: int | None = None
    keeps_status: bool = True
    parameters: Parameters = Parameters()
    time_kinds: TimeKind = ANY_TIME
    samples: Samples = Samples.NONE
    day: Day | None = None
    layouts: tuple[TimeLayout, ...] = ()
    paths: AlikePaths | None = None
    client_ranges: tuple[tuple[int, int], ...] | None = None
    may_lack_status: bool = False


def slot_for(columns: frozenset[str], detail: Detail) -> int | None:
    """Return the slot in which equal requests may be one tally; `None` if few are equal.

    Args:
        columns: The columns that a question needs.
        detail: How much detail the reader must keep.
    """
    if "line" in columns or ("path" in columns and detail.paths is None):
        return None  # nearly every request has a value of its own
    is_cut = detail.parameters is not None and all(
        one.name.isascii() for one in parameters_of(detail).all
    )
    return detail.slot_microseconds if is_cut or "query" not in columns else None


def parameters_of(detail: Detail) -> Parameters:
    """Return the query parameters that a question looks at."""
    told: dict[str, set[str]] = {}
    for name, value in detail.conditions:
        told.setdefault(name.lower(), set()).update(() if value is None else (value,))
    found = {name: Parameter(name, tuple(sorted(values))) for name, values in told.items()}
    found |= {name.lower(): Parameter(name.lower()) for name in detail.parameters or ()}
    return Parameters(tuple(found.values()), are_decoded=bool(told))


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


def kept_of(name: str, detail: Detail, *, is_grouped: bool) -> Kept:
    """Return how a column of texts is kept.

    Args:
        name: The column.
        detail: How much detail the reader must keep.
        is_grouped: Whether requests become groups.
    """
    if name == "path":
        return Kept.ALIKE if is_grouped else Kept.WHOLE
    if name == "query":
        return Kept.REDUCED if is_grouped else Kept.WHOLE
    is_of_many = name == "remote_address" and is_grouped and detail.client_ranges is not None
    return Kept.CLIENT if is_of_many else Kept.CODES


DURATION: Final = "duration_ms"
"""The name of the column of texts for durations that are no numbers."""
