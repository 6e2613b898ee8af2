"""The years of times that were written without one, from the last change of their source."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import polars as pl

from usagestats.light_dataclass import replace
from usagestats.logs.readers.joined import last_of
from usagestats.logs.values.yearless import NO_YEAR, with_year
from usagestats.tables.declared import requests_in

if TYPE_CHECKING:
    from usagestats.logs.readers.reader import LinesFound


def lacks_years(found: LinesFound) -> bool:
    """Whether some of the times have no year: they come before all others."""
    first = found.requests["time"].min()
    return isinstance(first, datetime) and first.year == NO_YEAR


def with_years(found: LinesFound, written: datetime | None) -> tuple[LinesFound, int]:
    """Return the same requests, each with a year, and how many had none.

    Args:
        found: The requests; those of one row are within one minute where they have no year.
        written: The time when the source was last written to; `None` where that is unknown.
    """
    if not lacks_years(found):
        return found, 0
    times = found.requests["time"]
    rows = (times.dt.year() == NO_YEAR).arg_true()
    ahead = _ahead(times.gather(rows), written)
    last = last_of(found)
    requests = found.requests.with_columns(time=times.scatter(rows, times.gather(rows) + ahead))
    last = last.scatter(rows, last.gather(rows) + ahead)
    with_time = replace(found, requests=requests, last=None if found.last is None else last)
    return with_time, requests_in(requests[rows])


def _ahead(times: pl.Series, written: datetime | None) -> pl.Series:
    """Return how far the time of its own year is ahead of each time."""
    minutes = times.dt.truncate("1m").to_frame("minute")
    distinct = minutes["minute"].unique()
    own = pl.Series([with_year(one, written) for one in distinct], dtype=distinct.dtype)
    years = pl.DataFrame({"minute": distinct, "ahead": own - distinct})
    return minutes.join(years, on="minute", how="left", maintain_order="left")["ahead"]
