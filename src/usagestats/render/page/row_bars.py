"""Reports whose rows have names → a bar for each row, as in a ranking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from usagestats.render.page.palette import CLASSES, METHODS
from usagestats.render.page.ranking import codes
from usagestats.safety.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from usagestats.render.page.palette import Color
    from usagestats.report import Report


@dataclass(frozen=True, slots=True)
class RowBar:
    """A bar: its name, the figure behind it, its part of the longest one, its colour."""

    name: str
    text: str
    part: float
    color: Color


@dataclass(frozen=True, slots=True)
class RowBars:
    """The bars, from the top down."""

    rows: tuple[RowBar, ...]


def row_bars(report: Report) -> RowBars | None:
    """Return a bar for each row; `None` for a report whose rows are periods."""
    if report.name == "top-apps":
        return RowBars(tuple(_applications(report)))
    if report.name == "response-codes" and report.granularity is None:
        is_wide = "status" not in report.rows.columns
        return RowBars(tuple(_classes(report) if is_wide else _codes(report)))
    return None


def _applications(report: Report) -> Iterator[RowBar]:
    rows = report.rows.select("application", "usage", "share")
    others = int(report.cut.sums.get("usage") or 0) if report.cut else 0
    longest = max([*rows["usage"], others, 1])
    for name, usage, share in rows.iter_rows():
        text = f"{usage:,}" if share is None else f"{usage:,} ({100 * share:.1f} %)"
        yield RowBar(visible(name), text, usage / longest, METHODS[0])
    if report.cut and others:
        yield RowBar(report.cut.name, f"{others:,}", others / longest, CLASSES["none"])


def _classes(report: Report) -> Iterator[RowBar]:
    """Give a bar for each class of response codes that occurs, from the columns of one row."""
    counts = {name: int(report.rows[name].sum()) for name in CLASSES}
    longest = max(counts.values())
    for name, count in counts.items():
        if count:
            yield RowBar(name, f"{count:,}", count / longest, CLASSES[name])


def _codes(report: Report) -> Iterator[RowBar]:
    for one in codes(report):
        name = f"{one.status} {one.phrase}".strip()
        if one.denied:
            name += f" ({one.denied})"
        yield RowBar(name, f"{one.requests} ({one.share})", float(one.width) / 100, one.color)
