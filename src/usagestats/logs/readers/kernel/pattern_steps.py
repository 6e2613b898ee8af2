"""The regular expression of a format → the steps with which the kernel matches lines.

The steps try the same as Python's `re`, in the same order: see `pattern.h`. So a pattern is
declared once, for the careful path and for the kernel. Expressions that few formats need, such as
references to groups, have no steps.
"""

from __future__ import annotations

import re
from dataclasses import field
from functools import cache, reduce
from operator import or_
from typing import TYPE_CHECKING, Final, NamedTuple

from usagestats.light_dataclass import dataclass
from usagestats.logs.readers.kernel.pattern_constants import IS_SURE, MAY_FAIL
from usagestats.logs.readers.kernel.pattern_parts import (
    ALL_BYTES,
    ANYTHING,
    CHARACTERS,
    REPEATS,
    ByteSets,
    Follow,
    NoStepsError,
    Part,
    chars_in_all,
    parts_of,
    wants,
)
from usagestats.logs.readers.kernel.pattern_step import BEYOND_ASCII, Step
from usagestats.logs.readers.kernel.step_list import MOST_STEPS, StepList

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_MOST_REPEATED: Final = 64
_STEPS_OF_BEGINNING: Final = 20
_BACKSLASH: Final = ord("\\")
_LOOKS: Final = frozenset({"ASSERT", "ASSERT_NOT"})
_LONGEST: Final = frozenset({"MAX_REPEAT", "POSSESSIVE_REPEAT"})


class Steps(NamedTuple):
    """The steps of a pattern.

    Args:
        steps: The steps.
        is_ascii_only: Whether they find the same as `re` only in lines of ASCII.
        begins: The set of bytes with which a line may begin that `re` matches.
        holds: Characters of which each such line holds every one.
    """

    steps: tuple[Step, ...]
    is_ascii_only: bool
    begins: int
    holds: frozenset[str]


@cache
def steps_of(
    pattern: re.Pattern[str], cells: tuple[str, ...], *, is_cut: bool = False
) -> Steps | None:
    """Return the steps that match whole lines; `None` where the pattern has an unusual part.

    Args:
        pattern: The pattern.
        cells: The names of the groups whose texts are wanted; the number of a cell is its place.
        is_cut: Whether the first steps of a long pattern suffice: then anything may follow.
    """
    if pattern.flags & ~(re.DOTALL | re.UNICODE):
        return None
    numbers = {
        pattern.groupindex[name]: cells.index(name) for name in cells if name in pattern.groupindex
    }
    compiler = _Compiler(numbers, ByteSets(is_dotall=bool(pattern.flags & re.DOTALL)))
    try:
        parts = parts_of(pattern)
        compiler.whole(parts, is_cut=is_cut)
    except NoStepsError:
        return None
    compiler.made.add(Step("DONE"))
    if len(compiler.made.steps) > MOST_STEPS:
        return None
    begins, is_empty = compiler.sets.first_of(parts)
    beyond_ascii = BEYOND_ASCII if compiler.sets.is_ascii_only else 0
    begins = ALL_BYTES if is_empty else begins | beyond_ascii
    is_ascii_only, holds = compiler.sets.is_ascii_only, frozenset(chars_in_all(parts))
    return Steps(tuple(compiler.made.steps), is_ascii_only, begins, holds)


