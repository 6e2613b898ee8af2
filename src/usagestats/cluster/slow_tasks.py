"""Tasks that take much longer than others: near the end they are given to a second worker, too.

One machine with a slow disk would otherwise hold up all. Tasks are pure, and the first result of a
task is the one that counts.
"""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_TIMES_MEDIAN: Final = 3
_LEAST_SECONDS: Final = 5.0


class SlowTasks:
    """The times that tasks take.

    Args:
        seconds: Gives the time in seconds, from any beginning.
    """

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._began: dict[int, float] = {}
        self._durations: list[float] = []
        self._given_again: set[int] = set()

    def begin(self, number: int) -> None:
        """Note that a task was given to a worker."""
        self._began.setdefault(number, self._seconds())

    def end(self, number: int) -> None:
        """Note that its result is there, or that it has none."""
        self._durations.append(self._seconds() - self._began.pop(number))

    def to_give_again(self) -> list[int]:
        """Return the tasks that have taken three times the median so far, each only once."""
        if not self._durations:
            return []
        patience = max(_TIMES_MEDIAN * median(self._durations), _LEAST_SECONDS)
        since = self._seconds() - patience
        slow = [
            number
            for number, began in self._began.items()
            if began <= since and number not in self._given_again
        ]
        self._given_again |= set(slow)
        return slow
