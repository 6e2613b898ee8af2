"""Rows → files of the table in a local folder, each known to Delta only after a commit names it.

polars writes them: Delta's own writer takes all columns, those without a value, too, and several
times as long. A file that no commit names is removed by the upkeep, as those of Delta's writer are.
"""

from __future__ import annotations

import json
from datetime import datetime
from io import BytesIO
from time import time_ns
from typing import TYPE_CHECKING, Final
from uuid import uuid4

import polars as pl

from usagestats.store.delta import AddAction
from usagestats.store.schema import PARTITIONS
from usagestats.unfinished_files import unfinished_files

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from usagestats.unfinished_files import UnfinishedFiles

_COMPRESSION: Final = "snappy"
"""That of Delta's own writer."""
_TIME: Final = "%Y-%m-%dT%H:%M:%SZ"


def write_files(folder: Path, tables: Iterable[pl.DataFrame]) -> list[AddAction]:
    """Write rows into new files, one for each type and month.

    Args:
        folder: The folder of the table.
        tables: Rows with columns of the store.

    Returns:
        The files, as a commit names them.

    Raises:
        OSError: They cannot be written; none is left.
    """
    added: list[AddAction] = []
    with unfinished_files() as files:
        for table in tables:
            for values, rows in table.partition_by(PARTITIONS, as_dict=True).items():
                named = dict(zip(PARTITIONS, map(str, values), strict=True))
                added.append(_new_file(named, rows))
                _write(files, folder / added[-1].path, _with_values(rows), added[-1])
        files.keep()
    return added


def _new_file(partition: dict[str, str], rows: pl.DataFrame) -> AddAction:
    """Return a file that is not written yet."""
    places = [f"{name}={value}" for name, value in partition.items()]
    path = "/".join([*places, f"part-00000-{uuid4()}-c000.{_COMPRESSION}.parquet"])
    return AddAction(
        path, 0, partition, time_ns() // 1_000_000, data_change=True, stats=_statistics(rows)
    )


def _write(files: UnfinishedFiles, path: Path, rows: pl.DataFrame, named: AddAction) -> None:
    """Write rows by Python, whose errors have the reason of the system, and note the size."""
    content = BytesIO()
    rows.write_parquet(content, compression=_COMPRESSION)
    path.parent.mkdir(parents=True, exist_ok=True)
    with files.create(path) as file:
        file.write(content.getbuffer())
    named.size = content.tell()


def _statistics(rows: pl.DataFrame) -> str:
    """Return the statistics of a file: of the columns only `start`, as the store is set up."""
    found: dict[str, object] = {"numRecords": rows.height}
    starts = rows["start"] if "start" in rows.columns else pl.Series([None] * rows.height)
    first, last = starts.min(), starts.max()
    if isinstance(first, datetime) and isinstance(last, datetime):
        found["minValues"] = {"start": f"{first:{_TIME}}"}
        found["maxValues"] = {"start": f"{last:{_TIME}}"}
    nulls = starts.null_count()
    return json.dumps({**found, "nullCount": {"start": nulls}})


def _with_values(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows without partitions, and without columns that have no value: they need no room."""
    has_values = (one.name for one in rows if one.null_count() < len(one))
    return rows.select(name for name in has_values if name not in PARTITIONS)
