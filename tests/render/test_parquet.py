from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from usagestats.errors import InputError
from usagestats.render.content import Style, to_bytes
from usagestats.render.formats import Format

if TYPE_CHECKING:
    from collections.abc import Iterator

    from usagestats.report import Report


def test_a_parquet_file_has_the_rows_with_their_types(report: Report) -> None:
    content = b"".join(to_bytes([report], Format.PARQUET, Style()))
    actual = pl.read_parquet(BytesIO(content))

    assert_frame_equal(actual, report.rows)


def test_batches_become_one_file(report: Report) -> None:
    batches = [replace(report, rows=report.rows.head(0)), report, report]
    actual = pl.read_parquet(BytesIO(b"".join(to_bytes(batches, Format.PARQUET, Style()))))

    assert_frame_equal(actual, pl.concat([report.rows, report.rows]))


def test_an_error_while_reading_is_what_the_user_gets(report: Report) -> None:
    def broken() -> Iterator[Report]:
        yield report
        raise InputError("cannot be read", where="access.log")

    with pytest.raises(InputError, match="cannot be read"):
        list(to_bytes(broken(), Format.PARQUET, Style()))
