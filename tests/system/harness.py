"""What system tests share: numbered lines, the installed command, and what a store then holds."""

from __future__ import annotations

import csv
import subprocess
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import TYPE_CHECKING

from tests.case import COMMAND, ENVIRONMENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

Cell = tuple[str, str, str]
"""Application, hour, status."""

BEGIN = datetime(2026, 5, 1, tzinfo=UTC)
STATUSES = ("200", "201", "404", "200", "500")
_SECONDS_APART = 3


def moment(number: int) -> datetime:
    return BEGIN + timedelta(seconds=_SECONDS_APART * number)


def line(application: str, number: int) -> str:
    """Return the log line of a request; no two are alike."""
    return (
        f"10.0.0.{number % 250} - - [{moment(number):%d/%b/%Y:%H:%M:%S} +0000] "
        f'"GET /items/{number}?app_id={application} HTTP/1.1" {STATUSES[number % 5]} 17 "-" "t"\n'
    )


def lines(application: str, begin: int, end: int) -> Iterator[str]:
    return (line(application, number) for number in range(begin, end))


def cells(application: str, count: int) -> Counter[Cell]:
    """Return where the first requests of an application are counted."""
    found: Counter[Cell] = Counter()
    an_hour = 3600 // _SECONDS_APART
    for begin in range(0, count, an_hour):
        hour, end = moment(begin).isoformat(), min(begin + an_hour, count)
        for first, status in enumerate(STATUSES, begin):
            found[application, hour, status] += len(range(first, end, len(STATUSES)))
    return found


def together(parts: Iterable[Counter[Cell]]) -> Counter[Cell]:
    """Add up what is counted."""
    added: Counter[Cell] = Counter()
    for part in parts:
        added.update(part)
    return added


@dataclass(frozen=True)
class Station:
    """A folder with a store, a cache, and the command that is run there.

    Args:
        folder: Where it is run.
        store: The store, as the command is told.
        program: What is run.
        environment: Further variables of its environment.
    """

    folder: Path
    store: str = "store"
    program: tuple[str, ...] = (str(COMMAND),)
    environment: Mapping[str, str] = field(default_factory=dict)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*self.program, *arguments, "--store", self.store],
            cwd=self.folder,
            env=ENVIRONMENT
            | {"XDG_CACHE_HOME": str(self.folder / "cache")}
            | dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """Return the exit code, and what was written to standard output and error."""
        with self.start(*arguments) as process:
            written, said = process.communicate()
        return process.returncode, written, said

    def table(self, *arguments: str) -> list[dict[str, str]]:
        """Return what a report has, which must succeed and say nothing."""
        code, written, said = self.run(*arguments)
        assert (code, said) == (0, "")
        return list(csv.DictReader(StringIO(written)))

    def cells(self) -> Counter[Cell]:
        """Return how many requests are counted where."""
        rows = self.table("traffic", "--by", "hour", "--split-by", "app,status")
        return Counter(
            {
                (row["application"], row["period_start"], row["status"]): int(row["requests"])
                for row in rows
                if row["application"]
            }
        )

    def by_application(self) -> Counter[str]:
        """Return how many requests of each application are counted."""
        rows = self.table("traffic", "--by", "all", "--split-by", "app")
        return Counter(
            {row["application"]: int(row["requests"]) for row in rows if row["application"]}
        )

    def facts(self) -> dict[tuple[str, str], str]:
        """Return what `store info` says."""
        return {(row["section"], row["name"]): row["value"] for row in self.table("store", "info")}
