"""The constants of `pattern_steps.h`."""

from __future__ import annotations

from typing import Final

ACTIONS: Final = (
    "ONE_OF", "RUN", "LONGEST_RUN", "SHORTEST_RUN", "BEGIN_CELL", "END_CELL", "TRY", "GO",
    "MARK", "KEEP", "KEEP_LOOPING", "LOOKED", "UNLESS", "REFUSE", "AT_END", "DONE", "SHAPE",
    "ONE_BYTE", "PLAIN_RUN", "UNTIL",
)  # fmt: skip
"""The actions of steps, numbered as there."""

MAY_FAIL, IS_SURE, IS_SURE_IF_AHEAD, IS_SURE_UNLESS_AHEAD = range(4)
"""`Certainty` of `pattern_steps.h`."""

MOST_STOPS: Final = 3
"""Of what may follow a run: the kernel searches for so few bytes at once."""

MOST_RANGES: Final = 6
"""Of a set: the kernel looks at a block for so few ranges of bytes."""
