"""The paths that a question tells apart, for readers that put one in the place of all alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol, Self

from usagestats.light_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

ODD_BYTE: Final = 0xFF
"""The class of bytes in paths that patterns do not match as they were sent."""


@dataclass(frozen=True, slots=True)
class PathStates:
    """An automaton over the bytes of paths, as far as it is known. It begins in state 0.

    A path that begins with `/`, has no two slashes in a row and no dot behind one, and whose bytes
    have a class, is alike to every other one of its kind.

    Args:
        classes: The class of each of the 256 bytes.
        next: 32 bits by state and class: the next state; -1 where that is not known.
        kinds: 32 bits by state: the kind of the paths that end in it.
        width: The number of classes.
        is_full: Whether no more states can be made.
    """

    classes: bytes
    next: bytes
    kinds: bytes
    width: int
    is_full: bool = False


class AlikePaths(Protocol):
    """The paths that a question tells apart; picklable, and equal to another one alike."""

    @property
    def patterns(self) -> frozenset[str]:
        """The patterns of `catalog.pattern`: paths that match the same of them are alike."""

    @property
    def beginnings(self) -> frozenset[str]:
        """Texts: alike paths begin with the same of them."""

    @property
    def has_templates(self) -> bool:
        """Whether alike paths have the same template, too: only identifiers may differ."""

    def joined(self, other: Self) -> Self:
        """Return what tells those paths apart that either does."""

    def states(self) -> PathStates:
        """Return the automaton, as far as it was made."""

    def learn(self, paths: Sequence[str]) -> None:
        """Make the states that paths lead to."""
