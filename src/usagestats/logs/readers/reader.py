"""A reader: how the lines of one source are read, chosen once its format is known.

A reader takes the columns of REQUESTS that a question needs and finds as much as it can quickly.
The lines that it refuses are read with care, one by one, by the format itself. Law 5: on every
line that a reader accepts, the careful reading says the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

import polars as pl

from usagestats.tables.declared import FIELD, REQUESTS, ROW_COUNT, TEXT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

RefusedLines = list[tuple[int, str]]
"""Lines with their numbers, from 0."""


@dataclass(frozen=True, slots=True)
class LinesFound:
    """The requests that a reader found in some lines, and the lines that it refused.

    Args:
        requests: REQUESTS with the columns of the reader, in the order of the lines. A row stands
            for several requests where there is a column `ROW_COUNT`.
        lines: The number of all lines.
        refused: The lines that it did not accept.
        on_wall: Per row, whether its times are on the wall and need the offset of the log zone,
            within one minute then; `None` where every time has an offset.
        last: Per row, the time of the latest of its requests; `None` where a row is one request.
    """

    requests: pl.DataFrame
    lines: int
    refused: RefusedLines
    on_wall: pl.Series | None = None
    last: pl.Series | None = None


class Reader(Protocol):
    """Reads lines of one format for one question; picklable, and without a state."""

    @property
    def columns(self) -> frozenset[str]:
        """The columns of REQUESTS that it gives, further fields and `TEXT` too."""

    @property
    def takes_pieces(self) -> bool:
        """Whether it works piece by piece, so that the lines of a chunk need not be joined."""

    def read(self, pieces: Iterable[bytes]) -> LinesFound:
        """Read lines.

        Args:
            pieces: Valid UTF-8; each ends with a newline, but the last.
        """


@dataclass(frozen=True, slots=True)
class CarefulReader:
    """Leaves every line to the careful reading.

    Args:
        columns: Of REQUESTS.
    """

    columns: frozenset[str]
    takes_pieces: ClassVar = False

    def read(self, pieces: Iterable[bytes]) -> LinesFound:
        """Refuse all lines."""
        lines = pl.read_lines(b"".join(pieces)).to_series().to_list()
        return LinesFound(requests_table([], self.columns), len(lines), list(enumerate(lines)))


def rows_found(
    data: bytes,
    requests: pl.DataFrame,
    accepted: pl.Series,
    columns: Collection[str],
    on_wall: pl.Series | None = None,
) -> LinesFound:
    """Return what a reader found that makes one row per line.

    Args:
        data: The lines.
        requests: One row per line, in order.
        accepted: Per line, whether its row is a request; never null.
        columns: Of the reader.
        on_wall: Per line; see `LinesFound`.
    """
    refused: RefusedLines = []
    numbers = (~accepted).arg_true()
    if len(numbers) or TEXT in columns:
        lines = pl.read_lines(data).to_series()
        refused = list(zip(numbers.to_list(), lines.gather(numbers).to_list(), strict=True))
        if TEXT in columns:
            requests = requests.with_columns(lines.alias(TEXT))
    if refused:
        requests = requests.filter(accepted)
        on_wall = None if on_wall is None else on_wall.filter(accepted)
    return LinesFound(requests, len(accepted), refused, on_wall)


def requests_table(rows: Iterable[dict[str, Any]], columns: Collection[str]) -> pl.DataFrame:
    """Return rows as they come from the careful reading as a table.

    Args:
        rows: Cells by the names of REQUESTS, `TEXT` and `ROW_COUNT`; `fields` holds further ones.
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
