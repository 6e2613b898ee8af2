"""The times of a chunk → UTC: times without an offset get that of the log zone.

Times of the hour that clocks show twice are chosen by the order of lines. Readers lose this order
where a row stands for several requests: the lines of that hour are read once more, one row each.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import field
from typing import TYPE_CHECKING, cast

import polars as pl

from usagestats.light_dataclass import dataclass, replace
from usagestats.logs.inner_lines import inner_lines
from usagestats.logs.line_years import with_years
from usagestats.logs.readers.joined import joined, last_of, numbers_of, on_wall_of
from usagestats.logs.values.ambiguous_hour import AmbiguousTimes, ordered, steps_back
from usagestats.logs.values.log_zone import readings
from usagestats.tables.declared import FULL_DETAIL, ROW_COUNT, requests_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from usagestats.logs.chunk import Chunk
    from usagestats.logs.readers.reader import LinesFound
    from usagestats.logs.values.ambiguous_hour import Order
    from usagestats.logs.values.log_zone import Readings


@dataclass(frozen=True, slots=True)
class WallTimes:
    """How times without an offset were read.

    Args:
        requests: The number of requests that have such a time.
        skipped: The number of those at times that the clocks never showed, by day of the log zone.
        ambiguous: Those at times that the clocks showed twice, by day of the log zone.
        earliest: The earliest reading of an ambiguous time; `None` where there is none.
        latest: The latest chosen time in the hour of the last ambiguous one; `None` where neither
            these lines nor those before in the source have one.
    """

    requests: int = 0
    skipped: Counter[date] = field(default_factory=Counter)
    ambiguous: dict[date, AmbiguousTimes] = field(default_factory=dict)
    earliest: datetime | None = None
    latest: datetime | None = None

    def depend_on(self, latest: datetime) -> bool:
        """Whether ambiguous times may be read otherwise after lines whose `latest` is this."""
        return self.earliest is not None and steps_back(latest, self.earliest)


def has_ambiguous_groups(found: LinesFound, zone: ZoneInfo) -> bool:
    """Whether a row at an ambiguous time stands for several requests, whose order is lost."""
    if found.on_wall is None or found.last is None:
        return False
    return bool(_are_ambiguous(found, zone).any())


def with_ambiguous_lines(found: LinesFound, chunk: Chunk, zone: ZoneInfo) -> LinesFound:
    """Return the same requests; each at an ambiguous time has a row of its own."""
    if found.on_wall is None or found.last is None:
        return found
    are_grouped = numbers_of(found).is_null() & _are_ambiguous(found, zone)
    if not are_grouped.any():
        return found
    columns = frozenset(found.requests.columns) - {ROW_COUNT}
    return joined([_chosen(found, ~are_grouped), *_ambiguous_lines(chunk, columns, zone)])


def _ambiguous_lines(chunk: Chunk, columns: frozenset[str], zone: ZoneInfo) -> Iterator[LinesFound]:
    """Give the requests of a chunk that have an ambiguous time, one row each.

    A format accepts the same lines whether it groups their requests or not.
    """
    reader = chunk.log_format.reader(columns, FULL_DETAIL)
    before = 0
    for piece in inner_lines(chunk).pieces:
        found, _ = with_years(reader.read([piece]), chunk.written)
        lines = _chosen(found, _are_ambiguous(found, zone))
        requests = lines.requests.with_columns(pl.lit(1, pl.Int64).alias(ROW_COUNT))
        yield replace(lines, requests=requests, numbers=numbers_of(lines) + before)
        before += found.lines


def _are_ambiguous(found: LinesFound, zone: ZoneInfo) -> pl.Series:
    return on_wall_of(found) & readings(found.requests["time"], zone).are_ambiguous


def _chosen(found: LinesFound, rows: pl.Series) -> LinesFound:
    return replace(
        found,
        requests=found.requests.filter(rows),
        on_wall=on_wall_of(found).filter(rows),
        last=last_of(found).filter(rows),
        numbers=numbers_of(found).filter(rows),
    )


def in_utc(
    found: LinesFound, zone: ZoneInfo, latest: datetime | None
) -> tuple[LinesFound, WallTimes]:
    """Return the requests with times in UTC, and how times without an offset were read.

    Args:
        found: The requests; those at ambiguous times have a row each.
        zone: The log zone.
        latest: `WallTimes.latest` of the lines before in the source; `None` where there are none.
    """
    if found.on_wall is None:
        return found, WallTimes()
    rows = found.on_wall.arg_true()
    if rows.is_empty():
        return found, WallTimes()
    on_wall = found.requests.select({"time", ROW_COUNT} & {*found.requests.columns})[rows]
    walls, read = on_wall["time"], readings(on_wall["time"], zone)
    wall_times = WallTimes(requests_in(on_wall), _by_day(on_wall.filter(read.are_skipped)))
    times = read.first
    places = _in_order_of_lines(read.are_ambiguous, numbers_of(found).gather(rows))
    if len(places):
        order = ordered(_pairs(read, places), latest)
        second = places.filter(pl.Series(order.are_second))
        times = times.scatter(second, read.second.gather(second))
        wall_times = replace(
            wall_times,
            ambiguous=_ambiguous_by_day(walls.gather(places), order),
            earliest=cast("datetime", read.first.gather(places).min()),
            latest=order.latest,
        )
    requests = found.requests.with_columns(time=found.requests["time"].scatter(rows, times))
    last = last_of(found)
    last = last.scatter(rows, last.gather(rows) - (walls - times))
    return replace(found, requests=requests, last=last), wall_times


def _in_order_of_lines(chosen: pl.Series, numbers: pl.Series) -> pl.Series:
    """Return the places of the chosen rows, in the order of the numbers of their lines."""
    places = chosen.arg_true()
    return places.gather(numbers.gather(places).arg_sort())


def _pairs(read: Readings, places: pl.Series) -> Iterator[tuple[int, int]]:
    first, second = (one.gather(places).to_physical() for one in (read.first, read.second))
    return zip(first.to_list(), second.to_list(), strict=True)


def _by_day(on_wall: pl.DataFrame) -> Counter[date]:
    """Count requests by the day of their wall times."""
    found: Counter[date] = Counter()
    for (day,), rows in on_wall.group_by(pl.col("time").dt.date()):
        found[day] = requests_in(rows)
    return found


def _ambiguous_by_day(walls: pl.Series, order: Order) -> dict[date, AmbiguousTimes]:
    frame = pl.DataFrame(
        {
            "day": walls.dt.date(),
            "second": order.are_second,
            "disordered": order.are_disordered,
        }
    )
    added = frame.group_by("day").agg(pl.len(), pl.col("second", "disordered").sum())
    return {day: AmbiguousTimes(*counts) for day, *counts in added.rows()}
