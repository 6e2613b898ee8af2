"""How many mutants were killed, with the interval of a sample, and those that survived."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_KNOWN: Final = Path(__file__).with_name("equivalent.toml")
_OF_95_PERCENT: Final = 1.959964


@dataclass(frozen=True, slots=True)
class Tried:
    """A mutant and how its trial ended.

    Args:
        name: The place and the change.
        is_killed: Whether a test saw it.
        by: The test, or the reason.
        seconds: How long it took.
        tests: The number of tests that run the changed statement.
    """

    name: str
    is_killed: bool
    by: str
    seconds: float
    tests: int


def summary(folder: str, seed: int, tried: Sequence[Tried]) -> str:
    """Return what to print."""
    known = equivalent()
    left = [one for one in tried if not one.is_killed and one.name not in known]
    same = sum(one.name in known and not one.is_killed for one in tried)
    killed, count = sum(one.is_killed for one in tried), len(tried) - same
    low, high = interval(killed, count)
    lines = [f"{one.name}\n  {one.by}, {one.tests} tests\n" for one in left]
    lines.append(
        f"{folder}, seed {seed}: {killed} of {count} killed, {killed / count:.1%}"
        f" (95 % interval {low:.1%} to {high:.1%}); {same} more change nothing that can be seen;"
        f" {sum(one.seconds for one in tried) / 60:.1f} minutes"
    )
    return "\n".join(lines)


def equivalent() -> dict[str, str]:
    """Return the mutants that no test can see, with the reason, by name."""
    found = tomllib.loads(_KNOWN.read_text("utf-8"))
    return {
        f"{one['place']}\n{one['change'].rstrip()}": reason["why"]
        for reason in found["reason"]
        for one in reason["mutants"]
    }


def interval(killed: int, count: int) -> tuple[float, float]:
    """Return the Wilson interval of a share, at 95 %."""
    share, z = killed / count, _OF_95_PERCENT
    middle = share + z * z / (2 * count)
    spread = z * sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    divisor = 1 + z * z / count
    return (middle - spread) / divisor, (middle + spread) / divisor
