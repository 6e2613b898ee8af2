"""Without the extra `store`, only commands on a store fail, and say how to install it."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.case import ENVIRONMENT, Outcome
from tests.conftest import PROJECT
from usagestats.cli.command_list import COMMANDS

if TYPE_CHECKING:
    from pathlib import Path

HIDDEN = "import sys; sys.modules['deltalake'] = None"
MESSAGE = """\
usagestats: the store needs deltalake, which is not installed
  help: install it: pip install 'usagestats-cli[store]'
"""
LOGS = "sample_logs/gateway/api-2026-05-04.log"
CATALOG = ("--catalog", "sample_logs/usagestats.toml")
ARGUMENTS = {
    "alerts": [LOGS, *CATALOG],
    "check-usage": [LOGS, "--fail-on", "requests<1", "--range", "2026-05-04", "--format", "csv"],
    "config": [],
    "explain": ["GET /api/3/x?user_key=1", *CATALOG],
    "formats": [],
    "ingest": ["--print-cron", LOGS],
    "init": [LOGS, "--output", "-"],
    "limits": [LOGS, *CATALOG],
    "why": ["traffic", LOGS, "--by", "all"],
}
"""Of the commands that need others than a log."""
NEED_A_STORE = {"store"}
NEED_A_TERMINAL = {"watch"}


def without_deltalake(*arguments: str) -> Outcome:
    program = f"{HIDDEN}; sys.argv[0] = 'usagestats'; from usagestats.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=PROJECT,
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return Outcome(done.stdout, done.stderr, done.returncode)


@pytest.mark.parametrize(
    "arguments",
    [
        ["ingest", LOGS],
        ["ingest", "--dry-run", LOGS],
        ["traffic", "--store", "nowhere"],
        ["store", "info"],
    ],
    ids=" ".join,
)
def test_a_command_on_a_store_names_the_extra(arguments: list[str]) -> None:
    assert without_deltalake(*arguments) == Outcome("", MESSAGE, 2)


@pytest.mark.slow
@pytest.mark.parametrize("command", sorted(COMMANDS.keys() - NEED_A_STORE - NEED_A_TERMINAL))
def test_every_other_command_works(command: str) -> None:
    outcome = without_deltalake(command, *ARGUMENTS.get(command, [LOGS]))

    assert outcome.exit == 0, outcome.stderr
    assert outcome.stdout


def test_a_library_that_lacks_a_part_is_not_called_missing(tmp_path: Path) -> None:
    """The hint to install it would not help then."""
    broken = tmp_path / "deltalake"
    broken.mkdir()
    (broken / "__init__.py").write_text("import arro3_of_another_version", encoding="utf-8")
    program = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import usagestats.store.delta"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )

    assert "No module named 'arro3_of_another_version'" in done.stderr.splitlines()[-1]
