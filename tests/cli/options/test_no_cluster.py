"""Commands that do not count refuse `--cluster`; the commands that count have it in their help."""

from __future__ import annotations

import pytest

from tests.case import Invocation
from tests.same_process import run_in_process


@pytest.mark.parametrize("command", ["requests a", "check a", "init a", "explain /", "watch a"])
def test_a_command_that_does_not_count_says_why(command: str) -> None:
    name = command.split(maxsplit=1)[0]
    outcome = run_in_process(Invocation([*command.split(), "--cluster", "local:2"]))

    assert outcome.exit == 2
    assert outcome.stdout == ""
    first, second = outcome.stderr.splitlines()
    assert first == f"usagestats: --cluster: {name} does not work on a cluster"
    assert second.startswith("  help: leave it out: ")
    assert "--cluster" not in run_in_process(Invocation([name, "--help"])).stdout


@pytest.mark.parametrize("name", ["traffic", "overview", "report", "top-paths", "ingest"])
def test_a_command_that_counts_shows_the_option(name: str) -> None:
    assert "--cluster ADDRESS" in run_in_process(Invocation([name, "--help"])).stdout
