"""Results are added in a tree: each once, few wait, and no sum has more summands than the fan-in."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from usagestats.cluster.adding import AddingTree, Summand


@pytest.mark.parametrize("fan_in", [2, 3, 16])
@pytest.mark.parametrize("count", [1, 2, 15, 16, 17, 255, 256, 300])
def test_each_result_is_added_once(count: int, fan_in: int) -> None:
    widths: list[int] = []

    def add(handles: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
        widths.append(len(handles))
        return tuple(number for handle in handles for number in handle)

    tree = AddingTree(fan_in, add)
    for number in range(count):
        tree.take(Summand((number,), (number,)))
    root = tree.root()

    assert root
    assert root.handle == root.numbers
    assert sorted(root.numbers) == list(range(count))
    assert max(widths, default=0) <= fan_in
    assert len(widths) <= count
    assert tree.root() is None


def test_sums_are_made_as_soon_as_they_can_be() -> None:
    made: list[Sequence[int]] = []
    tree = AddingTree(4, lambda handles: made.append(handles) or sum(handles))  # type: ignore[func-returns-value]
    for number in range(16):
        tree.take(Summand(number, (number,)))

    assert made == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11], [12, 13, 14, 15], [6, 22, 38, 54]]


def test_nothing_has_no_sum() -> None:
    assert AddingTree[int](2, sum).root() is None
