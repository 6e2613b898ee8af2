"""The screen of `watch`: columns of the last hour, tables beside each other, the newest errors."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from rich.console import Group
from rich.text import Text

from usagestats.render.scale import nice_scale
from usagestats.render.words import shortened
from usagestats.safety.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from usagestats.watched import ErrorSeen, Watched

_LEVELS: Final = " ▁▂▃▄▅▆▇█"
_ASCII_LEVELS: Final = " ........#"
_HEIGHT: Final = 8
_MOST_ROWS: Final = 10
_NARROWEST: Final = 10
_BESIDE: Final = 50  # the width from which two tables stand beside each other
_TICK: Final = 15  # minutes
_COLUMN: Final = "cyan"
_CLIENT_ERROR, _SERVER_ERROR = 400, 500


def live_view(state: Watched, width: int, height: int, *, unicode: bool) -> Group:
    """Draw the state for a terminal of some width and height."""
    lines = [*_heading(state), Text(), *_chart(state, width, unicode=unicode), Text()]
    left = max(height - len(lines) - 1, 0)
    rows = min(_MOST_ROWS, max(left - 3, 0) // 2)
    lines += [*_tables(state, width, rows, unicode=unicode), Text()]
    left = max(height - len(lines) - 1, 0)
    lines += _errors(state, width, left, unicode=unicode)
    for line in lines:
        line.truncate(width)
    return Group(*lines[: max(height - 1, 1)])


def _heading(state: Watched) -> Iterator[Text]:
    logs = "1 log" if state.logs == 1 else f"{state.logs:,} logs"
    yield Text.assemble(
        (f"{state.per_second:,.1f} requests a second", "bold"),
        f"   {state.in_hour:,} in the last hour   {state.total:,} in all   {logs}",
        (f"   {state.rejects:,} rejects" if state.rejects else "", "yellow"),
    )
    for name, fault in state.faults.items():
        yield Text(f"{visible(name)}: {visible(fault)}", style="red")


def _chart(state: Watched, width: int, *, unicode: bool) -> Iterator[Text]:
    """Draw a column for each minute; on a narrow terminal the newest ones."""
    if state.first_minute is None:
        yield Text("no request yet", style="dim")
        return
    scale = nice_scale(max(state.minutes), is_whole=True)
    room = max(map(len, scale.texts())) + 2
    cells = max((width - room) // len(state.minutes), 1)
    shown = state.minutes[-max((width - room) // cells, 1) :]
    start = state.first_minute + timedelta(minutes=len(state.minutes) - len(shown))
    ticks = {_HEIGHT: scale.texts()[-1], 0: "0"}
    levels, line = (_LEVELS, "│") if unicode else (_ASCII_LEVELS, "|")
    for level in range(_HEIGHT, 0, -1):
        text = Text(f"{ticks.get(level, ''):>{room - 2}} {line}")
        for count in shown:
            filled = min(max(count / scale.top * _HEIGHT - (level - 1), 0.0), 1.0)
            is_least = level == 1 and count > 0
            text.append(levels[max(round(filled * 8), int(is_least))] * cells, _COLUMN)
        yield text
    yield Text(" " * room + _times(start, len(shown), cells, state), style="dim")


def _times(start: datetime, count: int, cells: int, state: Watched) -> str:
    """Return the times beneath the columns, at each quarter of an hour."""
    line = ""
    for number in range(count):
        local = (start + timedelta(minutes=number)).astimezone(state.zone)
        if local.minute % _TICK == 0 and len(line) <= number * cells:
            line = f"{line:<{number * cells}}{local:%H:%M} "
    return line[: count * cells].rstrip()


def _tables(state: Watched, width: int, rows: int, *, unicode: bool) -> Iterator[Text]:
    """Draw the applications and, where there is room beside them, the statuses of the last hour."""
    right = _counts("status", state.statuses, rows, 20, unicode=unicode)
    left_width = min(width - 24, 60) if width >= _BESIDE else width
    left = _counts("application", state.applications, rows, left_width, unicode=unicode)
    if width < _BESIDE:
        yield from left
        return
    height = max(len(left), len(right))
    for number in range(height):
        one = left[number] if number < len(left) else Text()
        other = right[number] if number < len(right) else Text()
        one.pad_right(max(left_width - one.cell_len, 0) + 4)
        yield one.append_text(other)


def _counts(
    heading: str, counts: Mapping[str, int], rows: int, width: int, *, unicode: bool
) -> list[Text]:
    number = max([len(f"{count:,}") for count in counts.values()] + [len("requests")])
    room = max(width - number - 2, _NARROWEST)
    lines = [Text(f"{heading:<{room}}  {'requests':>{number}}", style="bold")]
    for name, count in list(counts.items())[:rows]:
        text = Text(shortened(visible(name), room, unicode=unicode))
        text.pad_right(max(room - text.cell_len, 0))
        style = _style_of(name) if heading == "status" else ""
        lines.append(Text.assemble((text.plain, style), f"  {count:>{number},}"))
    return lines


def _style_of(status: str) -> str:
    if not status.isdecimal() or int(status) < _CLIENT_ERROR:
        return ""
    return "red" if int(status) >= _SERVER_ERROR else "yellow"


def _errors(state: Watched, width: int, rows: int, *, unicode: bool) -> Iterator[Text]:
    if not state.errors or rows < 2:  # noqa: PLR2004  (a heading and a row)
        return
    yield Text("newest errors", style="bold")
    for error in state.errors[: rows - 1]:
        yield _error(error, state, width, unicode=unicode)


def _error(error: ErrorSeen, state: Watched, width: int, *, unicode: bool) -> Text:
    time = f"{error.time.astimezone(state.zone):%H:%M:%S}"
    application = shortened(visible(error.application), 24, unicode=unicode)
    request = visible(f"{error.http_method or '-'} {error.path or '-'}")
    room = max(width - len(time) - 3 - 24 - 6, _NARROWEST)
    return Text.assemble(
        f"{time}  ",
        (str(error.status), _style_of(str(error.status))),
        f"  {shortened(request, room, unicode=unicode)}  ",
        (application, "dim"),
    )
