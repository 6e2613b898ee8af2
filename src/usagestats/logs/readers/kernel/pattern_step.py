"""One step with which the kernel matches lines, and what it takes."""

from __future__ import annotations

from typing import Final, NamedTuple

from usagestats.logs.readers.kernel.pattern_constants import MAY_FAIL, MOST_STOPS
from usagestats.logs.readers.kernel.pattern_parts import ALL_BYTES, LAST_OF_ASCII

BEYOND_ASCII: Final = ALL_BYTES & ~((1 << (LAST_OF_ASCII + 1)) - 1)
"""The set of all bytes of characters beyond ASCII."""

_MOST_ROWS: Final = 3
"""Of a shape: one byte may be within so many ranges."""

_CERTAIN: Final = frozenset({"ONE_OF", "RUN", "SHAPE", "BEGIN_CELL", "END_CELL", "GO"})
_RUNS: Final = frozenset({"RUN", "LONGEST_RUN"})


class Step(NamedTuple):
    """A step; the meaning of `a` and `b` depends on the action, see `pattern_steps.h`.

    Args:
        action: One of `ACTIONS`.
        a: The first argument.
        b: The second argument.
        chars: The set of bytes that are taken, or with which something may begin: bit by bit.
        follow: The set of bytes that may follow a run.
        may_end: Whether the line may end after a run, or before what is tried.
        shape: Of `SHAPE`: for each byte the set of those that it may be, of few ranges.
        cell: Of `RUN` and `SHAPE`: the cell that gets what they take; -1: none does.
        escape: Of `RUN`: a byte that is taken, too, with the character behind it; 0: none is.
        lead: Of `RUN`: a byte that may stand before it; 0: none may.
    """

    action: str
    a: int = 0
    b: int = 0
    chars: int = 0
    follow: int = 0
    may_end: bool = False
    shape: tuple[int, ...] = ()
    cell: int = -1
    escape: int = 0
    lead: int = 0

    @property
    def bytes_taken(self) -> tuple[int, ...]:
        """The sets of the bytes that the step takes; empty if they may be more or fewer.

        It is empty, too, for a step whose bytes go into a cell: it must stay by itself.
        """
        if self.cell >= 0:
            return ()
        is_fixed = self.action == "ONE_OF" or (self.action in _RUNS and self.a == self.b)
        ranges = (self.chars & ~(self.chars << 1)).bit_count()
        if not is_fixed or self.chars & BEYOND_ASCII or ranges > _MOST_ROWS:
            return self.shape
        return (self.chars,) * (1 if self.action == "ONE_OF" else self.a)

    @property
    def optional_byte(self) -> int:
        """The only byte that the step may take, once; 0 for other steps."""
        is_optional = self.action == "RUN" and (self.a, self.b, self.lead) == (0, 1, 0)
        is_one = self.cell < 0 and self.chars.bit_count() == 1 and not self.chars & BEYOND_ASCII
        return self.chars.bit_length() - 1 if is_optional and is_one else 0

    @property
    def is_plain_run(self) -> bool:
        """Whether it is a run of any length, never shorter."""
        return self.action == "RUN" and self.b < 0 and self.a <= 1 and not self.is_any

    @property
    def cannot_be_absent(self) -> bool:
        """Whether it is a run that matches wherever it is tried."""
        return self.action == "RUN" and self.a == 0

    @property
    def cannot_fail(self) -> bool:
        """Whether the step matches wherever its first byte, or its whole shape, is there."""
        is_simple_run = self.action == "RUN" and self.a <= 1 and not self.lead
        return is_simple_run or self.action in {"ONE_OF", "SHAPE"}

    @property
    def leaves_no_try(self) -> bool:
        """Whether nothing can be tried in another way once the step has matched."""
        is_certain = self.action == "TRY" and self.b != MAY_FAIL
        return is_certain or self.action in _CERTAIN

    @property
    def is_any(self) -> bool:
        """Whether every byte of a line is taken; no line holds a line feed."""
        return self.chars | 1 << ord("\n") == ALL_BYTES

    @property
    def follows(self) -> bytes:
        """The bytes that may follow a run, if they are so few that the kernel searches for them."""
        is_few = self.follow.bit_count() <= MOST_STOPS and self.follow < 1 << (LAST_OF_ASCII + 1)
        return bytes_in(self.follow) if is_few else b""


def bytes_in(chars: int) -> bytes:
    """Return the bytes of a set."""
    found = bytearray()
    while chars:
        found.append((chars & -chars).bit_length() - 1)
        chars &= chars - 1
    return bytes(found)
