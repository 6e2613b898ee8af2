from __future__ import annotations

import pytest

from usagestats.cli.console.colors import is_dumb, may_color

VARIABLES = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "CLICOLOR", "TERM")


@pytest.mark.parametrize(
    ("choice", "environment", "in_a_pipe", "on_a_terminal"),
    [
        ("auto", {}, False, True),
        ("always", {"NO_COLOR": "1", "TERM": "dumb"}, True, True),
        ("never", {"FORCE_COLOR": "1"}, False, False),
        ("auto", {"NO_COLOR": "1"}, False, False),
        ("auto", {"NO_COLOR": ""}, False, True),
        ("auto", {"FORCE_COLOR": "1"}, True, True),
        ("auto", {"FORCE_COLOR": "0"}, True, True),
        ("auto", {"FORCE_COLOR": ""}, False, True),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, False),
        ("auto", {"FORCE_COLOR": "1", "TERM": "dumb"}, True, True),
        ("auto", {"CLICOLOR_FORCE": "1"}, True, True),
        ("auto", {"CLICOLOR_FORCE": "0"}, False, True),
        ("auto", {"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, False, False),
        ("auto", {"CLICOLOR_FORCE": "1", "CLICOLOR": "0"}, True, True),
        ("auto", {"CLICOLOR": "0"}, False, False),
        ("auto", {"CLICOLOR": "1"}, False, True),
        ("auto", {"TERM": "dumb"}, False, False),
        ("auto", {"TERM": "xterm"}, False, True),
    ],
)
def test_colors_follow_the_option_then_the_environment_then_the_terminal(
    monkeypatch: pytest.MonkeyPatch,
    choice: str,
    environment: dict[str, str],
    in_a_pipe: bool,  # noqa: FBT001
    on_a_terminal: bool,  # noqa: FBT001
) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert may_color(choice, is_terminal=False) == in_a_pipe
    assert may_color(choice, is_terminal=True) == on_a_terminal


@pytest.mark.parametrize(("term", "expected"), [("dumb", True), ("xterm-256color", False)])
def test_a_dumb_terminal_says_so(
    monkeypatch: pytest.MonkeyPatch,
    term: str,
    expected: bool,  # noqa: FBT001
) -> None:
    monkeypatch.setenv("TERM", term)

    assert is_dumb() == expected
