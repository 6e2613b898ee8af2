"""The drawing of bars: parts differ in their characters as well as in their colors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.text import Text

from usagestats.render.bars import OTHER

if TYPE_CHECKING:
    from usagestats.render.bars import Bars

_EIGHTHS: Final = " ▏▎▍▌▋▊▉█"
_WARNED, _FULL = 0.8, 1.0
_YELLOW, _RED = "color(136)", "color(160)"


@dataclass(frozen=True, slots=True)
class Fill:
    """The look of one part: the characters differ as well as the colors.

    Args:
        block: Its character.
        plain: Its character where there is only ASCII.
        color: Its color: it is seen on light and on dark, and people who are color-blind tell it
            from the others.
    """

    block: str
    plain: str
    color: str

    def character(self, *, unicode: bool) -> str:
        """Return the character of a cell."""
        return self.block if unicode else self.plain


FILLS: Final = (
    Fill("█", "#", "color(31)"),
    Fill("▒", "=", "color(137)"),
    Fill("▚", "%", "color(93)"),
    Fill("▄", "o", "color(202)"),
    Fill("▌", "+", "color(171)"),
)
OTHER_FILL: Final = Fill("·", ".", "color(244)")


def fills_of(bars: Bars) -> list[Fill]:
    """Return the look of each part."""
    if bars.parts == [OTHER]:
        return [FILLS[0]]
    plain = iter(FILLS)
    return [OTHER_FILL if part == OTHER else next(plain) for part in bars.parts]


def drawn_bar(bars: Bars, row: int, width: int, *, unicode: bool) -> Text:
    """Return the bar of a row in at most `width` cells."""
    values = bars.rows[row]
    if len(bars.parts) == 1:
        share = min(sum(values) / bars.full, 1.0)
        return Text(_plain_bar(share, width, unicode=unicode), style=_color(bars, values))
    bar = Text()
    reached = 0.0
    for value, fill in zip(values, fills_of(bars), strict=False):
        before, reached = reached, reached + value
        cells = _cells(reached, bars, width) - _cells(before, bars, width)
        bar.append(fill.character(unicode=unicode) * cells, style=fill.color)
    return bar


def _cells(value: float, bars: Bars, width: int) -> int:
    return round(min(value / bars.full, 1.0) * width)


def _color(bars: Bars, values: list[float]) -> str:
    if not bars.has_levels or sum(values) < _WARNED:
        return FILLS[0].color
    return _RED if sum(values) >= _FULL else _YELLOW


def _plain_bar(share: float, width: int, *, unicode: bool) -> str:
    if not unicode:
        return FILLS[0].plain * round(share * width)
    full, eighths = divmod(round(share * width * 8), 8)
    return FILLS[0].block * full + _EIGHTHS[eighths].strip()


def legend(bars: Bars, *, unicode: bool) -> list[Text]:
    """Return the name of each part behind its look; nothing where there is one part."""
    if len(bars.parts) == 1:
        return []
    return [
        Text.assemble((f"{fill.character(unicode=unicode) * 2} ", fill.color), part)
        for part, fill in zip(bars.parts, fills_of(bars), strict=True)
    ]


def legend_lines(entries: list[Text], width: int | None) -> list[Text]:
    """Return lines of as many entries of a legend as there is room for."""
    lines: list[Text] = []
    for entry in entries:
        joined = Text.assemble(lines[-1], "   ", entry) if lines else None
        if joined and (width is None or joined.cell_len <= width):
            lines[-1] = joined
        else:
            lines.append(entry)
    return lines
