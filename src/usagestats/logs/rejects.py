"""Lines that did not parse: their number by source and reason, and the first ones as samples."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, NamedTuple

from usagestats.light_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

SAMPLES_KEPT = 20
_READ_FOR_SAMPLE = 1000
_SHOWN = 160


class Reject(NamedTuple):
    """A line that did not parse. `text` is masked and clipped; `line` counts from 1."""

    source: int
    line: int
    reason: str
    text: str


def clipped(line: str, secret_names: frozenset[str] = frozenset()) -> str:
    """Return the beginning of a line, at most 160 characters, with its credentials masked."""
    from usagestats.safety.secrets import masked  # noqa: PLC0415  (seldom needed)

    text = masked(line[:_READ_FOR_SAMPLE].strip("\0"), secret_names)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


@dataclass(slots=True)
class Rejects:
    """Rejected lines by source and reason: all are counted, only the first ones are kept.

    Args:
        secret_names: The parameters and fields that are masked in samples, besides those whose
            names are usual for credentials.
        samples_kept: The number of samples of each source and reason.
        counts: The number of lines by source and reason.
        samples: The first lines by source and reason.
    """

    secret_names: frozenset[str] = frozenset()
    samples_kept: int = SAMPLES_KEPT
    counts: dict[tuple[int, str], int] = field(default_factory=dict)
    samples: dict[tuple[int, str], list[Reject]] = field(default_factory=dict)

    def add(self, source: int, line: int, reason: str, text: str) -> None:
        """Add a rejected line; the lines of a source come in order."""
        key = source, reason
        self.counts[key] = self.counts.get(key, 0) + 1
        samples = self.samples.setdefault(key, [])
        if len(samples) < self.samples_kept:
            samples.append(Reject(source, line, reason, clipped(text, self.secret_names)))

    def add_all(
        self, source: int, reason: str, count: int, first: Iterable[tuple[int, str]]
    ) -> None:
        """Add lines that were rejected for one reason.

        Args:
            source: The number of the source.
            reason: The reason.
            count: The number of the lines.
            first: The number and the text of each line that may be kept as a sample, in order.
        """
        for line, text in first:
            self.add(source, line, reason, text)
            count -= 1
        self.counts[source, reason] = self.counts.get((source, reason), 0) + count

    def in_source(self, origin: Callable[[int], int]) -> Rejects:
        """Return the rejects numbered by lines of the source, instead of lines of the gateway.

        Args:
            origin: Takes the index of a line of the gateway in the chunk; returns the index of
                the line of the source in the chunk at which it begins. Both count from 0.
        """
        samples = {
            key: [sample._replace(line=origin(sample.line - 1) + 1) for sample in kept]
            for key, kept in self.samples.items()
        }
        return Rejects(self.secret_names, self.samples_kept, self.counts, samples)

    def merge(self, later: Rejects, lines_before: int) -> None:
        """Add the rejects of a later chunk; `lines_before` lines of its source come before it."""
        for key, count in later.counts.items():
            self.counts[key] = self.counts.get(key, 0) + count
        for key, samples in later.samples.items():
            kept = self.samples.setdefault(key, [])
            for sample in samples[: self.samples_kept - len(kept)]:
                line = sample.line + lines_before
                kept.append(Reject(sample.source, line, sample.reason, sample.text))

    def total(self) -> int:
        """Return the number of rejected lines."""
        return sum(self.counts.values())

    def first(self) -> Reject | None:
        """Return the first rejected line of the first source that has one."""
        return min((sample for kept in self.samples.values() for sample in kept), default=None)
