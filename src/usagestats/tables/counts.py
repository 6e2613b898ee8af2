"""The counts of lines and requests, which always add up (law 4).

lines = requests + rejects + ignored; requests = matched + unmatched + excluded.
"""

from __future__ import annotations

from dataclasses import fields

from usagestats.light_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of lines and requests that were read. `+` adds the counts of parts of the input."""

    lines: int = 0
    requests: int = 0
    rejects: int = 0
    ignored: int = 0
    matched: int = 0
    unmatched: int = 0
    excluded: int = 0

    def __post_init__(self) -> None:
        if self.lines != self.requests + self.rejects + self.ignored:
            msg = f"lines are lost: {self}"
            raise ValueError(msg)
        if self.requests != self.matched + self.unmatched + self.excluded:
            msg = f"requests are lost: {self}"
            raise ValueError(msg)

    def __add__(self, other: Counts) -> Counts:
        names = (field.name for field in fields(self))
        return Counts(*(getattr(self, name) + getattr(other, name) for name in names))

    def __str__(self) -> str:
        return (
            f"lines {self.lines:,} = requests {self.requests:,} + rejects {self.rejects:,}"
            f" + ignored {self.ignored:,}; requests {self.requests:,} = matched {self.matched:,}"
            f" + unmatched {self.unmatched:,} + excluded {self.excluded:,}"
        )
