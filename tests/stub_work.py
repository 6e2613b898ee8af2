"""Work on tasks that are made up, for engines whose workers are other processes."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class StubTask:
    number: int
    bytes: int = 1


@dataclass(frozen=True)
class StubWork:
    """Returns the numbers of tasks.

    Args:
        fan_in: How many results are added at a time.
        seconds: How long a task takes.
        poison: The task that kills its worker.
        once: Where this folder is named, the poison kills only the first worker.
    """

    fan_in: int = 1
    seconds: float = 0
    poison: int | None = None
    once: str = ""

    def __call__(self, task: StubTask) -> tuple[int, ...]:
        if task.number == self.poison and self._may_kill():
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(self.seconds)
        return (task.number,)

    def add(self, results: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
        return tuple(number for one in results for number in one)

    def _may_kill(self) -> bool:
        if not self.once:
            return True
        try:
            (Path(self.once) / "killed").touch(exist_ok=False)
        except FileExistsError:
            return False
        return True
