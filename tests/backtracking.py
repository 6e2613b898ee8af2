"""Counts the steps of a backtracking search, as Python's `re` makes it, and makes hostile texts.

`re` gives no count, and seconds depend on the machine. So its own parser reads the pattern, and a
plain search, with the same choices in the same order, counts each item that it tries.
"""

from __future__ import annotations

import re
import re._constants as op  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Item = tuple[Any, Any]
REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
sys.setrecursionlimit(max(sys.getrecursionlimit(), 20_000))


class TooManyStepsError(Exception):
    """The search takes more steps than allowed."""


class CountedSearch:
    """A search for one pattern that counts its steps.

    Args:
        pattern: The pattern.
        flags: Those of `re.compile`.
        most: The steps after which it gives up.
    """

    def __init__(self, pattern: str, flags: int, most: int = 2_000_000) -> None:
        self._parsed = parser.parse(pattern, flags)
        self._flags = self._parsed.state.flags
        self._most = most
        self._groups: dict[int, tuple[int, int]] = {}
        self._single: dict[int, re.Pattern[str]] = {}
        self._own_flags: dict[int, int] = {}
        self._mark(list(self._parsed), self._flags & ~re.VERBOSE)
        self.steps = 0

    def _mark(self, items: list[Item], flags: int) -> None:
        """Note the flags that hold for each item, as a group may have its own."""
        for item in items:
            kind, value = item
            self._own_flags[id(item)] = flags
            if kind is op.SUBPATTERN:
                _, added, removed, inner = value
                self._mark(list(inner), (flags | added) & ~removed)
            elif kind is op.BRANCH:
                for choice in value[1]:
                    self._mark(list(choice), flags)
            elif kind in REPEATS:
                self._mark(list(value[2]), flags)
            elif kind is op.ATOMIC_GROUP:
                self._mark(list(value), flags)
            elif kind in {op.ASSERT, op.ASSERT_NOT}:
                self._mark(list(value[1]), flags)

    def run(self, text: str, *, everywhere: bool) -> int:
        """Return the steps of finding all matches, or of one match at the beginning."""
        self.steps = 0
        start = 0
        while start <= len(text):
            end = self._match(list(self._parsed), 0, text, start, lambda at: at)
            if not everywhere:
                break
            start = end if end is not None and end > start else start + 1
        return self.steps

    def end_of(self, text: str, at: int) -> int | None:
        """Return where a match at a place ends; `None` where there is none."""
        self.steps = 0
        return self._match(list(self._parsed), 0, text, at, lambda end: end)

    def _match(
        self, items: list[Item], index: int, text: str, at: int, then: Callable[[int], int | None]
    ) -> int | None:
        """Match the items from an index on, and then the rest; return the end of all."""
        while index < len(items):
            self.steps += 1
            if self.steps > self._most:
                raise TooManyStepsError
            kind, value = items[index]
            if kind in {op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN}:
                if not self._fits(items[index], text, at):
                    return None
                at += 1
            elif kind is op.AT:
                if not self._is_at(value, text, at):
                    return None
            elif kind in {op.ASSERT, op.ASSERT_NOT}:
                if self._looks(value, text, at) is not (kind is op.ASSERT):
                    return None
            else:
                return self._branch(items, index, text, at, then)
            index += 1
        return then(at)

    def _branch(  # noqa: C901, PLR0911  (one case per kind of item)
        self, items: list[Item], index: int, text: str, at: int, then: Callable[[int], int | None]
    ) -> int | None:
        kind, value = items[index]

        def rest(end: int) -> int | None:
            return self._match(items, index + 1, text, end, then)

        if kind is op.BRANCH:
            for choice in value[1]:
                found = self._match(list(choice), 0, text, at, rest)
                if found is not None:
                    return found
            return None
        if kind is op.SUBPATTERN:
            number, inner = value[0], value[-1]

            def close(end: int) -> int | None:
                if number is not None:
                    self._groups[number] = (at, end)
                return rest(end)

            return self._match(list(inner), 0, text, at, close)
        if kind is op.ATOMIC_GROUP:
            end = self._match(list(value), 0, text, at, lambda end: end)
            return None if end is None else rest(end)
        if kind in REPEATS:
            return self._repeat(kind, value, text, at, rest)
        if kind is op.GROUPREF:
            begin, end = self._groups.get(value, (0, 0))
            same = text[begin:end]
            return rest(at + len(same)) if text.startswith(same, at) else None
        if kind is op.GROUPREF_EXISTS:
            number, yes, no = value
            chosen = yes if number in self._groups else (no or [])
            return self._match(list(chosen), 0, text, at, rest)
        raise NotImplementedError(kind)

    def _repeat(  # noqa: C901  (one case per kind of repetition)
        self, kind: Any, value: Any, text: str, at: int, rest: Callable[[int], int | None]
    ) -> int | None:
        least, most, body = value
        items = list(body)
        if len(items) == 1 and items[0][0] in {op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN}:
            return self._repeat_one(kind, (least, most), items[0], text, at, rest)
        if kind is op.POSSESSIVE_REPEAT:
            count = 0
            while most is op.MAXREPEAT or count < most:
                end = self._match(items, 0, text, at, lambda end: end)
                if end is None or end == at:
                    break
                at, count = end, count + 1
            return rest(at) if count >= least else None

        def again(count: int, begin: int) -> int | None:
            def more() -> int | None:
                if most is not op.MAXREPEAT and count >= most:
                    return None
                return self._match(
                    items,
                    0,
                    text,
                    begin,
                    lambda end: again(count + 1, end) if end > begin or count < least else None,
                )

            if count < least:
                return more()

            def stop() -> int | None:
                return rest(begin)

            first, second = more, stop
            if kind is op.MIN_REPEAT:
                first, second = second, first
            found = first()
            return second() if found is None else found

        return again(0, at)

    def _repeat_one(
        self,
        kind: Any,
        bounds: tuple[Any, Any],
        item: Item,
        text: str,
        at: int,
        rest: Callable[[int], int | None],
    ) -> int | None:
        """Repeat an item of one character: count as many as fit, and give them back one by one."""
        least, most = bounds
        limit = len(text) if most is op.MAXREPEAT else min(len(text), at + most)
        if kind is op.MIN_REPEAT:
            end = at
            while True:
                self.steps += 1
                if end - at >= least and (found := rest(end)) is not None:
                    return found
                if end >= limit or not self._fits(item, text, end):
                    return None
                end += 1
        end = at
        while end < limit and self._fits(item, text, end):
            self.steps += 1
            end += 1
        if kind is op.POSSESSIVE_REPEAT:
            return rest(end) if end - at >= least else None
        while end - at >= least:
            self.steps += 1
            if (found := rest(end)) is not None:
                return found
            end -= 1
        return None

    def _fits(self, item: Item, text: str, at: int) -> bool:
        return at < len(text) and self._one(item).fullmatch(text, at, at + 1) is not None

    def _one(self, item: Item) -> re.Pattern[str]:
        """Return the item, alone, as a pattern for one character."""
        if id(item) not in self._single:
            flags = self._own_flags[id(item)]
            self._single[id(item)] = re.compile(one_character(item), flags)
        return self._single[id(item)]

    def _looks(self, value: Any, text: str, at: int) -> bool:
        direction, inner = value
        if direction > 0:
            return self._match(list(inner), 0, text, at, lambda end: end) is not None
        width = inner.getwidth()[0]
        if at < width:
            return False
        end = self._match(list(inner), 0, text, at - width, lambda end: end)
        return end == at

    def _is_at(self, value: Any, text: str, at: int) -> bool:
        signs = {
            op.AT_BEGINNING: r"^",
            op.AT_BEGINNING_STRING: r"\A",
            op.AT_END: r"$",
            op.AT_END_STRING: r"\Z",
            op.AT_BOUNDARY: r"\b",
            op.AT_NON_BOUNDARY: r"\B",
        }
        return re.compile(signs[value], self._flags & ~re.VERBOSE).match(text, at) is not None


