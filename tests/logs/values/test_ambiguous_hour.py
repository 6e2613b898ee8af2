"""The order of lines tells which pass of the hour that clocks show twice a time is in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from usagestats.logs.values.ambiguous_hour import AmbiguousTimes, Order, ordered

NIGHT = datetime(2026, 10, 25, 0, tzinfo=UTC)
YEAR_BEFORE = datetime(2025, 10, 26, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def order(
    minutes: list[float], latest: datetime | None = None, night: datetime = NIGHT
) -> tuple[list[int], Order]:
    """Read minutes of the hour; give the second readings by their places."""
    firsts = [night + timedelta(minutes=minute) for minute in minutes]
    pairs = [(int(time.timestamp() * 1e6), int((time + HOUR).timestamp() * 1e6)) for time in firsts]
    found = ordered(pairs, latest)
    return [place for place, is_second in enumerate(found.are_second) if is_second], found


@pytest.mark.parametrize(
    ("minutes", "second"),
    [
        ([30, 40, 30, 40], [2, 3]),
        ([30, 40, 50], []),
        ([59.9, 0], [1]),
        ([10, 20, 30, 1, 2, 30, 59], [3, 4, 5, 6]),
        ([30, 26, 31], []),  # written at its end, five minutes after its start
        ([30, 25, 31], []),  # exactly five minutes
        ([30, 24], [1]),
        ([58, 59.9, 0, 59.8, 1, 2], [2, 4, 5]),  # begun before the change, written after it
        ([59, 0, 10, 20, 30, 40, 50, 59.8], [1, 2, 3, 4, 5, 6, 7]),
        ([0, 10, 0, 8, 7, 20], [2, 3, 4, 5]),
    ],
)
def test_times_after_a_step_backwards_are_of_the_second_pass(
    minutes: list[float], second: list[int]
) -> None:
    found, whole = order(minutes)

    assert found == second
    assert not any(whole.are_disordered)
    assert order(minutes, latest=NIGHT - HOUR)[0] == second


def test_the_lines_before_are_remembered() -> None:
    _, before = order([30, 40])
    found, whole = order([30, 45], before.latest)

    assert found == [0, 1]
    assert order([50, 55], whole.latest)[0] == [0, 1]
    assert order([50, 55], before.latest)[0] == []


@pytest.mark.parametrize(
    ("minutes", "disordered"),
    [([30, 10, 50, 20], [3]), ([50, 40, 30, 20], [2, 3]), ([10, 50, 10, 50, 10, 50], [4])],
)
def test_times_that_step_back_once_more_are_in_disorder(
    minutes: list[float], disordered: list[int]
) -> None:
    _, found = order(minutes)

    assert [place for place, is_so in enumerate(found.are_disordered) if is_so] == disordered


def test_each_year_has_an_order_of_its_own() -> None:
    _, before = order([50, 10], night=YEAR_BEFORE)

    assert order([30, 20], before.latest)[0] == [1]
    assert order([30, 40], order([50, 10])[1].latest, night=YEAR_BEFORE)[0] == []


@pytest.mark.parametrize(
    ("times", "is_telling"),
    [
        (AmbiguousTimes(4, second=2), True),
        (AmbiguousTimes(4, second=4), True),
        (AmbiguousTimes(4), False),
        (AmbiguousTimes(4, second=2, disordered=1), False),
        (AmbiguousTimes(4) + AmbiguousTimes(3, second=3), True),
        (AmbiguousTimes(4, 2, 1) + AmbiguousTimes(3, second=3), False),
    ],
)
def test_the_order_tells_where_times_step_back_once(
    times: AmbiguousTimes, *, is_telling: bool
) -> None:
    assert times.is_order_telling == is_telling
