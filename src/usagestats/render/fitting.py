"""The columns that a terminal has room for, and their widths."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from usagestats.render.people import Need
from usagestats.render.words import heading_pieces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from usagestats.render.people import TextColumn

GAP: Final = 3
NARROWEST: Final = 20
"""The least width of a terminal; on a narrower one, lines are as wide as this."""

_WIDEST_HINT: Final = 250
_COMFORTABLE, _READABLE, _LEAST = 24, 10, 5
_STEPS: Final = (
    (_COMFORTABLE, None),
    (_COMFORTABLE, Need.EMPTY),
    (_COMFORTABLE, Need.ID),
    (_COMFORTABLE, Need.DETAIL),
    (_READABLE, None),
    (_READABLE, Need.USUAL),
    (_LEAST, None),
    (_LEAST, Need.KEPT),
)
"""The steps until the columns fit: the least width of texts, and the columns to leave out."""

_STEPS_FOR_BARS: Final = _STEPS[:4]


@dataclass(frozen=True, slots=True)
class Fitting:
    """The columns that fit.

    Args:
        columns: The columns.
        widths: The width of each of them, in cells.
        left_out: The columns for which there is no room.
        needed: The width that has room for all columns; `None` if that is wider than terminals are.
    """

    columns: list[TextColumn]
    widths: list[int]
    left_out: list[TextColumn]
    needed: int | None

    def is_shortened(self) -> bool:
        """Return whether any name is too long for its column."""
        return any(
            not column.is_sentence
            and max(map(cell_len, (*column.cells, *column.footer)), default=0) > width
            for column, width in zip(self.columns, self.widths, strict=True)
        )

    def width(self) -> int:
        """Return the width of the table."""
        return _sum(self.widths)


def fitted(columns: list[TextColumn], width: int | None, beside: int = 0) -> Fitting:
    """Choose the columns, and their widths.

    Args:
        columns: All columns, at least one.
        width: The width of the terminal; `None`: there is room for all.
        beside: The width to leave for bars, which are more important than details.
    """
    if width is None:
        return Fitting(columns, [_full(column) for column in columns], [], None)
    width = max(width, NARROWEST)
    kept, floor = _chosen(columns, width - beside, _STEPS_FOR_BARS)
    if _narrowest(kept, floor) > width - beside:
        kept, floor = _chosen(columns, width, _STEPS)
    least = [min(_least(column, floor), width) for column in kept]
    full = [_full(column) for column in kept]
    left_out = [column for column in columns if not any(column is one for one in kept)]
    needed = _narrowest(columns, _COMFORTABLE)
    return Fitting(
        kept,
        _grown(least, full, width - _sum(least)),
        left_out,
        needed if needed <= _WIDEST_HINT else None,
    )


def _chosen(
    columns: list[TextColumn], width: int, steps: Sequence[tuple[int, Need | None]]
) -> tuple[list[TextColumn], int]:
    """Return the columns that fit, and the least width of their texts; too many if none do."""
    kept, floor = list(columns), _COMFORTABLE
    for floor, need in steps:
        while _narrowest(kept, floor) > width and (found := _last_needless(kept, need)):
            kept = [column for column in kept if column is not found]
        if _narrowest(kept, floor) <= width:
            break
    return kept, floor


def _last_needless(columns: list[TextColumn], need: Need | None) -> TextColumn | None:
    """Return the last column with at most this need; `None` without one, or beside no other."""
    if need is None or len(columns) == 1:
        return None
    return next((one for one in reversed(columns) if one.need <= need), None)


def _narrowest(columns: list[TextColumn], floor: int) -> int:
    return _sum([_least(column, floor) for column in columns])


def _sum(widths: list[int]) -> int:
    return sum(widths) + GAP * (len(widths) - 1)


def _least(column: TextColumn, floor: int) -> int:
    """Return the least width of a column whose texts may be shortened to `floor` cells."""
    heading = max(map(_stripped, heading_pieces(column.heading)))
    if floor < _READABLE:
        heading = min(heading, floor)
    values = max(map(cell_len, (*column.cells, *column.footer)), default=0)
    return max(heading, values if column.is_whole else min(values, floor))


def _full(column: TextColumn) -> int:
    return max(map(cell_len, (column.heading, *column.cells, *column.footer)))


def _stripped(piece: str) -> int:
    return cell_len(piece.rstrip())


def _grown(least: list[int], full: list[int], room: int) -> list[int]:
    """Give the room that is left to columns that are narrower than their texts, equally."""
    widths = list(least)
    for _ in range(room):
        short = [index for index, width in enumerate(widths) if width < full[index]]
        if not short:
            break
        widths[min(short, key=widths.__getitem__)] += 1
    return widths
