"""Many path patterns matched at once: a deterministic automaton that reads all paths in step.

The cost of a path does not depend on the number of patterns: 500 rules cost as much as 5. With a
regular expression or `starts_with` per rule, some twenty rules would cost as much as reading the
log.

A state is made when a path first comes to it, so combinations of patterns that no path matches cost
nothing. The number of states is limited, since wildcards within a segment can need very many of
them: a path that would need one more is read by itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from usagestats.catalog.pattern import WILDCARD_CLASS, tokens
from usagestats.tables.path_states import ODD_BYTE, PathStates

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

_WILDCARD_BYTES = frozenset(
    byte for byte in range(128) if re.fullmatch(WILDCARD_CLASS, chr(byte), re.ASCII)
)
_UNKNOWN = -1
_FIRST_CAPACITY = 64
_MOST_STATES = 20_000


class PatternGraph:
    """The patterns as one graph: a node leads to others by certain bytes, or freely (by no byte).

    Patterns without operators share the nodes of a common beginning, as words in a trie do. Behind
    the patterns come beginnings of paths, in which each character means itself.
    """

    def __init__(self, patterns: Sequence[str], beginnings: Sequence[str] = ()) -> None:
        self.steps: list[list[tuple[frozenset[int], int]]] = []
        self.free: list[list[int]] = []
        self.prefix_ends: defaultdict[int, set[int]] = defaultdict(set)
        self.anchored_ends: defaultdict[int, set[int]] = defaultdict(set)
        self._shared: dict[tuple[int, str], int] = {}
        self.start = self._node()
        for number, pattern in enumerate(patterns):
            parts = tokens(pattern)
            is_anchored = bool(parts) and parts[-1][0] == "end"
            ends = self.anchored_ends if is_anchored else self.prefix_ends
            parts = parts[: len(parts) - is_anchored]
            has_operators = any(role == "operator" for role, _ in parts)
            add = self._add_expression if has_operators else self._add_plain
            ends[add(parts)].add(number)
        for number, beginning in enumerate(beginnings, len(patterns)):
            letters = [("literal", letter) for letter in beginning]
            self.prefix_ends[self._add_plain(letters)].add(number)

    def _node(self) -> int:
        self.steps.append([])
        self.free.append([])
        return len(self.steps) - 1

    def _add_plain(self, parts: list[tuple[str, str]]) -> int:
        """Add literals and wildcards; return the node that they end in."""
        at = self.start
        for role, text in parts:
            key = at, "{}" if role == "wildcard" else text
            if key not in self._shared:
                self._shared[key] = self._atom(at, role, text)[1]
            at = self._shared[key]
        return at

    def _add_expression(self, parts: list[tuple[str, str]]) -> int:
        """Add a pattern with groups or repetitions; return the node that it ends in."""
        begin = at = self._leave(self.start)
        groups: list[int] = []
        for role, text in parts:
            if role != "operator":
                begin, at = self._atom(at, role, text)
            elif text == "(":
                at = begin = self._leave(at)
                groups.append(begin)
            elif text == ")":
                begin, at = groups.pop(), self._leave(at)
            else:
                at = self._repeat(begin, at, may_skip=text == "*")
        return at

    def _atom(self, at: int, role: str, text: str) -> tuple[int, int]:
        """Add one literal or wildcard; return the nodes where it begins and ends."""
        begin, end = self._leave(at), self._node()
        accepted = _WILDCARD_BYTES if role == "wildcard" else frozenset(text.encode())
        self.steps[begin].append((accepted, end))
        if role == "wildcard":
            return begin, self._repeat(begin, end, may_skip=False)
        return begin, end

    def _leave(self, at: int) -> int:
        """Return a new node that `at` freely leads to, so that loops stay apart."""
        node = self._node()
        self.free[at].append(node)
        return node

    def _repeat(self, begin: int, at: int, *, may_skip: bool) -> int:
        self.free[at].append(begin)
        after = self._leave(at)
        if may_skip:
            self.free[begin].append(after)
        return after

    def reached_freely(self, nodes: Iterable[int]) -> set[int]:
        """Return the nodes, and all nodes that they freely lead to."""
        reached: set[int] = set()
        waiting = list(nodes)
        while waiting:
            node = waiting.pop()
            if node not in reached:
                reached.add(node)
                waiting += self.free[node]
        return reached


class PathAutomaton:
    """Finds the patterns that a path matches. Threads may share an automaton.

    Args:
        patterns: Patterns that `catalog.pattern.check_pattern` accepts; their queries are ignored.
        beginnings: Texts that a path may begin with, numbered behind the patterns.
        most_states: The largest number of states. Paths that need more are read one by one.
    """

    def __init__(
        self,
        patterns: Sequence[str],
        beginnings: Sequence[str] = (),
        most_states: int = _MOST_STATES,
    ) -> None:
        self._most_states = most_states
        self._graph = PatternGraph(patterns, beginnings)
        self._making = Lock()
        self._class_of_byte, self._byte_of_class = self._byte_classes()
        self._numbers: dict[tuple[frozenset[int], frozenset[int]], int] = {}
        self._open: list[tuple[frozenset[int], frozenset[int]]] = []
        self._matched: list[frozenset[int]] = []
        self._kind_of_matched: dict[frozenset[int], int] = {}
        self._kinds: list[int] = []
        self._next = np.full((_FIRST_CAPACITY, len(self._byte_of_class)), _UNKNOWN, np.int64)
        self._is_settled = np.zeros(_FIRST_CAPACITY, np.bool_)
        self._start = self._state(frozenset(), self._graph.reached_freely([self._graph.start]))
        self._nothing = self._state(frozenset(), set())

    def matched(self, state: int) -> frozenset[int]:
        """Return the numbers of the patterns that a path which ends in `state` matches."""
        return self._matched[state]

    def known_states(self, plain_bytes: Collection[int]) -> PathStates:
        """Return the states that were made, for paths that have these bytes only."""
        with self._making:
            count, width = len(self._open), len(self._byte_of_class)
            after = self._next[:count].astype(np.int32)
            settled = np.flatnonzero(self._is_settled[:count])
            after[settled] = settled[:, np.newaxis]
            classes = bytes(
                int(self._class_of_byte[byte]) if byte in plain_bytes else ODD_BYTE
                for byte in range(256)
            )
            kinds = np.array(self._kinds, np.int32)
        is_full = count >= self._most_states
        return PathStates(classes, after.tobytes(), kinds.tobytes(), width, is_full=is_full)

    def final_states(
        self, text: NDArray[np.uint8], begins: NDArray[np.int64], ends: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """Return the state that each path ends in.

        Args:
            text: The bytes of all paths.
            begins: The offset of the first byte of each path.
            ends: The offset after its last byte. An unknown path is empty, and matches nothing.
        """
        final = np.full(len(begins), self._nothing, np.int64)
        rows = np.flatnonzero(begins < ends)
        classes = self._class_of_byte[text]
        at, ends, states = begins[rows], ends[rows], np.full(len(rows), self._start, np.int64)
        while len(rows):
            states = self._follow(states, classes[at])
            if len(self._open) >= self._most_states:
                for lost in np.flatnonzero(states == _UNKNOWN).tolist():
                    path = text[begins[rows[lost]] : ends[lost]].tobytes()
                    states[lost], at[lost] = self._end_of(path), ends[lost]
            at += 1
            goes_on = at < ends
            goes_on &= ~self._is_settled[states]
            if not goes_on.all():
                final[rows] = states
                rows, at, ends, states = (part[goes_on] for part in (rows, at, ends, states))
        return final

    def _follow(self, states: NDArray[np.int64], classes: NDArray[np.uint8]) -> NDArray[np.int64]:
        """Return the next state of each path; -1 where no more states may be made."""
        width = len(self._byte_of_class)
        found = self._next.take(states * width + classes)
        if len(found) and found.min() == _UNKNOWN:
            with self._making:
                missing = found == _UNKNOWN
                pairs = np.unique(states[missing] * width + classes[missing])
                for pair in pairs.tolist():
                    if len(self._open) < self._most_states:
                        self._make(*divmod(pair, width))
            found = self._next.take(states * width + classes)
        return found

    def _make(self, state: int, byte_class: int) -> None:
        """Find the state that `state` leads to by the bytes of a class."""
        matched, nodes = self._open[state]
        byte = self._byte_of_class[byte_class]
        steps = (step for node in nodes for step in self._graph.steps[node])
        reached = self._graph.reached_freely(node for accepts, node in steps if byte in accepts)
        number = self._state(matched, reached)  # may replace the table
        self._next[state, byte_class] = number

    def _end_of(self, path: bytes) -> int:
        """Read one path to its end without making states for its bytes; return its final state."""
        graph = self._graph
        nodes = graph.reached_freely([graph.start])
        matched = _named(nodes, graph.prefix_ends)
        for byte in path:
            steps = (step for node in nodes for step in graph.steps[node])
            nodes = graph.reached_freely(node for accepts, node in steps if byte in accepts)
            matched |= _named(nodes, graph.prefix_ends)
        with self._making:
            return self._state(matched | _named(nodes, graph.anchored_ends), set())

    def _state(self, matched: frozenset[int], reached: set[int]) -> int:
        """Return the number of a state: the patterns matched so far, and the nodes that go on."""
        graph = self._graph
        matched |= _named(reached, graph.prefix_ends)
        nodes = frozenset(n for n in reached if graph.steps[n] or n in graph.anchored_ends)
        key = matched, nodes
        if key not in self._numbers:
            number = len(self._open)
            self._reserve(number)
            self._open.append(key)
            self._matched.append(matched | _named(nodes, graph.anchored_ends))
            kinds = self._kind_of_matched
            self._kinds.append(kinds.setdefault(self._matched[-1], len(kinds)))
            self._is_settled[number] = not nodes
            self._numbers[key] = number
        return self._numbers[key]

    def _reserve(self, number: int) -> None:
        """Make room in the table; threads that still read the old table find no wrong state."""
        if number < len(self._next):
            return
        more = np.full_like(self._next, _UNKNOWN)
        self._next = np.concatenate([self._next, more])
        self._is_settled = np.concatenate([self._is_settled, np.zeros(len(more), np.bool_)])

    def _byte_classes(self) -> tuple[NDArray[np.uint8], list[int]]:
        """Put bytes that no pattern distinguishes into one class, which keeps the table small."""
        accepted = {accepts for steps in self._graph.steps for accepts, _ in steps}
        alike: defaultdict[frozenset[frozenset[int]], list[int]] = defaultdict(list)
        for byte in range(256):
            alike[frozenset(accepts for accepts in accepted if byte in accepts)].append(byte)
        class_of_byte = np.zeros(256, np.uint8)
        for number, members in enumerate(alike.values()):
            class_of_byte[members] = number
        return class_of_byte, [members[0] for members in alike.values()]


def _named(nodes: Iterable[int], ends: Mapping[int, set[int]]) -> frozenset[int]:
    """Return the numbers of the patterns that end in any of the nodes."""
    return frozenset().union(*(ends.get(node, ()) for node in nodes))
