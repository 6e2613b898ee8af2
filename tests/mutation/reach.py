"""Which tests run which lines of a folder, and how long each test takes."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from dataclasses import dataclass
from itertools import accumulate
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

from coverage import Coverage

from tests.conftest import PROJECT
from tests.mutation.mutants import PACKAGE
from tests.mutation.trial import fork

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.mutation.mutants import Mutant
    from tests.mutation.trial import CollectedTests


@dataclass(frozen=True, slots=True)
class Reach:
    """What the tests of a folder do with nothing changed.

    Args:
        seconds: How long each test takes, by name.
        by_line: The tests that run a line, by file (from `PACKAGE`) and number.
        most_seconds: Where some tests take so long together, no others follow them.
    """

    seconds: dict[str, float]
    by_line: dict[tuple[str, int], set[str]]
    most_seconds: float = inf

    def tests(self, mutant: Mutant) -> list[str]:
        """Return the tests that run the changed statement, those of its module first, then the quickest."""
        first, last = mutant.lines
        reached = [self.by_line.get((mutant.file, line), set()) for line in range(first, last + 1)]
        own = f"/test_{Path(mutant.file).name}::"
        tests = sorted(
            set().union(*reached), key=lambda name: (own not in name, self.seconds[name], name)
        )
        before = accumulate((self.seconds[name] for name in tests), initial=0.0)
        return [
            name for name, spent in zip(tests, before, strict=False) if spent < self.most_seconds
        ]

    def usual_seconds(self, tests: Sequence[str]) -> float:
        """Return how long some tests take together."""
        return sum(self.seconds[name] for name in tests)


def measure(tests: CollectedTests, file: Path, *, has_slow: bool = False) -> None:
    """Run tests once, the slow ones or not, in a process that writes what they reach into a file."""
    process = fork(lambda: _measure(tests, file, has_slow=has_slow))
    os.waitpid(process, 0)


def read_reach(file: Path, most_seconds: float = inf) -> Reach:
    """Read what `measure` wrote.

    Raises:
        SystemExit: If a test fails with nothing changed.
    """
    found = json.loads(file.read_text("utf-8"))
    if found["failed"]:
        raise SystemExit(f"the tests fail with nothing changed: {found['failed']}")
    by_line = defaultdict(set)
    for name, line, test in found["lines"]:
        by_line[name, line].add(test)
    return Reach(found["seconds"], dict(by_line), most_seconds)


def tests_of(folder: str) -> str:
    """Return the path of the tests of a folder, or of a single module."""
    whole = PROJECT / "tests" / folder
    return f"tests/{folder}" if whole.is_dir() else f"tests/test_{folder}.py"


@dataclass(frozen=True, slots=True)
class _Observer:
    """A plugin of pytest that keeps which test runs."""

    coverage: Coverage

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self.coverage.switch_context(nodeid)


def _measure(tests: CollectedTests, file: Path, *, has_slow: bool) -> None:
    coverage = Coverage(data_file=None, include=[f"{PACKAGE}/*"], config_file=False)
    chosen = [
        name
        for name, item in tests.items.items()
        if has_slow or item.get_closest_marker("slow") is None
    ]
    tests.items[chosen[0]].config.pluginmanager.register(_Observer(coverage))
    coverage.start()
    tests.run(chosen)
    coverage.stop()
    found = {"seconds": tests.seconds, "failed": tests.failed, "lines": list(_lines(coverage))}
    file.write_text(json.dumps(found), "utf-8")


def _lines(coverage: Coverage) -> Iterator[tuple[str, int, str]]:
    data = coverage.get_data()
    for file in data.measured_files():
        name = os.path.relpath(file, PACKAGE)
        for line, tests in data.contexts_by_lineno(file).items():
            yield from ((name, line, test) for test in tests if test)