CATEGORIES = {
    op.CATEGORY_DIGIT: r"\d",
    op.CATEGORY_NOT_DIGIT: r"\D",
    op.CATEGORY_SPACE: r"\s",
    op.CATEGORY_NOT_SPACE: r"\S",
    op.CATEGORY_WORD: r"\w",
    op.CATEGORY_NOT_WORD: r"\W",
}


def one_character(item: Item) -> str:
    """Write an item of one character as a pattern."""
    kind, value = item
    if kind is op.ANY:
        return "."
    if kind is op.LITERAL:
        return re.escape(chr(value))
    if kind is op.NOT_LITERAL:
        return f"[^{re.escape(chr(value))}]"
    parts = []
    for inner, what in value:
        if inner is op.NEGATE:
            parts.append("^")
        elif inner is op.LITERAL:
            parts.append(re.escape(chr(what)))
        elif inner is op.RANGE:
            parts.append(f"{re.escape(chr(what[0]))}-{re.escape(chr(what[1]))}")
        else:
            parts.append(CATEGORIES[what])
    return f"[{''.join(parts)}]"


LIKELY = "a1 \"/=&?:.-_%[]{}(),;\\'<>@#+*|~!$^`AZf0\t"


def hostile_texts(pattern: str, flags: int, length: int) -> Iterator[str]:
    """Give texts on which a pattern with nested or neighbouring repetitions works long.

    Each is the beginning of a match, a part that a repetition takes, many times, and an end at
    which the match fails; or the beginning of a match again and again.
    """
    for begin, pump in sorted(set(_pumps(list(parser.parse(pattern, flags)), "", flags))):
        if pump:
            yield begin + (pump * length)[:length] + "\0"
    yield from (((one * length)[:length]) + "\0" for one in _beginnings(pattern, flags) if one)


