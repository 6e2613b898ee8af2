"""Runs tests in forked processes, each with one function of the program changed."""

from __future__ import annotations

import importlib
import os
import resource
import shutil
import signal
import sys
import traceback
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from tempfile import mkdtemp
from time import monotonic, sleep
from types import FunctionType
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.conftest import PROJECT
from tests.mutation.summary import NO_END

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.mutation.mutants import Mutant

_LOADED_BEFORE: Final = (
    *("hypothesis", "numpy", "openpyxl", "polars", "pydantic", "rich.console", "tomlkit", "typer"),
    *("duckdb", "dateutil.relativedelta", "yaml"),
)
"""What tests need. All is loaded before the forks, but threads must not run then: they end by it."""

OUTPUT: Final = PROJECT / "build" / "mutation" / "output.txt"
"""What the last process wrote."""

_SURVIVED: Final = "survived"
_WAIT: Final = 0.02
_SLOWER: Final = 8
"""How many times slower than before the machine may be: what takes longer has no end."""


@dataclass(slots=True)
class CollectedTests:
    """A plugin of pytest: tests that are collected once, and that forked processes run.

    Args:
        work: Is done with the collected tests.
        items: The tests by name.
        seconds: How long each test took that this process ran.
        failed: The tests that failed in this process.
    """

    work: Callable[[CollectedTests], None]
    items: dict[str, pytest.Item] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    failed: list[str] = field(default_factory=list)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Do the work; pytest itself runs no test."""
        self.items = {item.nodeid: item for item in session.items}
        self.work(self)
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what failed, and how long each took."""
        self.seconds[report.nodeid] += report.duration
        if report.failed:
            self.failed.append(report.nodeid)

    def run(self, names: Sequence[str]) -> None:
        """Run some tests in this order, until one fails."""
        items = [self.items[name] for name in names]
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
            if self.failed:
                return


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


def verdict(
    mutant: Mutant, tests: CollectedTests, names: Sequence[str], usual_seconds: float
) -> Verdict:
    """Return whether some tests see the mutant.

    Args:
        mutant: The change.
        tests: The collected tests.
        names: The names of those that are run, in this order.
        usual_seconds: The time that they take together with nothing changed.
    """
    begin = monotonic()
    reading, writing = os.pipe()
    process = fork(lambda: _try(mutant, tests, names, writing))
    os.close(writing)
    has_ended = _ends(process, begin + 60 + _SLOWER * usual_seconds)
    with os.fdopen(reading) as pipe:
        by = pipe.read() if has_ended else NO_END
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


def with_tests(paths: Sequence[str], work: Callable[[CollectedTests], None]) -> None:
    """Collect the tests of files or folders, and do some work with them."""
    folder = mkdtemp(prefix="usagestats-mutant-")
    options = [
        "-q",
        "-pno:cacheprovider",
        "-Wignore::pytest.PytestAssertRewriteWarning",
        "--capture=no",
        "--basetemp",
        f"{folder}/t",
    ]
    try:
        pytest.main(
            [*options, "--hypothesis-profile", "mutation", *paths], plugins=[CollectedTests(work)]
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def preload() -> None:
    """Load what every process needs, once."""
    for name in _LOADED_BEFORE:
        importlib.import_module(name)


def _try(mutant: Mutant, tests: CollectedTests, names: Sequence[str], pipe: int) -> None:
    _function(mutant).__code__ = mutant.code()
    tests.run(names)
    os.write(pipe, (tests.failed[0] if tests.failed else _SURVIVED).encode())


def _function(mutant: Mutant) -> FunctionType:
    found: Any = importlib.import_module(mutant.module)
    for name in mutant.function.split("."):
        found = vars(found)[name]
    found = getattr(found, "__func__", found)
    assert isinstance(found, FunctionType), mutant.name
    return found


def _ends(process: int, end: float) -> bool:
    """Wait for a process, or end it where it takes too long; then end what it has started."""
    has_ended = True
    while os.waitpid(process, os.WNOHANG) == (0, 0):
        if has_ended and monotonic() > end:
            has_ended = False
            os.killpg(process, signal.SIGKILL)
        sleep(_WAIT)
    with suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)
    return has_ended
