"""`formats`: the known log formats, with a sample line of each."""

from __future__ import annotations

from typing import Final
from zoneinfo import ZoneInfo

import polars as pl

from usagestats.logs.formats import FORMATS, NAMES
from usagestats.logs.wrappers.known import WRAPPERS
from usagestats.report import Column, ColumnType, Report

COLUMNS: Final = (Column("name", ColumnType.NAME, is_key=True), Column("sample", ColumnType.NAME))


def formats_report() -> Report:
    """List the known formats.

    Shape: one row per format, sorted by name.
    """
    rows = [(name, FORMATS[name].sample) for name in sorted(FORMATS)]
    wrappers = ", ".join(wrapper.name for wrapper in WRAPPERS)
    return Report(
        name="formats",
        title=f"{len(rows)} log formats",
        columns=COLUMNS,
        rows=pl.DataFrame(rows, {"name": pl.String, "sample": pl.String}, orient="row"),
        zone=ZoneInfo("UTC"),
        notes=(*_other_names(), f"around the lines there may be: {wrappers}"),
    )


def _other_names() -> list[str]:
    others: dict[str, list[str]] = {}
    for other, name in NAMES.items():
        if other != name:
            others.setdefault(name, []).append(other)
    return [f"{name} is also called {', '.join(names)}" for name, names in others.items()]
