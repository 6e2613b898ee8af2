"""The findings of the kernel → REQUESTS, for every family of formats.

The kernel finds the texts; functions of the careful path read them, once per distinct text.
"""

from __future__ import annotations

from ctypes import Structure, c_double, c_int16, c_int32, c_int64, c_uint8, sizeof
from dataclasses import field
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from usagestats.frames import coded, is_worth_coding
from usagestats.light_dataclass import dataclass
from usagestats.logs.readers.kernel.outputs import DURATION, Kept
from usagestats.logs.readers.kernel.record_fields import field_of
from usagestats.logs.readers.reader import LinesFound
from usagestats.logs.values.addresses import PLAIN_IPV4, first_address
from usagestats.tables.declared import FIELD, REQUESTS, ROW_COUNT, TEXT, UTC_TIME

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from ctypes import Array, c_char

    from usagestats.logs.readers.kernel.outputs import Outputs
    from usagestats.logs.readers.refused_lines import RefusedLines

    Readers = Mapping[str, Callable[[str], Any]]
    """The functions that read distinct texts, by column; other texts stay as they are."""


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


_SHIFT: Final = 44
"""That of `usagestats_begin_piece`."""
_OF_A_PIECE: Final = 1 << _SHIFT
_TYPES: Final = dict(Tally._fields_)
_WORTH_CODING: Final = 500
"""So many rows are worth a table of names for each of their columns."""
_WORTH_A_COLUMN: Final = 10_000
"""So many bytes of addresses are read as a column."""
_ESCAPED: Final = 2
"""The code of a text with escapes in a column of which every text is kept."""


