"""The requests that several readers found, put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from usagestats.frames import stacked
from usagestats.light_dataclass import replace
from usagestats.logs.readers.reader import Wrapped
from usagestats.logs.readers.refused_lines import lines_at, lines_in_order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from usagestats.logs.readers.reader import LinesFound
    from usagestats.logs.readers.refused_lines import RefusedLines


def joined(parts: Sequence[LinesFound]) -> LinesFound:
    """Return the requests of all parts together; lines and refused lines are those of the first."""
    if len(parts) == 1:
        return parts[0]
    return replace(
        parts[0],
        requests=stacked([part.requests for part in parts]),
        on_wall=pl.concat([on_wall_of(part) for part in parts]),
        last=pl.concat([last_of(part) for part in parts]),
        numbers=pl.concat([numbers_of(part) for part in parts]),
    )


def on_wall_of(found: LinesFound) -> pl.Series:
    """Return `on_wall`; false in each row where it is `None`."""
    if found.on_wall is not None:
        return found.on_wall.alias("")
    return pl.zeros(found.requests.height, dtype=pl.Boolean(), eager=True).alias("")


def numbers_of(found: LinesFound) -> pl.Series:
    """Return `numbers`; null in each row where it is `None`."""
    if found.numbers is not None:
        return found.numbers.alias("")
    return pl.repeat(None, found.requests.height, dtype=pl.Int64(), eager=True).alias("")


def last_of(found: LinesFound) -> pl.Series:
    """Return `last`; the time of each row where it is `None`."""
    return (found.requests["time"] if found.last is None else found.last).alias("")


def in_order(parts: Sequence[LinesFound]) -> LinesFound:
    """Return what was found in lines that follow each other, of which the first begin at 0.

    Parts without requests may have fewer columns.
    """
    before, shifted = 0, []
    for part in parts:
        shifted.append(_behind(part, before))
        before += part.lines
    filled = [part for part in shifted if part.requests.height] or shifted[:1]
    refused = lines_in_order([part.refused for part in shifted])
    wrapped = tuple(lines for part in shifted for lines in part.wrapped)
    return replace(joined(filled), lines=before, refused=refused, wrapped=wrapped)


def at_numbers(found: LinesFound, numbers: pl.Series) -> LinesFound:
    """Return what was found in lines that stand at these numbers, from 0, among other lines."""
    requests = found.requests
    if "line" in requests.columns:
        lines = numbers.gather(requests["line"] - 1) + 1
        requests = requests.with_columns(line=lines.cast(requests["line"].dtype))
    return replace(
        found,
        requests=requests,
        refused=lines_at(found.refused, numbers),
        numbers=None if found.numbers is None else numbers.gather(found.numbers),
    )


def _behind(part: LinesFound, before: int) -> LinesFound:
    """Return what was found in lines that stand behind others."""
    requests = part.requests
    if "line" in requests.columns:
        requests = requests.with_columns(pl.col("line") + before)
    return replace(
        part,
        requests=requests,
        refused=_shifted(part.refused, before),
        numbers=None if part.numbers is None else part.numbers + before,
        wrapped=tuple(Wrapped(one.reader, _shifted(one.lines, before)) for one in part.wrapped),
    )


def _shifted(lines: RefusedLines, before: int) -> RefusedLines:
    return [(number + before, text) for number, text in lines]
