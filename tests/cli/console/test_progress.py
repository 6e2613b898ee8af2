from __future__ import annotations

import io
import sys
import time
from typing import TYPE_CHECKING

import pytest

from usagestats.cli.console.progress import PATIENCE_SECONDS, ProgressBar, shown_progress
from usagestats.logs.files.sources import Source

if TYPE_CHECKING:
    from pathlib import Path


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def terminal_for(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Make standard error a terminal, in the test itself: before it, pytest takes it back."""
    terminal = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", terminal)
    return terminal


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(time, "monotonic", clock)
    return clock


def test_short_work_shows_no_bar(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    terminal = terminal_for(monkeypatch)
    bar = ProgressBar(100)
    clock.now = PATIENCE_SECONDS
    bar.advance(50)
    bar.close()

    assert terminal.getvalue() == ""


@pytest.mark.parametrize("total", [100, None])
def test_long_work_shows_a_bar(
    monkeypatch: pytest.MonkeyPatch, clock: Clock, total: int | None
) -> None:
    terminal = terminal_for(monkeypatch)
    bar = ProgressBar(total)
    bar.advance(10)
    clock.now = PATIENCE_SECONDS + 0.1
    bar.advance(40)
    bar.close()
    shown = terminal.getvalue()

    assert "reading" in shown
    assert ("50/100 bytes" in shown) == (total is not None)


def test_there_is_no_bar_where_nobody_sees_it(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = terminal_for(monkeypatch)
    with shown_progress([], quiet=False) as seen, shown_progress([], quiet=True) as quiet:
        pass
    monkeypatch.setattr(terminal, "isatty", lambda: False)
    with shown_progress([], quiet=False) as piped:
        pass
    monkeypatch.setattr(sys, "stderr", None)
    with shown_progress([], quiet=False) as closed:
        pass

    assert seen is not None
    assert (quiet, piped, closed) == (None, None, None)


def test_the_bar_has_an_end_where_all_sizes_are_known(
    monkeypatch: pytest.MonkeyPatch, clock: Clock, tmp_path: Path
) -> None:
    terminal = terminal_for(monkeypatch)
    path = tmp_path / "a.log"
    path.write_bytes(b"x" * 70)
    file, stdin = Source("a.log", path), Source("standard input", None)
    for sources in ([file, file], [file, stdin]):
        with shown_progress(sources, quiet=False) as bar:
            assert bar is not None
            clock.now += PATIENCE_SECONDS + 0.1
            bar.advance(70)

    assert "70/140 bytes" in terminal.getvalue()
    assert "70/70 bytes" not in terminal.getvalue()
