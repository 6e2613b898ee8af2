"""Sources that were found to be read in two ways: made short, and kept as files."""

from __future__ import annotations

import hashlib
import json
import traceback
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from tests.fuzz.comparing import QUESTIONS, difference
from tests.fuzz.sources import made_up_sources

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Batch:
    """Lines of one source.

    Args:
        source: The name of a kind in `made_up_sources`.
        lines: The lines, not yet wrapped.
        question: The number of the question about them; `None` for all.
    """

    source: str
    lines: list[str]
    question: int | None = None

    def fault(self) -> str | None:
        """Return how its two readings differ, or the exception that one of them raises."""
        numbers = range(len(QUESTIONS)) if self.question is None else [self.question]
        try:
            found = [
                difference(made_up_sources()[self.source], self.lines, number) for number in numbers
            ]
        except Exception:  # noqa: BLE001  (any is a finding)
            return traceback.format_exc()
        return next(filter(None, found), None)

    def write(self, file: Path) -> None:
        """Write it into a file that people can read."""
        file.write_text(json.dumps(asdict(self), indent=1) + "\n", "ascii")

    @classmethod
    def read(cls, file: Path) -> Batch:
        """Return what a file holds."""
        return cls(**json.loads(file.read_text("ascii")))

    def keep(self, folder: Path) -> Path:
        """Write it into a folder, under a name by its content."""
        mark = hashlib.sha256("\n".join(self.lines).encode("utf-8", "replace")).hexdigest()[:8]
        file = folder / f"{self.source}-{mark}.json"
        self.write(file)
        return file


def shortened(batch: Batch) -> Batch:
    """Return a batch with the same kind of fault, from which nothing can be left out."""
    shorter: Batch | None = batch
    while shorter is not None:
        batch = shorter
        shorter = next((one for one in _shorter(batch) if one.fault()), None)
    return batch


def _shorter(batch: Batch) -> Iterator[Batch]:
    for lines in _without_some(batch.lines):
        yield Batch(batch.source, list(lines), batch.question)
    if len(batch.lines) <= 3:
        for number, line in enumerate(batch.lines):
            for text in _without_some(line):
                lines = [*batch.lines[:number], str(text), *batch.lines[number + 1 :]]
                yield Batch(batch.source, lines, batch.question)


def _without_some(whole: Sequence[str]) -> Iterator[Any]:
    """Give what is left without each half, quarter, … down to single elements."""
    size = len(whole) // 2
    while size:
        for begin in range(0, len(whole), size):
            left = [*whole[:begin], *whole[begin + size :]]
            yield "".join(left) if isinstance(whole, str) else left
        size //= 2
