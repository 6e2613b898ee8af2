"""Runs tests in a forked process, with one function of the program changed."""

from __future__ import annotations

import importlib
import os
import resource
import shutil
import signal
import sys
import traceback
from dataclasses import dataclass, field
from tempfile import mkdtemp
from time import monotonic, sleep
from types import FunctionType
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.conftest import PROJECT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.mutation.mutants import Mutant

_LOADED_BEFORE: Final = (
    *("hypothesis", "numpy", "openpyxl", "polars", "pydantic", "rich.console", "tomlkit", "typer"),
    *("duckdb", "dateutil.relativedelta", "yaml"),
)
"""What each process needs. Not deltalake: its threads do not survive the fork."""

OUTPUT: Final = PROJECT / "build" / "mutation" / "output.txt"
"""What the last process wrote."""

_SURVIVED: Final = "survived"
_WAIT: Final = 0.02
_SLOWER: Final = 8
"""How many times slower than before the machine may be: what takes longer has no end."""


@dataclass(slots=True)
class ChosenTests:
    """A plugin of pytest: chosen tests only, in this order, with a mutant in the place of its function.

    Args:
        wanted: The names of the tests.
        mutant: The change before they run.
        failed: Is filled with the names of tests that failed.
    """

    wanted: Sequence[str]
    mutant: Mutant
    failed: list[str] = field(default_factory=list)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave the chosen tests."""
        by_name = {item.nodeid: item for item in items}
        items[:] = [by_name[name] for name in self.wanted]

    def pytest_collection_finish(self) -> None:
        """Change the function after all modules are loaded, so that each of them has it."""
        _function(self.mutant).__code__ = self.mutant.code()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what failed."""
        if report.failed:
            self.failed.append(report.nodeid)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a trial ended.

    Args:
        is_killed: Whether a test failed, or the process did.
        by: The test or the failure.
        seconds: How long it took.
    """

    is_killed: bool
    by: str
    seconds: float


def verdict(mutant: Mutant, tests: Sequence[str], usual_seconds: float) -> Verdict:
    """Return whether the tests see the mutant.

    Args:
        mutant: The change.
        tests: The names of the tests, those first that take the least time.
        usual_seconds: The time that they take together with nothing changed.
    """
    begin = monotonic()
    reading, writing = os.pipe()
    process = fork(lambda: _try(mutant, tests, writing))
    os.close(writing)
    has_ended = _ends(process, begin + 60 + _SLOWER * usual_seconds)
    with os.fdopen(reading) as pipe:
        by = pipe.read() if has_ended else "it has no end"
    return Verdict(by != _SURVIVED, by or "the process died", round(monotonic() - begin, 2))


def fork(work: Callable[[], None]) -> int:
    """Let a new process do some work, in a group of its own, and return its number."""
    sys.stdout.flush()
    process = os.fork()
    if process:
        return process
    try:
        os.setsid()
        os.chdir(PROJECT)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        output = os.open(OUTPUT, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        for stream in (1, 2):
            os.dup2(output, stream)
        work()
    except BaseException:  # noqa: BLE001  (the process ends here)
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(0)


def run_tests(plugin: object, paths: Sequence[str]) -> None:
    """Run the tests of some files or folders, with a plugin that may choose among them."""
    folder = mkdtemp(prefix="usagestats-mutant-")
    options = [
        "-qx",
        "-pno:cacheprovider",
        "-Wignore::pytest.PytestAssertRewriteWarning",
        "--capture=no",
        "--basetemp",
        f"{folder}/t",
    ]
    try:
        pytest.main([*options, "--hypothesis-profile", "quick", *paths], plugins=[plugin])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def preload() -> None:
    """Load what every process needs, once."""
    for name in _LOADED_BEFORE:
        importlib.import_module(name)


def _try(mutant: Mutant, tests: Sequence[str], pipe: int) -> None:
    plugin = ChosenTests(tests, mutant)
    run_tests(plugin, [*dict.fromkeys(test.split("::")[0] for test in tests)])
    os.write(pipe, (plugin.failed[0] if plugin.failed else _SURVIVED).encode())


def _function(mutant: Mutant) -> FunctionType:
    found: Any = importlib.import_module(mutant.module)
    for name in mutant.function.split("."):
        found = vars(found)[name]
    found = getattr(found, "__func__", found)
    assert isinstance(found, FunctionType), mutant.name
    return found


def _ends(process: int, end: float) -> bool:
    """Wait for a process, or end it and its children where it takes too long."""
    has_ended = True
    while os.waitpid(process, os.WNOHANG) == (0, 0):
        if has_ended and monotonic() > end:
            has_ended = False
            os.killpg(process, signal.SIGKILL)
        sleep(_WAIT)
    return has_ended
