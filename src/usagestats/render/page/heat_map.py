"""The means of each hour of the week, as a table with coloured cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from usagestats.render.page.chart_data import total_of

if TYPE_CHECKING:
    from usagestats.report import Report

_TWO_DIGITS: Final = 10
LEVELS: Final = 8
"""The colours of the cells, from that of the least to that of the most."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text, and the class of its colour."""

    text: str
    color: str


@dataclass(frozen=True, slots=True)
class HeatMap:
    """A row per weekday, a cell per hour."""

    metric: str
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


def heat_map(report: Report) -> HeatMap | None:
    """Return the heat map; `None` where no hour is covered in full."""
    total = total_of(report)
    values = report.rows[total]
    most = max((value for value in values if value), default=0.0)
    if not most:
        return None
    days: dict[str, list[Cell]] = {}
    for weekday, value in report.rows.select("weekday", total).iter_rows():
        days.setdefault(weekday, []).append(_cell(value, most))
    return HeatMap(total, tuple((day[:3], tuple(cells)) for day, cells in days.items()))


def _decimals(most: float) -> int:
    """Return the decimals of all cells: none where the largest has two digits."""
    return 0 if most >= _TWO_DIGITS else 1


def _cell(value: float | None, most: float) -> Cell:
    if value is None:
        return Cell("–", "none")
    return Cell(f"{value:,.{_decimals(most)}f}", f"h{min(int(LEVELS * value / most), LEVELS - 1)}")
