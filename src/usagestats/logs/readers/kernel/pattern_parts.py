"""The parts of a regular expression, and the bytes with which they begin.

Python's own parser of expressions takes the pattern apart. Its module is not public, but has been
the same since Python 2; a test compares what the kernel and `re` find by many patterns.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from usagestats.light_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

Part = Any
"""A pair of an operation and its arguments, as the parser of `re` returns it."""

CHARACTERS: Final = frozenset({"LITERAL", "NOT_LITERAL", "ANY", "IN"})
"""The operations of one character."""

REPEATS: Final = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})
"""The operations that repeat a part."""

ALL_BYTES: Final = (1 << 256) - 1
"""The set of all bytes: bit by bit."""

LAST_OF_ASCII: Final = 0x7F


class NoStepsError(Exception):
    """An expression that has no steps."""


class Follow(NamedTuple):
    """Bytes that may come next.

    Args:
        bytes: The set of the bytes.
        may_end: Whether the line may end.
        is_kept: Whether nothing that comes next makes the part before match in another way.
    """

    bytes: int
    may_end: bool
    is_kept: bool = False


ANYTHING: Final = Follow(ALL_BYTES, may_end=True, is_kept=True)
"""Behind a part that is kept as it matched first, whatever stands there."""


def parts_of(pattern: re.Pattern[str]) -> list[Part]:
    """Return the parts of a pattern, one after the other."""
    parser: Any = getattr(re, "_parser")  # noqa: B009  (typeshed does not know it)
    return list(parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE))


@dataclass(slots=True)
class ByteSets:
    """Makes the sets of bytes of the parts of a pattern.

    Args:
        is_dotall: Whether a dot is any byte.
        is_ascii_only: Gets true where a set is equal to that of Python only for ASCII.
    """

    is_dotall: bool
    is_ascii_only: bool = False

    def chars(self, item: Part) -> int:
        """Return the set of the bytes of a class; a character beyond ASCII has all of them."""
        name, argument = str(item[0]), item[1]
        if name == "ANY":
            return ALL_BYTES if self.is_dotall else ALL_BYTES & ~(1 << ord("\n"))
        if name == "LITERAL":
            return self._range(argument, argument)
        if name == "NOT_LITERAL":
            return ALL_BYTES & ~self._range(argument, argument)
        found, is_negated = 0, False
        for kind, value in argument:
            if str(kind) == "NEGATE":
                is_negated = True
            elif str(kind) == "LITERAL":
                found |= self._range(value, value)
            elif str(kind) == "RANGE":
                found |= self._range(*value)
            else:
                found |= self._category(str(value))
        return ALL_BYTES & ~found if is_negated else found

    def _range(self, first: int, last: int) -> int:
        if last > LAST_OF_ASCII:
            self.is_ascii_only = True
        end = min(last, LAST_OF_ASCII) + 1
        return (1 << end) - (1 << first) if first < end else 0

    def _category(self, name: str) -> int:
        r"""Return the characters of ASCII in a class such as `\S`."""
        self.is_ascii_only = True
        return _characters_in(name)

    def first(self, items: Sequence[Part], follow: Follow) -> Follow:
        """Return the bytes with which parts may begin, or what follows them if they are empty."""
        if not items:
            return follow
        found, is_empty = self.first_of(items)
        if not is_empty:
            return Follow(found, may_end=False)
        return Follow(found | follow.bytes, follow.may_end)

    def first_of(self, items: Iterable[Part]) -> tuple[int, bool]:
        """Return the bytes with which parts may begin, and whether they may be empty."""
        found = 0
        for item in items:
            more, is_empty = self._first_of_one(item)
            found |= more
            if not is_empty:
                return found, False
        return found, True

    def _first_of_one(self, item: Part) -> tuple[int, bool]:
        name, argument = str(item[0]), item[1]
        if name == "LITERAL":
            return 1 << chr(argument).encode()[0], False
        if name in CHARACTERS:
            return self.chars(item), False
        if name in {"ASSERT", "ASSERT_NOT", "AT"}:
            return 0, True
        if name in REPEATS:
            found, is_empty = self.first_of(argument[2])
            return found, is_empty or argument[0] == 0
        return self._first_of_any(_alternatives(name, argument))

    def _first_of_any(self, alternatives: Sequence[Iterable[Part]]) -> tuple[int, bool]:
        firsts = [self.first_of(alternative) for alternative in alternatives]
        found = 0
        for more, _ in firsts:
            found |= more
        return found, any(is_empty for _, is_empty in firsts)


@cache
def _characters_in(category: str) -> int:
    r"""Return the characters of ASCII in a class such as `\S`."""
    sign = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}[category.rpartition("_")[2]]
    sign = sign.upper() if "_NOT_" in category else sign
    return sum(1 << byte for byte in range(LAST_OF_ASCII + 1) if re.match(sign, chr(byte)))


def chars_in_all(items: Iterable[Part]) -> set[str]:
    """Return characters of which each match of some parts holds every one."""
    found: set[str] = set()
    for item in items:
        name, argument = str(item[0]), item[1]
        if name == "LITERAL":
            found.add(chr(argument))
        elif name in REPEATS:
            found |= chars_in_all(argument[2]) if argument[0] else set()
        elif name in {"SUBPATTERN", "ATOMIC_GROUP", "BRANCH"}:
            found |= set.intersection(*map(chars_in_all, _alternatives(name, argument)))
    return found


def wants(items: Iterable[Part], groups: Collection[int]) -> bool:
    """Whether one of some groups stands in parts."""
    for item in items:
        name, argument = str(item[0]), item[1]
        if name == "SUBPATTERN" and argument[0] in groups:
            return True
        if name in REPEATS and wants(argument[2], groups):
            return True
        if name in {"ASSERT", "ASSERT_NOT"} and wants(argument[1], groups):
            return True
        if name in {"SUBPATTERN", "ATOMIC_GROUP", "BRANCH"} and any(
            wants(one, groups) for one in _alternatives(name, argument)
        ):
            return True
    return False


def _alternatives(name: str, argument: Any) -> Sequence[Iterable[Part]]:  # noqa: ANN401  (a part)
    if name == "SUBPATTERN":
        return [argument[3]]
    if name == "ATOMIC_GROUP":
        return [argument]
    if name == "BRANCH":
        return list(argument[1])
    raise NoStepsError
