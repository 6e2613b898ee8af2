from __future__ import annotations

import pytest

from tests.render.page.drawings import chart_of_values
from usagestats.render.page.charts import Kind, Unit
from usagestats.render.page.drawing import MOST_DRAWN, drawn, summary, tick_texts


def test_ticks_stand_from_the_bottom_to_the_top() -> None:
    drawing = drawn(chart_of_values((10, 40)), "Traffic")

    assert [(tick.y, tick.text) for tick in drawing.ticks] == [
        *(("188", "0"), ("143", "10"), ("98", "20"), ("53", "30"), ("8", "40")),
    ]


@pytest.mark.parametrize(
    ("largest", "texts"),
    [
        (100_000, ["0", "25k", "50k", "75k", "100k"]),
        (1_400_000, ["0", "0.5M", "1M", "1.5M"]),
    ],
)
def test_large_counts_are_short(largest: int, texts: list[str]) -> None:
    assert tick_texts(chart_of_values((largest,))) == texts


def test_shares_are_per_cent() -> None:
    chart = chart_of_values((0.08,), unit=Unit.SHARE)

    assert tick_texts(chart) == ["0 %", "2 %", "4 %", "6 %", "8 %"]


def test_a_long_chart_is_left_to_the_script() -> None:
    short, long = (drawn(chart_of_values((1,) * n), "x") for n in (MOST_DRAWN, MOST_DRAWN + 1))

    assert (short.is_drawn, bool(short.marks), bool(short.ticks)) == (True, True, True)
    assert (long.is_drawn, long.marks, long.ticks, long.labels) == (False, (), (), ())


def test_partial_and_unknown_periods_are_explained() -> None:
    drawing = drawn(chart_of_values((1, None), partial=(1,)), "x")

    assert (drawing.has_partial, drawing.has_unknown) == (False, True)
    assert drawn(chart_of_values((1, 2), partial=(1,)), "x").has_partial


def test_a_summary_says_what_a_chart_shows() -> None:
    stack = chart_of_values((1000, 20), (0, 7))
    lines = chart_of_values((3.5, 20.25), kind=Kind.LINES, unit=Unit.MILLISECONDS)

    assert summary(stack, "Traffic by day") == ("Traffic by day: total 1,027, highest 1,000, day 0")
    assert summary(lines, "Latency") == "Latency: highest 20.2 ms, day 1"
    assert summary(chart_of_values((None,)), "x") == "x: nothing is known"
