"""Fields of records become columns without numpy; compared with Python's own reading of them."""

from __future__ import annotations

from ctypes import c_double, c_int16, c_int32, c_int64, c_uint8
from struct import Struct
from typing import Any

import polars as pl
import pytest

from tests.chunks import skip_without_kernel
from usagestats.logs.readers.kernel.record_fields import field_of

RECORD = Struct("=qdihB3x")
ROWS = [(-1, 0.5, 7, -3, 255), (2**62, -0.0, -(2**31), 32767, 0), (0, 1e300, 1, 0, 1)]
FIELDS = [
    (c_int64, 0, pl.Int64),
    (c_double, 8, pl.Float64),
    (c_int32, 16, pl.Int32),
    (c_int16, 20, pl.Int16),
    (c_uint8, 22, pl.UInt8),
]


@pytest.mark.parametrize("times", [0, 1, 1000])
@pytest.mark.parametrize("place", range(len(FIELDS)))
def test_a_field_of_records_is_a_column(place: int, times: int) -> None:
    skip_without_kernel()
    kind, offset, dtype = FIELDS[place]
    records = b"".join(RECORD.pack(*row) for row in ROWS) * times
    column = field_of(records, kind, offset, RECORD.size)

    assert column.dtype == dtype
    assert column.to_list() == [row[place] for row in ROWS] * times


def test_a_column_outlives_its_records() -> None:
    skip_without_kernel()

    def column() -> Any:
        records = bytes(range(8)) * 4096
        return field_of(records, c_int64, 0, 8)

    columns = [column() for _ in range(50)]

    assert all((one == int.from_bytes(range(8), "little")).all() for one in columns)
