from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise
from math import dist
from typing import TYPE_CHECKING

import pytest
from rich.style import Style

from tests.render.conftest import of_methods, with_shares
from usagestats.render.bar_drawing import FILLS, OTHER_FILL, drawn_bar, legend, legend_lines
from usagestats.render.bars import Bars, bars_of

if TYPE_CHECKING:
    from usagestats.report import Report


LEVELS = ("color(136)", "color(160)")
EYES = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
"""How linear red, green and blue are mixed by eyes of each kind (Machado 2009)."""


def bar_of(bars: Bars, row: int = 0, width: int = 10, *, unicode: bool = True) -> str:
    return drawn_bar(bars, row, width, unicode=unicode).plain


def names(bars: Bars, width: int | None = None, *, unicode: bool = True) -> str:
    return "\n".join(line.plain for line in legend_lines(legend(bars, unicode=unicode), width))


def test_parts_are_drawn_one_behind_the_other(report: Report) -> None:
    bars = bars_of(of_methods(report, requests=[10, 5], get=[6, 5], post=[3, 0]))

    assert bar_of(bars) == "██████▒▒▒·"
    assert bar_of(bars, row=1) == "█████"
    assert bar_of(bars, unicode=False) == "######===."
    assert names(bars) == "██ get   ▒▒ post   ·· other"
    assert names(bars, unicode=False) == "## get   == post   .. other"


def test_one_part_has_eighths_and_no_legend(report: Report) -> None:
    bars = bars_of(of_methods(report, requests=[16, 3]))

    assert bar_of(bars, row=1) == "█▉"
    assert names(bars) == ""


def test_an_unknown_figure_has_no_bar(report: Report) -> None:
    bars = bars_of(of_methods(report, requests=[4, None], get=[2, None]))

    assert bar_of(bars, row=1) == ""


def test_a_legend_has_as_many_lines_as_it_needs() -> None:
    bars = Bars("requests", ["get", "post", "other"], [], 1)

    assert names(bars, 17) == "██ get   ▒▒ post\n·· other"


def test_where_all_is_zero_no_bar_is_drawn(report: Report) -> None:
    actual = bars_of(of_methods(report, requests=[0, 0]))

    assert [bar_of(actual, row) for row in (0, 1)] == ["", ""]


@pytest.mark.parametrize(
    ("share", "color", "expected"),
    [
        (0.5, FILLS[0].color, "█████"),
        (0.79, FILLS[0].color, "███████▉"),
        (0.8, "color(136)", "████████"),
        (0.999, "color(136)", "██████████"),
        (1.0, "color(160)", "██████████"),
        (3.2, "color(160)", "██████████"),
    ],
)
def test_a_limit_is_full_at_one_hundred_per_cent(
    report: Report, share: float, color: str, expected: str
) -> None:
    bars = bars_of(replace(with_shares(report, share), bar="share", bar_full=1.0))
    actual = drawn_bar(bars, 0, 10, unicode=True)

    assert (actual.plain, str(actual.style)) == (expected, color)


def seen_by(color: str, eyes: str) -> tuple[float, float, float]:
    """Return a color as CIE L*a*b*, as people see it who have such eyes."""
    red, green, blue = map(linear, Style.parse(color).color.get_truecolor())  # type: ignore[union-attr]
    seen = [sum(a * b for a, b in zip(row, (red, green, blue), strict=True)) for row in EYES[eyes]]
    red, green, blue = (min(max(value, 0.0), 1.0) for value in seen)
    x = curve((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047)
    y = curve(0.2126 * red + 0.7152 * green + 0.0722 * blue)
    z = curve((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def linear(value: int) -> float:
    share = value / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def curve(value: float) -> float:
    return float(value ** (1 / 3)) if value > 0.008856 else 7.787 * value + 16 / 116


@pytest.mark.parametrize("eyes", EYES)
def test_everybody_tells_the_parts_from_each_other(eyes: str) -> None:
    seen = [seen_by(fill.color, eyes) for fill in (*FILLS, OTHER_FILL)]

    assert min(dist(*pair) for pair in combinations(seen, 2)) > 24
    assert min(dist(*pair) for pair in pairwise(seen)) > 39


@pytest.mark.parametrize("color", [*(fill.color for fill in (*FILLS, OTHER_FILL)), *LEVELS])
def test_every_part_is_seen_on_light_and_on_dark(color: str) -> None:
    lightness = ((seen_by(color, "usual")[0] + 16) / 116) ** 3

    assert (lightness + 0.05) / 0.05 > 3
    assert 1.05 / (lightness + 0.05) > 3


def test_no_two_parts_look_alike() -> None:
    fills = [*FILLS, OTHER_FILL]

    for look in ("block", "plain", "color"):
        assert len({getattr(fill, look) for fill in fills}) == len(fills)
