"""The steps of a pattern while they are made."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Final

from usagestats.light_dataclass import dataclass
from usagestats.logs.readers.kernel.pattern_constants import (
    IS_SURE_IF_AHEAD,
    IS_SURE_UNLESS_AHEAD,
    MAY_FAIL,
)
from usagestats.logs.readers.kernel.pattern_parts import Follow, NoStepsError
from usagestats.logs.readers.kernel.pattern_step import Step

if TYPE_CHECKING:
    from collections.abc import Collection

MOST_STEPS: Final = 2000
"""Of a pattern; one that repeats a large part many times has no steps."""


@dataclass(slots=True)
class StepList:
    """Steps, one after the other.

    Args:
        steps: The steps so far.
        aimed: The number of the last step, or of the next one, to which another one goes.
    """

    steps: list[Step] = field(default_factory=list)
    aimed: int = 0

    def add(self, step: Step) -> int:
        """Add a step, and return its number; one that takes a byte joins those before it."""
        last = self.steps[-1] if len(self.steps) > self.aimed else Step("GO")
        before, taken = last.bytes_taken, step.bytes_taken
        if last.optional_byte and step.action == "RUN" and step.b < 0:
            self.steps[-1] = step._replace(lead=last.optional_byte)
        elif before and taken:
            shape = before + taken
            self.steps[-1] = Step("SHAPE", b=len(shape), shape=shape)
        else:
            is_long = len(taken) > 1
            self.steps.append(Step("SHAPE", b=len(taken), shape=taken) if is_long else step)
        if len(self.steps) > MOST_STEPS:
            raise NoStepsError
        return len(self.steps) - 1

    def aim(self, number: int) -> None:
        """Let a step go to the next step that is added."""
        self.aimed = len(self.steps)
        self.steps[number] = self.steps[number]._replace(a=self.aimed)

    def is_one_step(self, begin: int, actions: Collection[str]) -> bool:
        """Whether the steps from a number on are only one, of these actions and without a cell."""
        is_one = len(self.steps) == begin + 1 and self.aimed < begin
        return is_one and self.steps[-1].action in actions and self.steps[-1].cell < 0

    def decide(self, number: int, follow: Follow) -> None:
        """Let a step that tries one step look ahead, if that suffices; the attempt ends here."""
        attempt, tried = self.steps[number], self.steps[number + 1 :]
        is_simple = [step.cannot_fail for step in tried] == [True] and self.aimed <= number
        if follow.is_kept and is_simple and attempt.b == MAY_FAIL:
            self.steps[number] = attempt._replace(b=IS_SURE_IF_AHEAD)

    def keep(self, mark: int) -> None:
        """End what is kept as it matched first; without anything else to try, no mark is needed."""
        if all(step.leaves_no_try for step in self.steps[mark + 1 :]):
            self.steps[mark] = Step("GO", mark + 1)
        else:
            self.add(Step("KEEP"))

    def is_sure_once_begun(self, begin: int) -> bool:
        """Let the attempt of a repeated group look ahead, if that suffices; return whether it does.

        Such a group is a character, perhaps not before some others, and any number of others.
        """
        attempt, *steps = self.steps[begin:]
        first, *rest = steps
        certainty = IS_SURE_IF_AHEAD
        if [step.action for step in rest[:3]] == ["UNLESS", "SHAPE", "REFUSE"]:
            if not (first.shape and first.cell < 0 and rest[0].b):
                return False
            seen = Step("SHAPE", b=first.b + rest[1].b, shape=first.shape + rest[1].shape)
            rest, certainty = rest[3:], IS_SURE_UNLESS_AHEAD
            steps = [seen, first, *rest]
        is_sure = first.cannot_fail and first.action != "RUN"
        if not is_sure or not all(step.cannot_be_absent for step in rest):
            return False
        self.steps[begin:] = [attempt._replace(b=certainty), *steps]
        return True
