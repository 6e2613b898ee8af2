"""How many mutants were killed, with the interval of a sample, and which survived without a reason."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SURVIVORS: Final = Path(__file__).with_name("survivors")
"""Files of known survivors with the reason, one for each folder of the package."""
NO_END: Final = "it has no end"
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


def summary(folder: str, seed: int, tried: Sequence[Tried], reasons: Mapping[str, str]) -> str:
    """Return what to print: the survivors that have no reason yet, and the numbers.

    Args:
        folder: The folder of the package.
        seed: The seed of the sample.
        tried: The sample.
        reasons: Why known survivors survive, by name.
    """
    left = [one for one in tried if not one.is_killed]
    new = [one for one in left if one.name not in reasons]
    stale = {one.name for one in tried if one.is_killed} & reasons.keys()
    killed, count = len(tried) - len(left), len(tried)
    low, high = interval(killed, count)
    return "\n".join(
        [
            *(f"{one.name}\n  {one.by}, {one.tests} tests\n" for one in new),
            *(f"{name}\n  is killed now: take it out of the survivors\n" for name in stale),
            f"{folder}, seed {seed}: {killed} of {count} killed, {killed / count:.1%}"
            f" (95 % interval {low:.1%} to {high:.1%}), {sum(one.by == NO_END for one in tried)} by"
            f" having no end; {len(left) - len(new)} of {len(left)} survivors have a reason; {sum(one.seconds for one in tried) / 60:.1f} minutes",
        ]
    )


def known_survivors(folder: str) -> dict[str, str]:
    """Return why mutants of a folder survive, by name: `survivors/FOLDER.toml`."""
    file = SURVIVORS / f"{folder}.toml"
    found = tomllib.loads(file.read_text("utf-8")) if file.exists() else {"reason": []}
    return {
        name.rstrip("\n"): reason["why"] for reason in found["reason"] for name in reason["mutants"]
    }


def interval(killed: int, count: int) -> tuple[float, float]:
    """Return the Wilson interval of a share, at 95 %."""
    share, z = killed / count, _OF_95_PERCENT
    middle = share + z * z / (2 * count)
    spread = z * sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    divisor = 1 + z * z / count
    return (middle - spread) / divisor, (middle + spread) / divisor
