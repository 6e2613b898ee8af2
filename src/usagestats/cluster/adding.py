"""A tree of results that are added where they are: so many at a time, in whatever order they come.

results  1 2 3 … 16   17 … 32   …
sums     └── s1 ──┘   └─ s2 ─┘  …    16 sums of this floor make one of the next
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from usagestats.light_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_Handle = TypeVar("_Handle")


@dataclass(frozen=True, slots=True)
class Summand(Generic[_Handle]):
    """A result, or a sum of some.

    Args:
        handle: Stands for the result, which is elsewhere.
        numbers: The numbers of the tasks in it.
    """

    handle: _Handle
    numbers: tuple[int, ...]


class AddingTree(Generic[_Handle]):
    """Results that wait to be added, floor by floor, and the sums of them.

    Args:
        fan_in: How many results are added at a time; at least 2.
        add: Has several results added, and returns what stands for the sum.
    """

    def __init__(self, fan_in: int, add: Callable[[Sequence[_Handle]], _Handle]) -> None:
        self._fan_in = fan_in
        self._add = add
        self._floors: list[list[Summand[_Handle]]] = []

    def take(self, one: Summand[_Handle]) -> None:
        """Take a result; have it added as soon as enough others are there."""
        self._put(0, one)

    def root(self) -> Summand[_Handle] | None:
        """Have all that waits added, and return the sum; `None` where nothing was taken."""
        rest = [one for floor in self._floors for one in floor]
        self._floors = []
        while len(rest) > 1:
            rest = [*rest[self._fan_in :], self._sum(rest[: self._fan_in])]
        return rest[0] if rest else None

    def _put(self, floor: int, one: Summand[_Handle]) -> None:
        if floor == len(self._floors):
            self._floors.append([])
        self._floors[floor].append(one)
        if len(self._floors[floor]) == self._fan_in:
            together, self._floors[floor] = self._floors[floor], []
            self._put(floor + 1, self._sum(together))

    def _sum(self, summands: Sequence[Summand[_Handle]]) -> Summand[_Handle]:
        numbers = tuple(number for one in summands for number in one.numbers)
        return Summand(self._add([one.handle for one in summands]), numbers)
