"""Rows of sources made up by chance: several paths, several rows, none with a place, gaps."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import polars as pl
from hypothesis import strategies as st

from tests.rotation.many import START, files_of_logs
from usagestats.rotation.log_file import LogFile
from usagestats.store.log_files import FILE_COLUMNS
from usagestats.store.places import place_cells
from usagestats.store.schema import STORED

SCHEMA = {name: STORED[name] for name in (*FILE_COLUMNS, "forgotten_before")}


@st.composite
def rows_of_sources(draw: st.DrawFn) -> pl.DataFrame:
    """Return rows of sources: some with several paths, several rows, or no place."""
    files = draw(files_of_logs())
    paths = [file.path for file in files]
    rows: list[dict[str, object]] = []
    for number, file in enumerate(files):
        is_known = draw(st.integers(0, 4)) > 0  # else as an older version wrote it
        has_more = draw(st.integers(0, 3)) == 0
        rows.append(row(f"{number:03}", file, 100, file.path, is_known=is_known))
        if not has_more:
            continue
        other = draw(st.sampled_from([file.path, *paths[-3:]]))
        offset = draw(st.sampled_from((50, 100, 200)))
        log_format = draw(st.sampled_from(("combined", file.log_format)))
        again = replace(file, is_whole=draw(st.booleans()), log_format=log_format)
        rows.append(row(f"{number:03}", again, offset, other, is_known=is_known))
        older = draw(st.lists(st.integers(0, len(files)), max_size=2))
        follows = [f"{one:03}" for one in older]
        rows.append({"source": f"{number:03}", "follows": follows})
    hours = draw(st.sampled_from((None, None, -1, 3, 100)))
    if rows and hours is not None:
        rows[-1]["forgotten_before"] = START + timedelta(hours=hours)
    return pl.DataFrame(rows, SCHEMA, orient="row")


def row(source: str, file: LogFile, offset: int, path: str, *, is_known: bool) -> dict[str, object]:
    first, last = file.hull or (None, None)
    return {
        "source": source,
        "offset": offset,
        "first": first,
        "last": last,
        "paths": [path],
        "format": file.log_format,
        "is_complete": file.is_whole,
        **(place_cells(path, file.log_format) if is_known else {}),
    }
