"""Report → Parquet: the columns of CSV with their own types, times in UTC."""

from __future__ import annotations

from itertools import chain
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from polars.io.plugins import register_io_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import polars as pl

    from usagestats.report import Report

_PIECE_BYTES = 1 << 20


def to_parquet(batches: Iterable[Report]) -> Iterator[bytes]:
    """Give a file piece by piece; only a few batches are in memory at a time.

    It is written to a temporary file first, since the table of contents of a Parquet file stands
    at its end.
    """
    reports = iter(batches)
    first = next(reports)
    frames = (report.rows for report in chain([first], reports))

    def source(
        _columns: list[str] | None, _predicate: pl.Expr | None, _rows: int | None, _size: int | None
    ) -> Iterator[pl.DataFrame]:
        return frames

    with TemporaryFile() as file:
        register_io_source(source, schema=first.rows.schema).sink_parquet(file)
        file.seek(0)
        while piece := file.read(_PIECE_BYTES):
            yield piece
