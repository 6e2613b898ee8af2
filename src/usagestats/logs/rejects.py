"""Lines that did not parse: counted by source and reason, the first of each kept as samples."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from usagestats.safety.secrets import masked

if TYPE_CHECKING:
    from collections.abc import Callable

SAMPLES_KEPT = 20
_READ_FOR_SAMPLE = 1000
_SHOWN = 160


@dataclass(frozen=True, slots=True, order=True)
class Reject:
    """A line that did not parse. `text` is masked and clipped; `line` counts from 1."""

    source: int
    line: int
    reason: str
    text: str


def clipped(line: str, secret_names: frozenset[str] = frozenset()) -> str:
    """Return the beginning of a line, credentials masked."""
    text = masked(line[:_READ_FOR_SAMPLE].strip("\0"), secret_names)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


@dataclass(slots=True)
class Rejects:
    """Counts and first samples by source and reason; memory stays flat whatever comes in.

    Args:
        secret_names: What must not be shown in samples, besides what looks like a credential.
        samples_kept: How many of each source and reason.
    """

    secret_names: frozenset[str] = frozenset()
    samples_kept: int = SAMPLES_KEPT

    counts: dict[tuple[int, str], int] = field(default_factory=dict)
    samples: dict[tuple[int, str], list[Reject]] = field(default_factory=dict)

    def add(self, source: int, line: int, reason: str, text: str) -> None:
        """Take one rejected line in; lines of a source come in order."""
        key = source, reason
        self.counts[key] = self.counts.get(key, 0) + 1
        samples = self.samples.setdefault(key, [])
        if len(samples) < self.samples_kept:
            samples.append(Reject(source, line, reason, clipped(text, self.secret_names)))

    def placed(self, origin: Callable[[int], int]) -> Rejects:
        """Return them with the lines at which they begin in the source.

        Args:
            origin: Gives the index of the line of the source for that of an inner line.
        """
        samples = {
            key: [replace(sample, line=origin(sample.line - 1) + 1) for sample in kept]
            for key, kept in self.samples.items()
        }
        return Rejects(self.secret_names, self.samples_kept, self.counts, samples)

    def merge(self, later: Rejects, lines_before: int) -> None:
        """Take in the rejects of a later chunk, which begins after `lines_before` lines."""
        for key, count in later.counts.items():
            self.counts[key] = self.counts.get(key, 0) + count
        for key, samples in later.samples.items():
            kept = self.samples.setdefault(key, [])
            for sample in samples[: self.samples_kept - len(kept)]:
                line = sample.line + lines_before
                kept.append(Reject(sample.source, line, sample.reason, sample.text))

    def total(self) -> int:
        """Return how many lines were rejected."""
        return sum(self.counts.values())

    def first(self) -> Reject | None:
        """Return the first rejected line of the first source that has one."""
        return min((sample for kept in self.samples.values() for sample in kept), default=None)
