"""Wrong command lines: the message names the mistake, and the next steps."""

from __future__ import annotations

import pytest
import typer

from tests.case import Invocation
from tests.same_process import run_in_process
from usagestats.cli.main import app
from usagestats.cli.mistakes import message_of
from usagestats.errors import ExitCode

LIMITS = "a limit is for all usage of an application, so it cannot be compared with a part"


@pytest.mark.parametrize(
    ("command", "message", "steps"),
    [
        ("limits --status 404", "no such option: --status", [LIMITS]),
        ("alerts --path /x", "no such option: --path", [LIMITS]),
        (
            "signups --dense",
            "no such option: --dense",
            ["--dense is an option of traffic, averages, response-codes, latency, clients"],
        ),
        ("traffic --rnage today", "no such option: --rnage", ["did you mean '--range'?"]),
        ("traffic --xyzzy", "no such option: --xyzzy", []),
        ("store info s", "unexpected argument: s", ["did you mean --store s?"]),
        ("store info a b", "unexpected argument: a b", []),
        ("explain a b", "unexpected argument: b", []),
        ("traffic --top x", "--top: write a whole number", []),
        ("traffic -n -1", "--limit: write 0 or a larger number", []),
        (
            "traffic --compare last",
            "--compare: no such value: last",
            ["there is only previous"],
        ),
        (
            "averages --by day",
            "--by: no such value: day",
            ["there are weekday, hour, weekday-hour", "did you mean 'weekday'?"],
        ),
    ],
)
def test_a_wrong_command_line_is_answered_by_the_next_steps(
    command: str, message: str, steps: list[str]
) -> None:
    words = command.split()
    own = " ".join(words[:2] if words[0] == "store" else words[:1])
    outcome = run_in_process(Invocation(words))
    lines = [f"usagestats: {message}", *steps, f"usagestats {own} -h lists the options"]

    assert outcome.exit == ExitCode.USAGE
    assert outcome.stderr == "\n  help: ".join(lines) + "\n"


def test_a_key_of_rows_is_no_width_of_periods() -> None:
    error = run_in_process(Invocation(["traffic", "--by", "app"])).stderr

    assert "help: did you mean --split-by app?\n" in error


def test_a_group_lists_its_commands() -> None:
    error = run_in_process(Invocation(["store", "inof"])).stderr

    assert error.endswith("help: usagestats store -h lists the commands\n")


def test_a_mistake_outside_of_a_command_has_no_steps() -> None:
    with pytest.raises(typer.TyperException, match="No such command") as caught:
        app(["trafic"], standalone_mode=False)

    assert message_of(caught.value).startswith("usagestats: No such command 'trafic'.")
