"""Report → Parquet: the columns of CSV with their own types, times in UTC."""

from __future__ import annotations

import os
from itertools import chain
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Final

import polars as pl
from polars.io.plugins import register_io_source

from usagestats.late_pattern import late_pattern
from usagestats.unfinished_files import with_named_failures

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from usagestats.report import Report

_PIECE_BYTES = 1 << 20
_COMPRESSION: Final = 1
"""The level of zstd: with the usual one, 3, requests take a quarter longer, and no less space."""
_ERROR_NUMBER: Final = late_pattern(r"\(os error (\d+)\)")  # the end of error messages from Rust


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

    with with_named_failures(), TemporaryFile() as file:
        try:
            register_io_source(source, schema=first.rows.schema).sink_parquet(
                file, compression_level=_COMPRESSION
            )
        except pl.exceptions.ComputeError as error:
            if number := _ERROR_NUMBER.search(str(error)):
                raise OSError(int(number[1]), os.strerror(int(number[1]))) from error
            raise
        file.seek(0)
        while piece := file.read(_PIECE_BYTES):
            yield piece
