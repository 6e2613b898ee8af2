"""The interface of a reader: it reads many lines of one source at once.

The format of a source chooses the reader, for the columns of REQUESTS that a question needs. The
reader finds as many requests as it can quickly. The lines that it refuses are read with care, one
by one, by the format itself. Law 5: on every line that a reader accepts, the careful reading finds
the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol

import polars as pl

from usagestats.light_dataclass import dataclass
from usagestats.tables.declared import FIELD, REQUESTS, ROW_COUNT, TEXT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from usagestats.logs.readers.refused_lines import RefusedLines

Layers = tuple[Any, ...]
"""The layers that the kernel takes off each line, values of `LineTask`, the outermost first."""


@dataclass(frozen=True, slots=True)
class LinesFound:
    """The requests that a reader found in some lines, and the lines that it refused.

    Args:
        requests: REQUESTS with the columns of the reader, in the order of the lines. If it has a
            column `ROW_COUNT`, a row may stand for several requests.
        lines: The number of all lines.
        refused: The lines that the reader did not accept.
        on_wall: Per row, whether its times have no offset and need that of the log zone; all times
            of such a row are within one minute. `None` where every time has an offset.
        last: Per row, the time of the latest of its requests; `None` where a row is one request.
        numbers: Per row, the number of its line, from 0; null where a row stands for several
            requests. `None` where all rows do, or where every time has an offset.
        wrapped: The lines whose layers could not be taken off, with the reader of each.
    """

    requests: pl.DataFrame
    lines: int
    refused: RefusedLines
    on_wall: pl.Series | None = None
    last: pl.Series | None = None
    numbers: pl.Series | None = None
    wrapped: tuple[Wrapped, ...] = ()


class Wrapped(NamedTuple):
    """Lines that are read by a reader once their layers are taken off."""

    reader: Reader
    lines: RefusedLines


@dataclass(frozen=True, slots=True)
class FoundApart:
    """The requests that a reader found in several pieces.

    Args:
        found: All of them together; those of a piece stand together, in the order of the pieces.
        pieces: Per row, the number of the piece.
        ends: The number of lines up to the end of each piece.
    """

    found: LinesFound
    pieces: pl.Series
    ends: list[int]


class Reader(Protocol):
    """Reads lines of one format for one question; picklable, and without state."""

    @property
    def columns(self) -> frozenset[str]:
        """The columns of REQUESTS that it gives, with further fields and `TEXT`."""

    @property
    def takes_pieces(self) -> bool:
        """Whether it works piece by piece, so that chunks need not be in memory as a whole."""

    @property
    def takes_layers(self) -> bool:
        """Whether it can take layers off lines."""

    def read(self, pieces: Iterable[bytes], layers: Layers = ()) -> LinesFound:
        """Find the requests in lines, and refuse the lines that must be read with care.

        Args:
            pieces: Valid UTF-8; each piece ends with a newline, only the last need not.
            layers: The layers around each line, the outermost first.
        """

    def read_apart(self, pieces: Sequence[bytes]) -> FoundApart | None:
        """Find the requests in pieces of several sources; `None` where it cannot keep them apart.

        Args:
            pieces: Valid UTF-8.
        """

    def refused(self, lines: bytes) -> RefusedLines | None:
        """Return the lines that it refuses; `None` where it refuses all, or nobody may ask.

        Nobody may ask a reader that finds its columns in other lines.
        """


@dataclass(frozen=True, slots=True)
class CarefulReader:
    """Leaves every line to the careful reading.

    Args:
        columns: The columns of REQUESTS that it gives.
    """

    columns: frozenset[str]
    takes_pieces: ClassVar = False
    takes_layers: ClassVar = False

    def read(self, pieces: Iterable[bytes], layers: Layers = ()) -> LinesFound:  # noqa: ARG002
        """Refuse all lines."""
        lines = pl.read_lines(b"".join(pieces)).to_series().to_list()
        return LinesFound(requests_table([], self.columns), len(lines), list(enumerate(lines)))

    def read_apart(self, pieces: Sequence[bytes]) -> None:
        """Return `None`: each line is read by itself."""

    def refused(self, lines: bytes) -> None:
        """Return `None`: all."""


def all_wrapped(data: bytes, reader: Reader) -> LinesFound:
    """Return whole lines as those whose layers could not be taken off."""
    lines = list(enumerate(data.decode().removesuffix("\n").split("\n")))
    return LinesFound(
        requests_table([], reader.columns), len(lines), [], wrapped=(Wrapped(reader, lines),)
    )


def requests_table(rows: Iterable[dict[str, Any]], columns: Collection[str]) -> pl.DataFrame:
    """Return rows of the careful reading as a table.

    Args:
        rows: Cells by column of REQUESTS, `TEXT` and `ROW_COUNT`; `fields` holds further fields.
        columns: The columns of the table.

    Shape: REQUESTS with `columns`, in the declared order.
    """
    schema: dict[str, pl.DataType] = {
        name: dtype for name, dtype in REQUESTS.items() if name in columns
    }
    fields = sorted(name for name in columns if name.startswith(FIELD))
    beside: dict[str, pl.DataType] = {
        name: dtype
        for name, dtype in ((TEXT, pl.String()), (ROW_COUNT, pl.Int64()))
        if name in columns
    }
    cells = [
        [row[name] for name in schema]
        + [row.get("fields", {}).get(name.removeprefix(FIELD)) for name in fields]
        + [row[name] for name in beside]
        for row in rows
    ]
    schema |= dict.fromkeys(fields, pl.String()) | beside
    return pl.DataFrame(cells, schema=schema, orient="row")
