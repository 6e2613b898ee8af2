from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from rich.cells import cell_len
from rich.console import Console

from usagestats.render.live_view import live_view
from usagestats.watched import ErrorSeen, Watched

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
MINUTES = (*([0] * 58), 50, 100)
ERROR = ErrorSeen(NOON, 503, "GET", "/v1/items", "Weather Widget")
STATE = Watched(
    zone=ZoneInfo("Europe/Athens"),
    logs=2,
    total=12_345,
    rejects=3,
    per_second=2.5,
    first_minute=NOON,
    minutes=MINUTES,
    applications={"Weather Widget": 120, "Noise Map": 30},
    statuses={"200": 140, "503": 8, "none": 2},
    errors=(ERROR, replace(ERROR, status=404, http_method=None, path=None)),
    faults={},
)


def shown(state: Watched, width: int = 100, height: int = 40, *, unicode: bool = True) -> list[str]:
    console = Console(width=width, height=height, color_system=None)
    with console.capture() as capture:
        console.print(live_view(state, width, height, unicode=unicode))
    return [line.rstrip() for line in capture.get().splitlines()]


def test_everything_is_on_the_screen() -> None:
    text = "\n".join(shown(STATE))

    for part in (
        "2.5 requests a second",
        "150 in the last hour",
        "12,345 in all",
        "2 logs",
        "3 rejects",
        "Weather Widget",
        "newest errors",
    ):
        assert part in text
    assert "15:00:00  503  GET /v1/items  Weather Widget" in text
    assert "15:00:00  404  - -  Weather Widget" in text


def test_columns_are_as_high_as_their_minutes_and_the_axis_has_local_times() -> None:
    lines = shown(STATE)
    chart = [line for line in lines if "│" in line]

    assert chart[0].startswith("100 │")
    assert [line.endswith("█") for line in chart] == [True] * 8
    assert [line[-2] == "█" for line in chart] == [False] * 4 + [True] * 4
    assert "15:00" in lines[len(chart) + 2]
    assert "15:45" in lines[len(chart) + 2]


@pytest.mark.parametrize("width", [20, 40, 60, 80, 120, 200])
@pytest.mark.parametrize("height", [5, 12, 24, 50])
def test_nothing_is_wider_or_higher_than_the_terminal(width: int, height: int) -> None:
    lines = shown(STATE, width, height)

    assert len(lines) < height
    assert max(map(cell_len, lines)) <= width


def test_a_wide_terminal_has_wider_columns() -> None:
    assert any(line.endswith("███") for line in shown(STATE, 200))


def test_a_least_request_is_seen_beside_many() -> None:
    state = replace(STATE, minutes=(*([0] * 58), 1, 10_000))

    assert shown(state)[9].endswith("▁█")


def test_where_there_is_only_ascii_nothing_else_is_written() -> None:
    state = replace(STATE, applications={"a" * 90: 1})

    assert all(line.isascii() for line in shown(state, 60, unicode=False))


def test_hostile_texts_are_made_visible() -> None:
    evil = "\x1b[31mred\u202e\n"
    state = replace(
        STATE,
        applications={evil: 1},
        errors=(replace(ERROR, path=evil, application=evil),),
        faults={evil: evil},
    )

    assert not any("\x1b" in line or "\u202e" in line for line in shown(state, 200))


def test_before_the_first_request_it_is_said() -> None:
    empty = replace(
        STATE, first_minute=None, minutes=(), applications={}, statuses={}, errors=(), total=0
    )

    assert "no request yet" in shown(empty)
    later = replace(STATE, first_minute=NOON + timedelta(hours=1))
    assert "no request yet" not in shown(later)
