"""Run the whole-program cases: every TOML file below `cases/` is one test.

All of them run inside the process of the tests. Some run as processes of their own, too, which
proves that both ways have the same outcome.
"""

from __future__ import annotations

import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from tests.case import Case, Invocation, Outcome
from tests.real_process import run_as_process
from tests.same_process import run_in_process
from usagestats.logs.readers.kernel.library import SWITCH

CASES = Path(__file__).with_name("cases")
PATHS = {
    path.relative_to(CASES).with_suffix("").as_posix(): path
    for path in sorted(CASES.rglob("*.toml"))
}
CASES_PER_PROCESS = 10
"""One case of so many runs as a process of its own, too."""
ON_TERMINALS_PER_PROCESS = 4
"""Of those that need a terminal, one of so many; `make test-system` runs all of them so."""
NAMED = {
    "input/stdin": "standard input is recognised by its descriptor",
    "input/empty-stdin": "the same, with nothing in it",
    "ingest/stdin": "what is piped in is kept in a file of its own",
    "errors/unknown-command": "the exit code of the command line itself",
    "errors/unknown-zone-of-system": "the time zone of the process",
    "errors/damaged-gzip": "the exit code of an input problem",
}
"""Cases that need a process of their own, and why."""


def needs_process(name: str) -> bool:
    chance = zlib.crc32(name.encode())
    if chance % CASES_PER_PROCESS == 0 or name in NAMED:
        return True
    return chance % ON_TERMINALS_PER_PROCESS == 0 and Case.read(PATHS[name]).terminal > 0


@pytest.mark.parametrize("name", PATHS)
def test_case(name: str, tmp_path: Path, sample_logs: Path, request: pytest.FixtureRequest) -> None:
    case = Case.read(PATHS[name])
    outcome = case.run(tmp_path, sample_logs, run_in_process)
    written = files_written(case, tmp_path)
    if request.config.getoption("--update-cases"):
        case.update(outcome, written)
        return

    assert Outcome(case.stdout, case.stderr, case.exit) == outcome, "accept with: make golden"
    assert case.written == written


@pytest.mark.slow  # every case once more
@pytest.mark.parametrize("name", PATHS)
def test_case_without_the_kernel(name: str, tmp_path: Path, sample_logs: Path) -> None:
    case = Case.read(PATHS[name])
    outcome = case.run(tmp_path, sample_logs, run_without_kernel)

    assert Outcome(case.stdout, case.stderr, case.exit) == outcome
    assert case.written == files_written(case, tmp_path)


def run_without_kernel(invocation: Invocation) -> Outcome:
    environment = {**invocation.environment, SWITCH: "off"}
    return run_in_process(replace(invocation, environment=environment))


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in PATHS if needs_process(name)])
def test_case_as_a_process(name: str, tmp_path: Path, sample_logs: Path) -> None:
    case = Case.read(PATHS[name])
    outcome = case.run(tmp_path, sample_logs, run_as_process)

    assert Outcome(case.stdout, case.stderr, case.exit) == outcome
    assert case.written == files_written(case, tmp_path)


def files_written(case: Case, folder: Path) -> dict[str, str]:
    return {
        name: (folder / name).read_text(encoding="utf-8")
        for name in case.written
        if (folder / name).exists()
    }
