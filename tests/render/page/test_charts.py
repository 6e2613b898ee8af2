from __future__ import annotations

import pytest

from tests.render.page.drawings import chart_of_values, heights
from usagestats.render.page.charts import Kind, Unit, before_mark, marks, value_text
from usagestats.render.page.palette import BEFORE
from usagestats.render.page.scales import IndexScale


def test_bars_stand_on_each_other_and_have_the_height_of_their_values() -> None:
    chart = chart_of_values((10, 0, 25), (5, 7, 25))
    lower, upper = marks(chart, IndexScale(3, 50))

    assert lower.path == "M0.1 1000V800h.8V1000zM2.1 1000V500h.8V1000z"
    assert upper.path == "M0.1 800V700h.8V800zM1.1 1000V860h.8V1000zM2.1 500V0h.8V500z"
    assert heights(upper.path, 50) == {0: 5, 1: 7, 2: 25}


def test_partial_periods_have_a_path_of_their_own() -> None:
    whole, part = marks(chart_of_values((10, 20), partial=(1,)), IndexScale(2, 20))

    assert (whole.classes, heights(whole.path, 20)) == ("m0", {0: 10})
    assert (part.classes, heights(part.path, 20)) == ("m0 part", {1: 20})


def test_a_period_without_a_log_is_no_bar_but_a_ground() -> None:
    ground, bars = marks(chart_of_values((10, None, 0)), IndexScale(3, 10))

    assert (ground.classes, ground.path) == ("nolog", "M1.1 1000V0h.8V1000z")
    assert heights(bars.path, 10) == {0: 10}


def test_a_line_breaks_where_nothing_is_known_and_one_value_is_a_dot() -> None:
    values = (1.0, 2.0, None, 4.0, None)
    chart = chart_of_values(values, kind=Kind.LINES, unit=Unit.MILLISECONDS)
    *_, line = marks(chart, IndexScale(5, 4))

    assert line.is_line
    assert line.path == "M0.5 750L1.5 500M3.5 0h0"


def test_the_range_before_is_a_line() -> None:
    chart = chart_of_values((1, 2))
    assert before_mark(chart, IndexScale(2, 4), BEFORE).path == ""


@pytest.mark.parametrize(
    ("kind", "unit", "values", "top"),
    [
        (Kind.STACK, Unit.COUNT, ((3, 5), (4, 6)), 12),
        (Kind.LINES, Unit.MILLISECONDS, ((3, 5), (4, 6)), 6),
        (Kind.STACK, Unit.SHARE, ((0.02, 0.04), (0.0, 0.18)), 0.3),
        (Kind.STACK, Unit.COUNT, ((None, None),), 2),
        (Kind.STACK, Unit.COUNT, ((0, 0),), 2),
    ],
)
def test_the_top_is_a_round_value_that_nothing_exceeds(
    kind: Kind, unit: Unit, values: tuple[tuple[float | None, ...], ...], top: float
) -> None:
    assert chart_of_values(*values, kind=kind, unit=unit).top() == pytest.approx(top)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (1234, Unit.COUNT, "1,234"),
        (0.0495, Unit.SHARE, "5.0 %"),
        (5.678, Unit.MEAN, "5.68"),
        (56.78, Unit.MEAN, "56.8"),
        (1567.8, Unit.MILLISECONDS, "1,568 ms"),
        (None, Unit.COUNT, "–"),
    ],
)
def test_values_are_written_for_people(value: float | None, unit: Unit, text: str) -> None:
    assert value_text(value, unit) == text