@dataclass(frozen=True, slots=True)
class Tallies:
    """The findings of the kernel in the lines of a chunk.

    Args:
        rows: Records as `Tally` of `tallies.h`, one after another: among others, for each column
            of texts the number of its text, from 1; 0 stands for no text.
        texts: By column, the kept texts, each followed by a line feed.
        lines: The number of lines.
        refused: The lines that are left to the careful path.
        samples: The lines that are kept of groups, each followed by a line feed.
        wrapped: The lines whose layers were not taken off.
        ends: The number of lines up to the end of each piece.
    """

    rows: Array[c_char]
    texts: Mapping[str, bytes]
    lines: int
    refused: RefusedLines
    samples: bytes = b""
    wrapped: RefusedLines = ()
    ends: list[int] = field(default_factory=list)

    @property
    def height(self) -> int:
        """The number of rows."""
        return len(self.rows) // tally_size(len(self.texts))

    def field(self, name: str) -> pl.Series:
        """Return a field of all rows."""
        return self._field(_TYPES[name], getattr(Tally, name).offset)

    def codes_of(self, column: str) -> pl.Series:
        """Return the codes of a column of texts, one per row."""
        place = list(self.texts).index(column)
        return self._field(c_int32, sizeof(Tally) + place * sizeof(c_int32))

    def pieces(self) -> pl.Series:
        """Return the number of the piece of each row, where they were kept apart."""
        return ((self.field("slot") + _OF_A_PIECE // 2) // _OF_A_PIECE).cast(pl.UInt32)

    def _field(self, kind: type[Any], offset: int) -> pl.Series:
        return field_of(self.rows, kind, offset, tally_size(len(self.texts)))


def lines_found(
    tallies: Tallies, outputs: Outputs, columns: Collection[str], readers: Readers
) -> LinesFound:
    """Return the findings as a reader does.

    Args:
        tallies: The findings.
        outputs: What the kernel was to find.
        columns: The columns of REQUESTS, further fields and `TEXT`.
        readers: The functions that read distinct texts.
    """
    is_grouped = outputs.slot is not None
    on_wall = tallies.field("is_on_wall") > 0
    has_wall = bool(on_wall.any())
    return LinesFound(
        pl.DataFrame(dict(_columns(tallies, outputs, columns, readers))),
        tallies.lines,
        tallies.refused,
        on_wall if has_wall else None,
        tallies.field("last").cast(UTC_TIME) if is_grouped else None,
        tallies.field("slot") if has_wall and not is_grouped else None,
    )


def _columns(
    tallies: Tallies, outputs: Outputs, columns: Collection[str], readers: Readers
) -> Iterator[tuple[str, pl.Series]]:
    fields = sorted(name for name in columns if name.startswith(FIELD))
    dtypes = {**REQUESTS, **dict.fromkeys((*fields, TEXT), pl.String())}
    is_large = outputs.slot is not None and tallies.height >= _WORTH_CODING
    for name, dtype in dtypes.items():
        if name not in columns:
            continue
        if name in _MEASURES:
            yield name, _MEASURES[name](tallies)
        elif name == TEXT and outputs.slot is not None:
            yield name, _samples(tallies)
        elif name == DURATION and outputs.duration:
            yield name, _durations(tallies, readers)
        elif outputs.texts[name].kept is Kept.WHOLE:
            yield name, _whole(tallies, name, readers)
        else:
            values = _distinct_values(tallies, name, dtype, readers)
            is_coded = is_large and dtype == pl.String
            is_coded = is_coded and is_worth_coding(tallies.height, len(values))
            yield name, (coded(values) if is_coded else values).gather(tallies.codes_of(name))
    if outputs.slot is not None:
        yield ROW_COUNT, tallies.field("requests")


def _known(values: pl.Series, nothing: int) -> pl.Series:
    return values.set(values == nothing, None)


_MEASURES: Mapping[str, Callable[[Tallies], pl.Series]] = {
    "line": lambda tallies: tallies.field("slot") + 1,
    "time": lambda tallies: tallies.field("time").cast(UTC_TIME),
    "status": lambda tallies: _known(tallies.field("status"), 0),
    "response_bytes": lambda tallies: _known(tallies.field("bytes"), -1),
}


def _durations(tallies: Tallies, readers: Readers) -> pl.Series:
    """Return numbers, and the durations in the texts that are none."""
    numbers = tallies.field("duration").fill_nan(None)
    if not tallies.texts[DURATION]:
        return numbers
    values = _distinct_values(tallies, DURATION, pl.Float64(), readers)
    return numbers.zip_with(numbers.is_not_null(), values.gather(tallies.codes_of(DURATION)))


def _distinct_values(
    tallies: Tallies, name: str, dtype: pl.DataType, readers: Readers
) -> pl.Series:
    """Return the values of distinct texts, by their codes."""
    lines, reader = tallies.texts[name], readers.get(name)
    if reader is first_address and len(lines) > _WORTH_A_COLUMN:
        return _addresses(lines)
    texts = lines.decode().split("\n")[:-1]
    values = [None, *(map(reader, texts) if reader else texts)]
    return pl.Series(values, dtype=dtype)


def _addresses(lines: bytes) -> pl.Series:
    """Return null and distinct addresses of clients; a log may have a million of them.

    Nearly all are IPv4 addresses, which stay as they are.
    """
    texts = pl.read_lines(lines).to_series()
    unusual = (~texts.str.contains(f"^(?:{PLAIN_IPV4})$")).arg_true()
    if len(unusual):
        read = [first_address(text) for text in texts.gather(unusual)]
        texts = texts.scatter(unusual, pl.Series(read, dtype=pl.String))
    return pl.concat([pl.Series([None], dtype=pl.String), texts.alias("")])


def _samples(tallies: Tallies) -> pl.Series:
    """Return the line of the earliest request of each row, where it is kept."""
    texts = [None, *tallies.samples.decode().split("\n")[:-1]]
    return pl.Series(texts, dtype=pl.String).gather(tallies.field("sample"))


def _whole(tallies: Tallies, name: str, readers: Readers) -> pl.Series:
    """Return the text of every row; only texts with escapes are read one by one."""
    texts = pl.read_lines(tallies.texts[name]).to_series()
    codes = tallies.codes_of(name)
    is_there = codes > 0
    escaped = (codes == _ESCAPED).arg_true()
    if len(escaped):
        plain = [readers[name](text) for text in texts.gather(escaped)]
        texts = texts.scatter(escaped, pl.Series(plain, dtype=pl.String))
    if is_there.all():
        return texts
    return texts.to_frame("text").select(pl.when(is_there).then("text")).to_series()
