"""Which tests run which lines of a folder, and how long each test takes."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coverage import Coverage

from tests.conftest import PROJECT
from tests.mutation.mutants import PACKAGE
from tests.mutation.trial import fork, run_tests

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import pytest

    from tests.mutation.mutants import Mutant


@dataclass(frozen=True, slots=True)
class Reach:
    """What the tests of a folder do with nothing changed.

    Args:
        seconds: How long each test takes, by name.
        by_line: The tests that run a line, by file (from `PACKAGE`) and number.
    """

    seconds: dict[str, float]
    by_line: dict[tuple[str, int], set[str]]

    def tests(self, mutant: Mutant) -> list[str]:
        """Return the tests that run the changed statement, the quickest first."""
        first, last = mutant.lines
        reached = [self.by_line.get((mutant.file, line), set()) for line in range(first, last + 1)]
        return sorted(set().union(*reached), key=lambda name: (self.seconds[name], name))

    def usual_seconds(self, tests: Sequence[str]) -> float:
        """Return how long some tests take together."""
        return sum(self.seconds[name] for name in tests)


def reach_of(folder: str, file: Path, *, has_slow: bool = False) -> Reach:
    """Run the tests of a folder once, the slow ones or not, in a process that writes into a file.

    Raises:
        SystemExit: If a test fails with nothing changed.
    """
    process = fork(lambda: _measure(folder, file, has_slow=has_slow))
    os.waitpid(process, 0)
    found = json.loads(file.read_text("utf-8"))
    if found["failed"]:
        raise SystemExit(f"the tests fail with nothing changed: {found['failed']}")
    by_line = defaultdict(set)
    for name, line, test in found["lines"]:
        by_line[name, line].add(test)
    return Reach(found["seconds"], dict(by_line))


def tests_of(folder: str) -> str:
    """Return the path of the tests of a folder, or of a single module."""
    whole = PROJECT / "tests" / folder
    return f"tests/{folder}" if whole.is_dir() else f"tests/test_{folder}.py"


@dataclass(slots=True)
class _Observer:
    """A plugin of pytest that keeps which test runs, and how long."""

    coverage: Coverage
    has_slow: bool
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    failed: list[str] = field(default_factory=list)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        if not self.has_slow:
            items[:] = [item for item in items if item.get_closest_marker("slow") is None]

    def pytest_collection_finish(self) -> None:
        self.coverage.start()

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self.coverage.switch_context(nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] += report.duration
        if report.failed:
            self.failed.append(report.nodeid)


def _measure(folder: str, file: Path, *, has_slow: bool) -> None:
    measured = Coverage(data_file=None, include=[f"{PACKAGE}/*"], config_file=False)
    observer = _Observer(measured, has_slow)
    run_tests(observer, [tests_of(folder)])
    observer.coverage.stop()
    found = {
        "seconds": observer.seconds,
        "failed": observer.failed,
        "lines": list(_lines(observer.coverage)),
    }
    file.write_text(json.dumps(found), "utf-8")


def _lines(coverage: Coverage) -> Iterator[tuple[str, int, str]]:
    data = coverage.get_data()
    for file in data.measured_files():
        name = os.path.relpath(file, PACKAGE)
        for line, tests in data.contexts_by_lineno(file).items():
            yield from ((name, line, test) for test in tests if test)