def _pumps(items: list[Item], begin: str, flags: int) -> Iterator[tuple[str, str]]:
    for kind, value in items:
        if kind in REPEATS:
            body = list(value[2])
            yield from ((begin, _shortest([(k, v)], flags)) for k, v in body)
            yield begin, _shortest(body, flags)
            yield from _pumps(body, begin, flags)
        elif kind is op.SUBPATTERN:
            yield from _pumps(list(value[-1]), begin, flags)
        elif kind is op.BRANCH:
            for choice in value[1]:
                yield from _pumps(list(choice), begin, flags)
        elif kind is op.ATOMIC_GROUP:
            yield from _pumps(list(value), begin, flags)
        begin += _shortest([(kind, value)], flags)


def _beginnings(pattern: str, flags: int) -> Iterator[str]:
    items = list(parser.parse(pattern, flags))
    for end in range(1, len(items) + 1):
        yield _shortest(items[:end], flags)


def _shortest(items: list[Item], flags: int) -> str:
    """Return a short text that items match; a repetition has one round."""
    text = ""
    for kind, value in items:
        if kind in {op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN}:
            one = re.compile(one_character((kind, value)), flags & ~re.VERBOSE)
            text += next((c for c in LIKELY if one.fullmatch(c)), "")
            if kind is op.LITERAL and not text.endswith(chr(value)):
                text += chr(value)
        elif kind in REPEATS:
            text += _shortest(list(value[2]), flags) * max(1, min(value[0], 8))
        elif kind is op.SUBPATTERN:
            text += _shortest(list(value[-1]), flags)
        elif kind is op.BRANCH:
            text += _shortest(list(value[1][0]), flags)
        elif kind is op.ATOMIC_GROUP:
            text += _shortest(list(value), flags)
    return text
