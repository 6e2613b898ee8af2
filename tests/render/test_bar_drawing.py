from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.render.conftest import of_methods, with_shares
from usagestats.render.bar_drawing import FILLS, OTHER_FILL, drawn_bar, legend, legend_lines
from usagestats.render.bars import Bars, bars_of

if TYPE_CHECKING:
    from usagestats.report import Report


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
        (0.5, "cyan", "█████"),
        (0.79, "cyan", "███████▉"),
        (0.8, "yellow", "████████"),
        (0.999, "yellow", "██████████"),
        (1.0, "red", "██████████"),
        (3.2, "red", "██████████"),
    ],
)
def test_a_limit_is_full_at_one_hundred_per_cent(
    report: Report, share: float, color: str, expected: str
) -> None:
    bars = bars_of(replace(with_shares(report, share), bar="share", bar_full=1.0))
    actual = drawn_bar(bars, 0, 10, unicode=True)

    assert (actual.plain, str(actual.style)) == (expected, color)


def test_no_two_parts_look_alike() -> None:
    fills = [*FILLS, OTHER_FILL]

    for look in ("block", "plain", "color"):
        assert len({getattr(fill, look) for fill in fills}) == len(fills)