@dataclass(slots=True)
class _Compiler:
    cells: Mapping[int, int]
    sets: ByteSets
    made: StepList = field(default_factory=StepList)

    def attempt(self, items: Sequence[Part], otherwise: int = ALL_BYTES) -> int:
        """Add the step that tries parts where they may begin, and return its number.

        Args:
            items: The parts.
            otherwise: The set of bytes with which what is matched without them may begin.
        """
        first, is_empty = self.sets.first_of(items)
        chars = ALL_BYTES if is_empty else first
        is_sure = not is_empty and not chars & otherwise  # both may stand at the end of a line
        certainty = IS_SURE if is_sure else MAY_FAIL
        return self.made.add(Step("TRY", b=certainty, chars=chars, may_end=is_empty))

    def whole(self, items: Sequence[Part], *, is_cut: bool) -> None:
        """Add the steps of all parts of a pattern, or those of its beginning."""
        for number, item in enumerate(items):
            self.part(item, self.sets.first(items[number + 1 :], Follow(0, may_end=True)))
            if is_cut and len(self.made.steps) >= _STEPS_OF_BEGINNING:
                self.made.add(Step("RUN", b=-1, chars=ALL_BYTES))
                return

    def sequence(self, items: Sequence[Part], follow: Follow) -> None:
        """Add the steps of parts that stand one after the other."""
        for number, item in enumerate(items):
            self.part(item, self.sets.first(items[number + 1 :], follow))

    def part(self, item: Part, follow: Follow) -> None:
        """Add the steps of a part."""
        name, argument = str(item[0]), item[1]
        if name in CHARACTERS:
            self.character(item)
        elif name == "SUBPATTERN":
            self.group(argument, follow)
        elif name == "ATOMIC_GROUP":
            self.kept(list(argument))
        elif name == "BRANCH":
            self.branch(argument[1], follow)
        elif name in REPEATS:
            self.repeat(name, argument, follow)
        elif name in {"ASSERT", "ASSERT_NOT"}:
            self.look(name, argument)
        elif str(argument) in {"AT_END_STRING", "AT_END"}:  # no line holds a line feed
            self.made.add(Step("AT_END"))
        else:
            raise NoStepsError

    def character(self, item: Part) -> None:
        """Add the steps of one character."""
        if str(item[0]) == "LITERAL":
            for byte in chr(item[1]).encode():
                self.made.add(Step("SHAPE", b=1, shape=(1 << byte,)))
        else:
            self.made.add(Step("ONE_OF", chars=self.sets.chars(item)))

    def group(self, argument: Part, follow: Follow) -> None:
        """Add the steps of a group, whose text may be wanted."""
        number, added, removed, inner = argument
        if added or removed:
            raise NoStepsError
        cell = self.cells.get(number)
        if cell is None:
            self.sequence(list(inner), follow)
            return
        begin = self.made.add(Step("BEGIN_CELL", cell))
        self.sequence(list(inner), follow)
        if self.made.is_one_step(begin + 1, {"RUN", "SHAPE"}):
            self.made.steps[begin:] = [self.made.steps[-1]._replace(cell=cell)]
        else:
            self.made.add(Step("END_CELL", cell))

    def kept(self, items: list[Part]) -> None:
        """Add the steps of an atomic group: it ends without a look at what follows."""
        if items and str(items[-1][0]) == "MAX_REPEAT":  # nothing behind it makes it shorter
            items = [*items[:-1], ("POSSESSIVE_REPEAT", items[-1][1])]
        mark = self.made.add(Step("MARK"))
        self.sequence(items, ANYTHING)
        self.made.keep(mark)

    def branch(self, branches: Sequence[Part], follow: Follow) -> None:
        """Add the steps of alternatives."""
        ends = []
        for number, branch in enumerate(branches):
            is_last = number == len(branches) - 1
            others = [self.sets.first(one, follow).bytes for one in branches[number + 1 :]]
            attempt = None if is_last else self.attempt(list(branch), reduce(or_, others, 0))
            self.sequence(list(branch), follow)
            if attempt is not None:
                self.made.decide(attempt, follow)
                ends.append(self.made.add(Step("GO")))
                self.made.aim(attempt)
        for end in ends:
            self.made.aim(end)

    def look(self, name: str, argument: Part) -> None:
        """Add the steps of a look ahead."""
        direction, inner = argument
        if direction < 0:
            raise NoStepsError
        begin = self.made.add(Step("MARK" if name == "ASSERT" else "UNLESS"))
        self.sequence(list(inner), ANYTHING)
        is_shape = self.made.is_one_step(begin + 1, {"SHAPE"})
        self.made.add(Step("LOOKED" if name == "ASSERT" else "REFUSE"))
        if name == "ASSERT_NOT":
            self.made.steps[begin] = self.made.steps[begin]._replace(b=int(is_shape))
            self.made.aim(begin)

    def repeat(self, name: str, argument: Part, follow: Follow) -> None:
        """Add the steps of a repeated part."""
        least, most, inner = argument
        most = None if str(most) == "MAXREPEAT" else int(most)
        items = list(inner)
        is_character = len(items) == 1 and str(items[0][0]) in CHARACTERS
        is_all_taken = name == "POSSESSIVE_REPEAT" and (least, most) == (0, None)
        if is_all_taken and (chars := self.unescaped(items)):
            self.made.add(Step("RUN", 0, -1, chars, escape=_BACKSLASH))
        elif is_character and (name, most) != ("MIN_REPEAT", 1):
            self.run(name, items[0], (least, most), follow)
        elif most is None or most > 1 or least > 0:
            self.loop(name, items, (least, most), follow)
        else:
            self.optional(name, items, follow)

    def unescaped(self, items: Sequence[Part]) -> int:
        r"""Return the first set of `[^"\\]++|\\.`; 0 where the parts are none such."""
        branches = [list(one) for one in items[0][1][1]] if str(items[0][0]) == "BRANCH" else []
        if len(items) > 1 or [len(branch) for branch in branches] != [1, 2]:
            return 0
        ((plain,), (escape, escaped)) = branches
        if str(plain[0]) in _LONGEST and plain[1][0] == 1 and str(plain[1][1]) == "MAXREPEAT":
            (plain, *others) = plain[1][2]
        else:
            others = []
        is_escape = (str(escape[0]), escape[1]) == ("LITERAL", _BACKSLASH)
        if others or str(plain[0]) not in CHARACTERS or not is_escape or str(escaped[0]) != "ANY":
            return 0
        chars = self.sets.chars(plain)
        return 0 if chars >> _BACKSLASH & 1 else chars

    def run(self, name: str, item: Part, times: tuple[int, int | None], follow: Follow) -> None:
        """Add the step of a repeated character."""
        chars, (least, most) = self.sets.chars(item), times
        if least and not chars:  # a letter of several bytes
            raise NoStepsError
        if name == "MIN_REPEAT":
            if most is not None:
                raise NoStepsError
            action = "SHORTEST_RUN"
        else:
            is_sure = name == "POSSESSIVE_REPEAT" or not chars & follow.bytes
            action = "RUN" if is_sure else "LONGEST_RUN"
        longest = -1 if most is None else most
        self.made.add(Step(action, least, longest, chars, follow.bytes, follow.may_end))

    def loop(
        self, name: str, items: list[Part], times: tuple[int, int | None], follow: Follow
    ) -> None:
        """Add the steps of a repeated group."""
        least, most = times
        if most is not None and most > _MOST_REPEATED:
            raise NoStepsError
        inner, is_empty = self.sets.first_of(items)
        if is_empty:
            raise NoStepsError
        is_kept = name == "POSSESSIVE_REPEAT"
        if is_kept and least > 1:  # Python does not go back in them
            raise NoStepsError
        again = ANYTHING if is_kept else Follow(inner | follow.bytes, follow.may_end)
        mark = self.made.add(Step("MARK")) if is_kept else 0
        for _ in range(least):
            self.sequence(items, again)
        if most is None:
            self._endless(name, items, again)
        else:
            self._up_to(name, items, most - least, again)
        if is_kept:
            self.made.keep(mark)

    def _endless(self, name: str, items: list[Part], again: Follow) -> None:
        if name == "MIN_REPEAT":
            begin = self.made.add(Step("TRY", chars=ALL_BYTES, may_end=True))
            over = self.made.add(Step("GO"))
            self.made.aim(begin)
            self.sequence(items, again)
            self.made.add(Step("GO", begin))
            self.made.aim(over)
            return
        begin = self.attempt(items)
        self.sequence(items, again)
        is_sure = name == "POSSESSIVE_REPEAT" and self.made.is_sure_once_begun(begin)
        is_kept = name == "POSSESSIVE_REPEAT" and not is_sure
        self.made.add(Step("KEEP_LOOPING" if is_kept else "GO", begin))
        self.made.aim(begin)

    def _up_to(self, name: str, items: list[Part], most: int, again: Follow) -> None:
        if name == "MIN_REPEAT" and most:
            raise NoStepsError
        attempts = []
        for _ in range(most):
            attempts.append(self.attempt(items))
            self.sequence(items, again)
        for attempt in attempts:
            self.made.aim(attempt)

    def optional(self, name: str, items: list[Part], follow: Follow) -> None:
        """Add the steps of a part that may be left out."""
        if all(str(item[0]) in _LOOKS for item in items) and not wants(items, self.cells):
            return  # it takes nothing, and nobody wants its texts
        mark = self.made.add(Step("MARK")) if name == "POSSESSIVE_REPEAT" else None
        if name == "MIN_REPEAT":  # first without it
            attempt = self.made.add(Step("TRY", chars=ALL_BYTES, may_end=True))
            over = self.made.add(Step("GO"))
            self.made.aim(attempt)
            self.sequence(items, follow)
            self.made.aim(over)
            return
        attempt = self.attempt(items, follow.bytes)
        self.sequence(items, ANYTHING if mark is not None else follow)
        self.made.decide(attempt, ANYTHING if mark is not None else follow)
        self.made.aim(attempt)
        if mark is not None:
            self.made.keep(mark)
