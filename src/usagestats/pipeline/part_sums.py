"""How the parts of an answer are added."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from usagestats.light_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

    from usagestats.pipeline.question import Question

Part = TypeVar("Part")


class PartSum(Protocol[Part]):
    """A sum that the parts of chunks, or other sums, are added to in any order."""

    def add(self, part: Part) -> None:
        """Add a part."""

    def part(self) -> Part:
        """Return the sum as one part; at least one was added."""


@dataclass(frozen=True, slots=True)
class Counting(Generic[Part]):
    """A question, and how the parts of its answer are added: picklable.

    Args:
        question: The question that each chunk answers.
        new_sum: Returns an empty sum.
    """

    question: Question[Part]
    new_sum: Callable[[], PartSum[Part]]
