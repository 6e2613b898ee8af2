"""Path patterns that can match the same path: the automata of all are walked together.

The answers are exact for any paths. Real paths are normalised: they have no two slashes in a row
and no escaped bytes. A pattern with operators may match other paths, too; that is ignored, so two
patterns may count as overlapping although they share no real path.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from usagestats.classify.automaton import PatternGraph

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_Pair = tuple[int, int]
_Subset = tuple[int, frozenset[int]]

_graph = lru_cache(maxsize=4096)(lambda pattern: PatternGraph([pattern]))


class Overlaps:
    """For each of some patterns, those that can match the same path as it.

    The cost of a pattern depends on the patterns with the same beginning, not on all pairs.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        self._patterns = list(dict.fromkeys(patterns))
        self._all = PatternGraph(self._patterns)
        self._led_to = _patterns_behind(self._all)
        self._found = {pattern: self._beside(pattern) for pattern in self._patterns}

    def beside(self, pattern: str) -> frozenset[str]:
        """Return the patterns, this one among them, that can match a path that this one matches."""
        return self._found[pattern]

    def _beside(self, pattern: str) -> frozenset[str]:
        one, every = _graph(pattern), self._all
        waiting: list[_Pair] = [(one.start, every.start)]
        seen, found = set(waiting), set[int]()
        while waiting:
            at, among = waiting.pop()
            # a pattern that ends here takes any rest, also the one that `pattern` needs to end
            found |= every.prefix_ends.get(among, set())
            if at in one.prefix_ends:  # `pattern` takes any rest, also the one that others need
                found |= self._led_to[among]
                continue
            if at in one.anchored_ends:
                found |= every.anchored_ends.get(among, set())
            new = {pair for pair in _steps_together(one, every, at, among) if pair not in seen}
            seen |= new
            waiting += new
        return frozenset(self._patterns[number] for number in found)


def _patterns_behind(graph: PatternGraph) -> defaultdict[int, set[int]]:
    """Return for each node the numbers of the patterns that can still match from there."""
    before = defaultdict(set)
    for node, (steps, free) in enumerate(zip(graph.steps, graph.free, strict=True)):
        for after in (*free, *(follower for _, follower in steps)):
            before[after].add(node)
    behind: defaultdict[int, set[int]] = defaultdict(set)
    for ends in (graph.prefix_ends, graph.anchored_ends):
        for end, numbers in ends.items():
            waiting, seen = [end], {end}
            while waiting:
                node = waiting.pop()
                behind[node] |= numbers
                new = before[node] - seen
                seen |= new
                waiting += new
    return behind


def _steps_together(
    one: PatternGraph, other: PatternGraph, at: int, beside: int
) -> Iterator[_Pair]:
    yield from ((node, beside) for node in one.free[at])
    yield from ((at, node) for node in other.free[beside])
    for accepts, node in one.steps[at]:
        for also_accepts, also in other.steps[beside]:
            if not accepts.isdisjoint(also_accepts):
                yield node, also


@lru_cache(maxsize=1 << 16)
def is_within(narrow: str, wide: str) -> bool:
    """Return whether `wide` matches every path that `narrow` matches."""
    one, other = _graph(narrow), _graph(wide)
    waiting: list[_Subset] = [(one.start, frozenset(other.reached_freely([other.start])))]
    seen = set(waiting)
    while waiting:
        at, reached = waiting.pop()
        if not reached.isdisjoint(other.prefix_ends):
            continue
        if at in one.prefix_ends:
            return False
        if at in one.anchored_ends and reached.isdisjoint(other.anchored_ends):
            return False
        new = {step for step in _steps_within(one, other, at, reached) if step not in seen}
        seen |= new
        waiting += new
    return True


def _steps_within(
    one: PatternGraph, other: PatternGraph, at: int, reached: frozenset[int]
) -> Iterator[_Subset]:
    yield from ((node, reached) for node in one.free[at])
    steps = [step for node in reached for step in other.steps[node]]
    for accepts, node in one.steps[at]:
        for byte in accepts:
            after = (follower for also_accepts, follower in steps if byte in also_accepts)
            yield node, frozenset(other.reached_freely(after))
